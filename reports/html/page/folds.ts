import { greatest, least } from '../../../src/base/extremes.ts'
import { counted } from '../../quantities.ts'
import { el } from '../markup.ts'
import type { Element } from '../markup.ts'
import { laneName } from '../row-notes.ts'
import type { ColumnTrace, Report } from '../schema.ts'
import type { TraceEvent } from '../trace-events.ts'

/** Rows that stand behind one line, from the first to the last of them. */
export interface Fold {
  readonly first: number
  readonly last: number
}

/** The rows of the chain of causes, of the messages that were missing, and the breach itself. */
export function keptRows({ why, verdict }: Report, events: readonly TraceEvent[]): ReadonlySet<number> {
  const ids = new Set([
    verdict.at,
    ...why.facts,
    ...why.chain.map(({ e }) => e),
    ...(why.missing ?? []).map(({ e }) => e),
  ])
  return new Set(events.filter(({ id, kind }) => ids.has(id) || kind === 'violation').map(({ row }) => row))
}

/**
 * What is folded where only these rows are kept. `least`: rows from which on they are; a single row is no longer than the
 * line that would stand for it.
 */
export function foldsOf(rows: number, kept: ReadonlySet<number>, least = 2): readonly Fold[] {
  const folds: Fold[] = []
  let first = 0
  for (let row = 0; row <= rows; row++) {
    if (row < rows && !kept.has(row)) continue
    if (row - first >= least) folds.push({ first, last: row - 1 })
    first = row + 1
  }
  return folds
}

export interface FoldWords {
  /** `16 steps`. */
  readonly steps: string
  /** `4 elections without a leader, terms 7-10, 12 heartbeats`. */
  readonly words: string
}

/** What happens in a fold, in one line. */
export function foldWords(
  report: Report,
  trace: ColumnTrace,
  events: readonly TraceEvent[],
  { first, last }: Fold,
): FoldWords {
  const inside = events.slice(first, last + 1)
  const left = (trace.gaps ?? []).filter(({ event }) => event >= first && event <= last)
  const skipped = left.reduce((sum, { steps }) => sum + steps, 0)
  return {
    steps: counted(inside.length + skipped, 'step'),
    words: [...elections(report, events, inside), ...rest(inside)].join(', '),
  }
}

/** Who led or stood in it; terms that nobody ever led are counted together. */
function elections(report: Report, events: readonly TraceEvent[], inside: readonly TraceEvent[]): string[] {
  const led = new Set(events.flatMap((event) => termOf(event, 'leads') ?? []))
  const vain = inside.flatMap((event) => termOf(event, 'stands in') ?? []).filter((term) => !led.has(term))
  const named = inside.flatMap((event) => {
    const term = termOf(event, 'leads') ?? termOf(event, 'stands in')
    if (term === undefined || !led.has(term)) return []
    const verb = termOf(event, 'leads') === undefined ? 'stands in' : 'leads'
    return [`${laneName(report, event.lane)} ${verb} term ${term}`]
  })
  if (vain.length === 0) return named
  const [low, high] = [least(vain), greatest(vain)]
  const terms = low === high ? `term ${low}` : `terms ${low}-${high}`
  return [...named, `${counted(vain.length, 'election')} without a leader, ${terms}`]
}

function termOf({ effect }: TraceEvent, verb: 'leads' | 'stands in'): number | undefined {
  const found = new RegExp(`\\b${verb} term (\\d+)`).exec(effect)?.[1]
  return found === undefined ? undefined : Number(found)
}

/** The other steps, by kind. */
function rest(inside: readonly TraceEvent[]): string[] {
  const of = (isIt: (event: TraceEvent) => boolean, noun: string, nouns?: string): string[] => {
    const count = inside.filter(isIt).length
    return count === 0 ? [] : [counted(count, noun, nouns)]
  }
  const isBeat = ({ kind, text }: TraceEvent): boolean => kind === 'deliver' && /\bheartbeat\b/.test(text)
  return [
    ...of(({ kind }) => kind === 'start', 'start'),
    ...of(({ kind }) => kind === 'invoke', 'call'),
    ...of(({ kind }) => kind === 'submit', 'request'),
    ...of(({ kind }) => kind === 'return', 'answer'),
    ...of((event) => event.kind === 'deliver' && !isBeat(event), 'message'),
    ...of(isBeat, 'heartbeat'),
    ...of((event) => event.kind === 'timer' && event.effect === '', 'timer'),
    ...of(({ kind }) => kind === 'synced', 'disk sync'),
    ...of(({ kind }) => kind === 'crash', 'crash', 'crashes'),
    ...of(({ kind }) => kind === 'restart', 'restart'),
    ...of(({ kind }) => kind === 'fault', 'fault'),
  ]
}

/** The line that stands for a fold. It is opened by a click, or by Enter. */
export function foldRow({ steps, words }: FoldWords, { first }: Fold): Element {
  return el(
    'tr',
    { class: 'fold folded', 'data-before': first },
    el(
      'td',
      {},
      el(
        'button',
        { type: 'button', 'aria-expanded': 'false', title: words },
        el('span', { class: 'count' }, steps),
        el('span', { class: 'words' }, words),
      ),
    ),
  )
}
