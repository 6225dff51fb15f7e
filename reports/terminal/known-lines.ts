import type { KnownCount } from '../../src/record/known-count.ts'
import { grouped } from '../quantities.ts'
import { visibleText } from '../visible-text.ts'

const MAX_SIGNATURE = 200

/** Of a known signature that no run showed. */
export const neverSeenLine = (signature: string): string =>
  `known, and never seen in these runs: ${signature}`

/**
 * What was known of these runs, a line a signature: `known: 14 x election-safety/two-leaders`. One that never showed is
 * said last: it may be fixed, or misspelt, and then hides nothing but itself.
 */
export function knownLines(known: readonly KnownCount[]): readonly string[] {
  const text = (signature: string): string => visibleText(signature, MAX_SIGNATURE)
  const seen = known.filter(({ runs }) => runs > 0).toSorted((a, b) => b.runs - a.runs)
  return [
    ...seen.map(({ signature, runs }) => `known: ${grouped(runs)} x ${text(signature)}`),
    ...known.filter(({ runs }) => runs === 0).map(({ signature }) => neverSeenLine(text(signature))),
  ]
}
