import { counted } from '../quantities.ts'
import { signatureGroups, type SignatureGroup } from '../signature-groups.ts'
import type { FailureReport } from '../failure-report.ts'
import { endedText } from '../search-text.ts'
import { visibleText } from '../visible-text.ts'
import { styleOf, type Style, type TextOptions } from './style.ts'
import { hanging } from './wrap.ts'

/** Signatures that are listed, and seeds of each. */
const MAX_SIGNATURES = 20
const MAX_SEEDS = 5
/** From so many columns on a failure has one line, whatever its path, as a log has it. */
const WIDE = 100

/**
 * Failures once more, one line for each signature, where the eye rests: what broke, where first, and the page that
 * shows it; below it how many more there are. Paths are never broken over lines.
 */
export function signatureLines(failures: readonly FailureReport[], options: TextOptions = {}): string[] {
  const style = styleOf(options)
  const groups = signatureGroups(failures)
  const more = groups.length - MAX_SIGNATURES
  const lines = groups.slice(0, MAX_SIGNATURES).flatMap((group) => linesOf(group, style))
  if (more > 0) lines.push(`and ${counted(more, 'more signature')}`)
  return lines.map((line) => style.finish(line).trimEnd())
}

function linesOf({ signature, failures, reported }: SignatureGroup, style: Style): string[] {
  const { scenario, seed } = reported.record
  const what = `FAIL ${visibleText(signature, 200)}  ${visibleText(scenario, 80)} seed ${visibleText(seed, 40)}`
  const path = reported.reportPath === undefined ? '' : visibleText(reported.reportPath, 1000)
  const first =
    path === ''
      ? hanging('', what, style.width)
      : style.width >= WIDE || what.length + 2 + path.length <= style.width
        ? [`${what}  ${path}`]
        : [...hanging('', what, style.width), `     ${path}`]
  const others = failures.filter((one) => one !== reported)
  if (others.length === 0) return first
  const named = others
    .slice(0, MAX_SEEDS)
    .map(({ record }) =>
      record.scenario === scenario
        ? visibleText(record.seed, 40)
        : `${visibleText(record.scenario, 80)} ${visibleText(record.seed, 40)}`,
    )
  const rest = others.length - named.length
  const text = `${counted(others.length, 'more run')}: ${named.length === 1 ? 'seed' : 'seeds'} ${named.join(', ')}${rest > 0 ? `, and ${counted(rest, 'other')}` : ''}`
  return [...first, ...[text, ...unfinished(reported)].flatMap((line) => hanging('     ', line, style.width))]
}

/** Of a signature only the first run is minimized: that its search came to no end is a reason to try another. */
function unfinished({ minimized }: FailureReport): string[] {
  return minimized?.limit === undefined
    ? []
    : [`only the first was minimized, and ${endedText(minimized.limit)}: try another`]
}
