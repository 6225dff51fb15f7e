import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkListAppend } from '../../../../checkers/cycles/list-append.ts'
import { operationsOf } from './transactions.ts'
import type { MicroValue, Planned } from './transactions.ts'

type Step = { readonly append: boolean; readonly key: number }
type Shape = { readonly steps: readonly Step[]; readonly starts: number; readonly lasts: number }

const shapes = fc.array(
  fc.record({
    steps: fc.array(fc.record({ append: fc.boolean(), key: fc.nat(2) }), { minLength: 1, maxLength: 3 }),
    starts: fc.nat(8),
    lasts: fc.nat(6),
  }),
  { minLength: 1, maxLength: 5 },
)

/** Runs the transactions one after the other in the given order; elements are unique. */
function executed(all: readonly Shape[], order: readonly number[]): MicroValue[][] {
  const store = new Map<number, number[]>()
  const results: MicroValue[][] = all.map(() => [])
  for (const t of order) {
    for (const [i, { append, key }] of (all[t] as Shape).steps.entries()) {
      const list = store.get(key) ?? []
      if (!append) results[t]?.push(['r', key, list])
      else {
        store.set(key, [...list, t * 10 + i])
        results[t]?.push(['append', key, t * 10 + i])
      }
    }
  }
  return results
}

function* permutations(rest: readonly number[]): Generator<number[]> {
  if (rest.length === 0) yield []
  for (const first of rest)
    for (const tail of permutations(rest.filter((each) => each !== first))) yield [first, ...tail]
}

/** Whether some order that respects real time gives just these results. */
function strictlySerializable(all: readonly Shape[], planned: readonly Planned[]): boolean {
  const seen = JSON.stringify(planned.map(({ micros }) => micros))
  for (const order of permutations(all.map((_, t) => t))) {
    const inTime = order.every((t, i) =>
      order.slice(i + 1).every((later) => (planned[later] as Planned).at[1] >= (planned[t] as Planned).at[0]),
    )
    if (inTime && JSON.stringify(executed(all, order)) === seen) return true
  }
  return false
}

// distinct times, so that the oracle's comparison and the order of the events agree
const timesOf = ({ starts, lasts }: Shape, i: number): [number, number] => [
  starts + i / 100,
  starts + lasts + 0.5 + i / 100,
]

describe('checkListAppend against every order there is', () => {
  it('accepts what ran one after the other', () => {
    fc.assert(
      fc.property(shapes, (all) => {
        const planned = executed(
          all,
          all.map((_, t) => t),
        ).map((micros, t): Planned => ({ micros, at: [t, t + 0.5] }))
        expect(checkListAppend(operationsOf(planned)).valid).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('never accuses a history that some order explains, and misses few that none does', () => {
    let broken = 0
    let found = 0
    fc.assert(
      fc.property(shapes, fc.array(fc.nat(4), { maxLength: 4 }), fc.boolean(), (all, swaps, truncate) => {
        const order = all.map((_, t) => t)
        for (const [i, swap] of swaps.entries()) {
          const [a, b] = [i % order.length, swap % order.length]
          const held = order[a] as number
          order[a] = order[b] as number
          order[b] = held
        }
        const planned = executed(all, order).map((micros, t): Planned => ({
          // some reads miss the newest element
          micros: micros.map((micro) =>
            truncate && micro[0] === 'r' && t % 2 === 1
              ? ['r', micro[1], (micro[2] ?? []).slice(0, -1)]
              : micro,
          ),
          at: timesOf(all[t] as Shape, t),
        }))
        const { valid } = checkListAppend(operationsOf(planned))
        const right = strictlySerializable(all, planned)
        if (right) expect(valid).toBe(true)
        else {
          broken++
          if (valid === false) found++
        }
      }),
      { numRuns: 400, seed: 20260101 },
    )
    expect(broken).toBeGreaterThan(40)
    expect(found).toBe(broken)
  })
})
