import type { RunRecord } from '../../src/record/run-record.ts'
import { optionsText } from '../options-text.ts'
import { counted, durationText, grouped } from '../quantities.ts'
import { visibleText } from '../visible-text.ts'
import { styleOf } from './style.ts'
import type { TextOptions, Tone } from './style.ts'

const signs: { readonly [status in RunRecord['status']]: readonly [string, Tone] } = {
  valid: ['ok     ', 'ok'],
  invalid: ['FAIL   ', 'fail'],
  unknown: ['unknown', 'warn'],
}

/** What became of the operations; a cas that met another value was answered, and is no failure. */
function outcomesText({ ok, failed, unmatched = 0, unknown }: RunRecord['counts']): string {
  return [
    `${grouped(ok)} ok`,
    ...(unmatched > 0 ? [`${grouped(unmatched)} cas did not match`] : []),
    `${grouped(failed - unmatched)} failed`,
    `${grouped(unknown)} unknown`,
  ].join(', ')
}

/** The result of one run in one line without line break; a line that is too long is cut. */
export function runLine(record: RunRecord, options: TextOptions = {}): string {
  const style = styleOf(options)
  const { counts } = record
  const [sign, tone] = signs[record.status]
  const about =
    record.status === 'invalid'
      ? visibleText(record.violation?.headline ?? record.signature ?? '', 200)
      : record.status === 'unknown'
        ? visibleText(record.because ?? 'no reason given', 200)
        : outcomesText(counts)
  const chosen = optionsText(record)
  const text = [
    `  ${visibleText(record.scenario, 40)}`,
    `seed ${visibleText(record.seed, 24)}`,
    ...(chosen === undefined ? [] : [chosen]),
    counted(counts.steps, 'step'),
    durationText(counts.virtualMs),
    about,
  ].join('  ')
  const finished = style.finish(text)
  const room = style.width - sign.length
  const cut = finished.length <= room ? finished : `${finished.slice(0, room - 3)}...`
  return `${style.paint(tone, sign)}${cut}`
}
