import { sides, type ComparedSignature, type Shown, type Side } from '../../reports/comparison.ts'
import type { RunBatch } from '../../reports/index.ts'
import { defined } from '../base/defined.ts'

/** What each target failed with, side by side: what `a` alone shows, then `b` alone, then both. */
export function compareSignatures(batches: {
  readonly [side in Side]: readonly Pick<RunBatch, 'failures'>[]
}): readonly ComparedSignature[] {
  const shown = { a: shownIn(batches.a), b: shownIn(batches.b) }
  const all = [...new Set([...shown.a.keys(), ...shown.b.keys()])].map((signature) => {
    const [a, b] = sides.map((side) => shown[side].get(signature))
    const shownBy = a === undefined ? 'b' : b === undefined ? 'a' : 'both'
    return { signature, shownBy, ...defined({ a, b }) } as const
  })
  const places = ['a', 'b', 'both'] as const
  const runs = ({ a, b }: ComparedSignature): number => (a?.runs ?? 0) + (b?.runs ?? 0)
  return all.toSorted(
    (one, other) => places.indexOf(one.shownBy) - places.indexOf(other.shownBy) || runs(other) - runs(one),
  )
}

function shownIn(batches: readonly Pick<RunBatch, 'failures'>[]): ReadonlyMap<string, Shown> {
  const found = new Map<string, Shown>()
  for (const { record, reportPath } of batches.flatMap(({ failures }) => failures)) {
    const { signature, scenario, seed, token } = record
    if (signature === undefined) continue
    const first = found.get(signature) ?? { runs: 0, scenario, seed, token, ...defined({ reportPath }) }
    found.set(signature, { ...first, runs: first.runs + 1 })
  }
  return found
}
