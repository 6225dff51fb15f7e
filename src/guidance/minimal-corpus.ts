import type { Feature } from '../run/features/feature.ts'
import type { CorpusEntry } from './corpus.ts'

/** Most entries of a scenario that are stored. */
const MAX_STORED = 300

/**
 * The entries without those that reach nothing that cheaper ones do not reach: the cheapest first, in steps of their runs. It depends on
 * which entries there are, and not on their order.
 */
export function minimalCorpus(entries: readonly CorpusEntry[]): CorpusEntry[] {
  const covered = new Set<Feature>()
  const kept: CorpusEntry[] = []
  for (const entry of inOrder(entries)) {
    const before = covered.size
    for (const feature of entry.features) covered.add(feature)
    if (covered.size > before) kept.push(entry)
  }
  // those that came last were kept for what is rarest: no cheaper one has it
  return kept.slice(-MAX_STORED)
}

/** Equal entries are one. */
function inOrder(entries: readonly CorpusEntry[]): CorpusEntry[] {
  const byText = new Map(entries.map((entry) => [JSON.stringify(entry), entry]))
  return [...byText]
    .sort(([a, one], [b, other]) => one.steps - other.steps || (a < b ? -1 : 1))
    .map(([, entry]) => entry)
}
