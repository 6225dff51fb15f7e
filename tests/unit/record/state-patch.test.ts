import fc from 'fast-check'
import { expect, test } from 'vitest'
import { patched } from '../../../reports/node-state.ts'
import type { NodeState } from '../../../reports/node-state.ts'
import { mergedPatch } from '../../../src/record/state-patch.ts'
import type { StatePatch } from '../../../src/record/trace.ts'

test('two entries that one step appends are both there', () => {
  const entry = (index: number) => ({ index, term: 1, command: `c${index}` })
  const first: StatePatch = { log: { from: 4, entries: [entry(4)] }, commitIndex: 3 }
  const second: StatePatch = { log: { from: 5, entries: [entry(5)] }, commitIndex: 4 }
  expect(mergedPatch(first, second)).toEqual({
    log: { from: 4, entries: [entry(4), entry(5)] },
    commitIndex: 4,
  })
})

test('one merged patch does what the two do one after the other', () => {
  const state = fc
    .nat({ max: 6 })
    .map((length): NodeState => ({ currentTerm: 1, log: entries(1, length, 1) }))
  // a patch begins at most one past the end of the log it is for
  const patch = fc.record({ at: fc.nat(), length: fc.nat({ max: 4 }), term: fc.integer({ min: 2, max: 9 }) })
  const patchFor = (
    { log = [] }: NodeState,
    { at, length, term }: { at: number; length: number; term: number },
  ) => {
    const from = 1 + (at % (log.length + 1))
    return { currentTerm: term, log: { from, entries: entries(from, length, term) } }
  }
  fc.assert(
    fc.property(state, patch, patch, (before, one, other) => {
      const first = patchFor(before, one)
      const between = patched(before, first)
      const second = patchFor(between, other)
      expect(patched(before, mergedPatch(first, second))).toEqual(patched(between, second))
    }),
  )
})

function entries(from: number, length: number, term: number) {
  return Array.from({ length }, (_, place) => ({ index: from + place, term, command: `t${term}` }))
}
