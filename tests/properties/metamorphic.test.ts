import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkLinearizability } from '../../checkers/linearizability/index.ts'
import type { Operation } from '../../src/record/operation.ts'
import { families } from '../unit/checkers/linearizability/families.ts'
import type { Family } from '../unit/checkers/linearizability/families.ts'
import { randomHistory } from '../unit/checkers/linearizability/random-history.ts'

const NUM_RUNS = 100

const validity = (family: Family, operations: readonly Operation[]): boolean | 'unknown' =>
  checkLinearizability(operations, family.model).valid

/** A history with the number of one of its operations. Longer than what every order can be tried of. */
const pointed = (family: Family): fc.Arbitrary<[Operation[], number]> =>
  fc
    .tuple(randomHistory(family, 16), fc.nat(15))
    .map(([operations, at]) => [operations, at % operations.length])

/** The history with one operation changed. */
const withOne = (operations: readonly Operation[], at: number, change: Partial<Operation>): Operation[] =>
  operations.map((operation, index) => (index === at ? { ...operation, ...change } : operation))

test.each(families)('$name: only the order of events counts, not when they were', (family) => {
  fc.assert(
    fc.property(randomHistory(family, 16), fc.integer({ min: -50, max: 1e6 }), (operations, shift) => {
      const moved = operations.map((operation) => ({
        ...operation,
        invoked: 3 * operation.invoked + shift,
        returned: 3 * operation.returned + shift,
      }))
      expect(validity(family, moved)).toBe(validity(family, operations))
    }),
    { numRuns: NUM_RUNS },
  )
})

test.each(families)('$name: the names of clients, operations and objects do not count', (family) => {
  fc.assert(
    fc.property(randomHistory(family, 16), (operations) => {
      const renamed = operations.map((operation) => {
        const { id, process, key } = operation
        const other = { ...operation, id: 1000 - id, process: 7 * (process as number) + 3 }
        return key === undefined ? other : { ...other, key: `of ${key}` }
      })
      expect(validity(family, renamed)).toBe(validity(family, operations))
    }),
    { numRuns: NUM_RUNS },
  )
})

test.each(families)('$name: an operation that took longer makes no history worse', (family) => {
  fc.assert(
    fc.property(pointed(family), fc.nat(12), fc.nat(12), ([operations, at], earlier, later) => {
      if (validity(family, operations) !== true) return
      const { invoked, returned } = operations[at] as Operation
      // positions half-way between two events, so that none is that of another
      const wider = { invoked: invoked - earlier - 0.5, returned: returned + later + 0.5 }
      expect(validity(family, withOne(operations, at, wider))).toBe(true)
    }),
    { numRuns: NUM_RUNS },
  )
})

test.each(families)('$name: to know less of a result makes no history worse', (family) => {
  fc.assert(
    fc.property(pointed(family), ([operations, at]) => {
      if (validity(family, operations) !== true) return
      const unknown: Operation['outcome'] = { type: 'info', error: 'forgotten' }
      const less = withOne(operations, at, { outcome: unknown, returned: Infinity })
      // where nothing succeeded any more nothing is proven
      expect(validity(family, less)).not.toBe(false)
    }),
    { numRuns: NUM_RUNS },
  )
})

test.each(families)('$name: the beginning of a history is no worse than the whole', (family) => {
  fc.assert(
    fc.property(randomHistory(family, 16), fc.nat(40), (operations, end) => {
      if (validity(family, operations) !== true) return
      const beginning = operations
        .filter(({ invoked }) => invoked <= end)
        .map((operation): Operation =>
          operation.returned <= end
            ? operation
            : { ...operation, outcome: { type: 'info', error: 'cut' }, returned: Infinity },
        )
      expect(validity(family, beginning)).not.toBe(false)
    }),
    { numRuns: NUM_RUNS },
  )
})
