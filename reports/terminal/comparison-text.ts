import { replayLine } from '../../src/base/shell-word.ts'
import { sides, type ComparedSignature, type Comparison, type Shown, type Side } from '../comparison.ts'
import type { KnownCount } from '../../src/record/known-count.ts'
import { counted, grouped } from '../quantities.ts'
import { visibleText } from '../visible-text.ts'
import { neverSeenLine } from './known-lines.ts'
import { styleOf, type Style, type TextOptions } from './style.ts'
import { hanging } from './wrap.ts'

const names: { readonly [side in Side]: string } = { a: 'A', b: 'B' }

const MAX_REASON = 500

/** A comparison in plain text, ending with a line break. Only a replay command may go beyond the width. */
export function comparisonText(comparison: Comparison, options: TextOptions = {}): string {
  const style = styleOf(options)
  const blocks = [
    ...headLines(comparison, style),
    ...leftOutLines(comparison, style),
    ...signatureLines(comparison, style),
    ...knownOfBoth(comparison, style),
    ...sides.flatMap((side) => besideLines(comparison, side, style)),
    ...hanging('', closing(comparison), style.width).map((line) => style.paint('strong', line)),
  ]
  return `${blocks.map((line) => style.finish(line).trimEnd()).join('\n')}\n`
}

function headLines(comparison: Comparison, style: Style): string[] {
  const { seed, runs, scenarios, alike } = comparison
  const lines = sides.map((side) => {
    const { target, runs: made, failed, undecided } = comparison[side]
    const held = made - failed - undecided.length
    const parts = [
      counted(made, 'run'),
      `${grouped(held)} held`,
      style.paint(failed > 0 ? 'fail' : 'dim', `${grouped(failed)} failed`),
      ...(undecided.length > 0 ? [style.paint('warn', `${grouped(undecided.length)} undecided`)] : []),
    ]
    return `${names[side]}  ${visibleText(target, 200)}: ${parts.join(', ')}`
  })
  const same = `seed ${visibleText(seed, 60)}, ${counted(runs, 'run')} of each of ${counted(scenarios.length, 'scenario')} on both; ${grouped(alike)} went the same way, step by step`
  return [...lines, ...hanging('', same, style.width)]
}

function leftOutLines({ leftOut }: Comparison, style: Style): string[] {
  return leftOut.flatMap((one) => {
    const why = sides.flatMap((side) => {
      const needs = one[side]
      return needs === undefined ? [] : [`${names[side]} lacks ${needs.join(', ')}`]
    })
    return hanging('left out: ', visibleText(`${one.scenario} (${why.join('; ')})`), style.width)
  })
}

const titles = { a: 'only A shows', b: 'only B shows', both: 'both show' } as const

function signatureLines({ signatures, ...comparison }: Comparison, style: Style): string[] {
  return (['a', 'b', 'both'] as const).flatMap((shownBy) => {
    const group = signatures.filter((one) => one.shownBy === shownBy)
    if (group.length === 0) return []
    return [
      '',
      style.paint('strong', titles[shownBy]),
      ...group.flatMap((one) => oneSignature(one, comparison, style)),
    ]
  })
}

function oneSignature(
  one: ComparedSignature,
  comparison: Pick<Comparison, Side>,
  style: Style,
): readonly string[] {
  const shown = sides.flatMap((side) => {
    const shows = one[side]
    return shows === undefined ? [] : shownLines(shows, side, comparison[side].runs, style)
  })
  return [...hanging('  ', visibleText(one.signature, 300), style.width), ...shown]
}

function shownLines(shown: Shown, side: Side, made: number, style: Style): string[] {
  const { runs, scenario, seed, token, reportPath } = shown
  const text = `${grouped(runs)} of ${counted(made, 'run')}, first ${visibleText(scenario, 80)} seed ${visibleText(seed, 40)}`
  const indent = ' '.repeat(7)
  return [
    ...hanging(`    ${names[side]}  `, text, style.width),
    `${indent}${style.paint('accent', replayLine(visibleText(token, 100_000)))}`,
    ...(reportPath === undefined ? [] : [`${indent}${style.paint('accent', visibleText(reportPath, 1000))}`]),
  ]
}

/** `known: A 14 x, B 2 x election-safety/two-leaders`; one that neither shows may be fixed, or misspelt. */
function knownOfBoth({ a, b }: Comparison, style: Style): string[] {
  const runs = (known: readonly KnownCount[] = [], signature: string): number =>
    known.find((one) => one.signature === signature)?.runs ?? 0
  const lines = (a.known ?? []).map(({ signature }) => {
    const counts = [runs(a.known, signature), runs(b.known, signature)]
    const text = visibleText(signature, 200)
    if (counts.every((count) => count === 0)) return neverSeenLine(text)
    return `known: ${counts.map((count, at) => `${at === 0 ? 'A' : 'B'} ${grouped(count)} x`).join(', ')} ${text}`
  })
  return lines.length === 0 ? [] : ['', ...lines.flatMap((line) => hanging('', line, style.width))]
}

/** What is to be said of one target beside what it breaks. */
function besideLines(comparison: Comparison, side: Side, style: Style): string[] {
  const { undecided, diverged, notMade } = comparison[side]
  const name = names[side]
  const [first] = undecided
  const texts = [
    ...(first === undefined
      ? []
      : [
          `${name}  UNDECIDED: ${counted(undecided.length, 'run')}, first ${first.scenario} seed ${first.seed}: ${first.because}`,
        ]),
    ...notMade.map((text) => `${name}  NOT MADE: ${text}`),
    ...diverged.map(
      (seed) =>
        `${name}  NOT DETERMINISTIC: seed ${seed} gave another digest when it ran again; nothing was run after it`,
    ),
  ]
  if (texts.length === 0) return []
  return ['', ...texts.flatMap((text) => hanging('', visibleText(text, MAX_REASON), style.width))]
}

function closing({ signatures }: Comparison): string {
  const count = (shownBy: ComparedSignature['shownBy']): number =>
    signatures.filter((one) => one.shownBy === shownBy).length
  if (signatures.length === 0) return '\nno difference: neither breaks anything'
  const of = (shownBy: ComparedSignature['shownBy'], who: string): string[] =>
    count(shownBy) === 0 ? [] : [`${counted(count(shownBy), 'signature')} ${who}`]
  const parts = [...of('a', 'of A alone'), ...of('b', 'of B alone'), ...of('both', 'of both')]
  return `\n${count('both') === signatures.length ? 'no difference: ' : ''}${parts.join(', ')}`
}
