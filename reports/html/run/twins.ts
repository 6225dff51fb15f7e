import type { Trace, TraceStep } from '../../../src/record/trace.ts'

/** Pairs that are looked at; of a longer run only the steps right before the breach. */
const MAX_PAIRS = 20_000_000

/**
 * For each step of the minimized run the step of the original run it is most like, in the same order; null where there
 * is none. Both runs are aligned so that as much as possible fits: the kind of step and of message must, the server,
 * and then the very words, count more.
 */
export function twins(minimized: readonly TraceStep[], original: Trace, breach: number): (number | null)[] {
  const least = Math.max(0, breach - Math.floor(MAX_PAIRS / Math.max(1, minimized.length)))
  const others = original.steps.slice(least, breach)
  const [words, otherWords] = numbered(minimized, others)
  const [rows, columns] = [minimized.length, others.length]
  // best[column]: how well the steps from this row on fit those from the column on
  let best = new Float64Array(columns + 1)
  const taken = new Uint8Array(rows * columns)
  for (let row = rows - 1; row >= 0; row--) {
    const below = best
    best = new Float64Array(columns + 1)
    best[columns] = 0
    for (let column = columns - 1; column >= 0; column--) {
      const fit = fitOf(words, otherWords, row, column)
      const pair = fit === 0 ? -1 : fit + (below[column + 1] ?? 0)
      const skipped = Math.max(below[column] ?? 0, best[column + 1] ?? 0)
      best[column] = Math.max(pair, skipped)
      // of equals the later one: what is close to the breach led to it
      taken[row * columns + column] =
        pair > skipped ? 1 : (best[column + 1] ?? 0) >= (below[column] ?? 0) ? 2 : 3
    }
  }
  const found: (number | null)[] = minimized.map(() => null)
  for (let row = 0, column = 0; row < rows && column < columns;) {
    const way = taken[row * columns + column]
    if (way === 1) found[row] = others[column]?.step ?? null
    if (way !== 2) row++
    if (way !== 3) column++
  }
  return found
}

/** What a step is compared by, as numbers: equal for equal words. */
interface Words {
  readonly shape: Uint32Array
  readonly node: Uint32Array
  readonly text: Uint32Array
}

function numbered(...lists: readonly (readonly TraceStep[])[]): Words[] {
  const numbers = new Map<string, number>()
  const numberOf = (text: string): number => {
    const known = numbers.get(text) ?? numbers.size
    numbers.set(text, known)
    return known
  }
  return lists.map((steps) => ({
    shape: Uint32Array.from(steps, ({ kind, text }) =>
      numberOf(`${kind} ${kind === 'violation' ? '' : shapeOf(text)}`),
    ),
    node: Uint32Array.from(steps, ({ node, client }) => numberOf(`at ${node ?? client ?? ''}`)),
    text: Uint32Array.from(steps, ({ text }) => numberOf(text)),
  }))
}

/** Its words without names of servers, numbers, and what stands in brackets. */
const shapeOf = (text: string): string =>
  text.replace(/\[[^\]]*\]/g, '').replace(/\b[a-z]+\d+\b|\d+|\bnull\b/gi, '#')

function fitOf(a: Words | undefined, b: Words | undefined, row: number, column: number): number {
  if (a === undefined || b === undefined || a.shape[row] !== b.shape[column]) return 0
  return 1 + (a.node[row] === b.node[column] ? 1 : 0) + (a.text[row] === b.text[column] ? 2 : 0)
}
