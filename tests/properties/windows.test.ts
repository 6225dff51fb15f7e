import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkLinearizability, NotInWindows, WindowedObjects } from '../../checkers/linearizability/index.ts'
import type { WindowedAnswer } from '../../checkers/linearizability/index.ts'
import { models, partitionByKey } from '../../checkers/models/index.ts'
import type { Model } from '../../checkers/models/index.ts'
import type { Operation, Outcome } from '../../src/record/operation.ts'
import { isLinearizable } from '../unit/checkers/linearizability/brute-force.ts'
import { families } from '../unit/checkers/linearizability/families.ts'
import { randomHistory } from '../unit/checkers/linearizability/random-history.ts'

const NUM_RUNS = 3000

/** Those all of whose operations say what they need and leave. */
const told = families.filter(({ model, calls }) =>
  calls(1).every((call) => {
    const outcome = { type: 'info', error: '' } as const
    const operation = { id: 0, process: 0, outcome, invoked: 0, returned: Infinity, ...call }
    return model.exchange?.(operation) !== undefined
  }),
)

/** As a file would tell it: of the operations of unknown outcome every other one returns so, soon, and the rest never do. */
function inWindows(model: Model, operations: readonly Operation[]): WindowedAnswer | undefined {
  const objects = new WindowedObjects(model)
  const slots = new Map<Operation, number>()
  const ended = ({ id, invoked, outcome, returned }: Operation): number =>
    outcome.type === 'info' && id % 2 === 0 ? invoked + 1.5 : returned
  const events = operations
    .flatMap((operation) => [
      { at: operation.invoked, operation, ends: false },
      { at: ended(operation), operation, ends: true },
    ])
    .sort((a, b) => a.at - b.at)
  try {
    for (const { operation, ends } of events) {
      const { process, f, value, key, outcome } = operation
      if (!ends) {
        const event = { process: Number(process), f, value, type: 'invoke' as const }
        slots.set(operation, objects.invoked(key === undefined ? event : { ...event, key }))
        continue
      }
      const slot = slots.get(operation) as number
      if (outcome.type === 'fail' && (f !== 'cas' || outcome.observed === undefined)) objects.leaveOut(slot)
      else objects.keep(slot, { ...operation })
    }
    return objects.finish()
  } catch (error) {
    if (error instanceof NotInWindows) return undefined
    throw error
  }
}

test('there are models to decide in windows', () => {
  expect(told.length).toBeGreaterThan(2)
})

test.each(told)(
  '$name: the objects refuted in windows are those that no order explains',
  ({ model, ...family }) => {
    let answered = 0
    let refuted = 0
    fc.assert(
      fc.property(randomHistory({ model, ...family }, 12, 200), (operations) => {
        const answer = inWindows(model, operations)
        if (answer === undefined) return
        answered++
        refuted += answer.refuted.size
        const wrong = partitionByKey(operations).filter((part) => !isLinearizable(model, part.operations))
        expect([...answer.refuted].sort()).toEqual(wrong.map(({ key }) => key).sort())
      }),
      { numRuns: NUM_RUNS },
    )
    // those left to a check of all say nothing here
    expect(answered).toBeGreaterThan(NUM_RUNS / 3)
    expect(refuted).toBeGreaterThan(NUM_RUNS / 100)
  },
)

test.each(told)('$name: long histories get the verdict of a check of all', ({ model, ...family }) => {
  let answered = 0
  fc.assert(
    fc.property(randomHistory({ model, ...family }, 80, 700), (operations) => {
      const answer = inWindows(model, operations)
      const verdict = checkLinearizability(operations, model)
      if (answer === undefined || verdict.valid === 'unknown') return
      answered++
      const isKept = ({ f, outcome }: Operation): boolean =>
        outcome.type !== 'fail' || (f === 'cas' && outcome.observed !== undefined)
      const kept = operations.filter(isKept)
      expect(answer.operations).toBe(kept.length)
      expect(answer.partitions).toBe(partitionByKey(kept).length)
      expect(answer.refuted.size === 0).toBe(verdict.valid)
      if (!verdict.valid) expect(answer.refuted.has(verdict.failure.key)).toBe(true)
    }),
    { numRuns: NUM_RUNS / 20 },
  )
  expect(answered).toBeGreaterThan(NUM_RUNS / 80)
})

type Told = readonly [f: string, value: unknown, outcome: 'info' | { readonly ok: unknown }]

/** Calls one after the other, or all of a list at once. */
function inTurn(turns: readonly (Told | readonly Told[])[]): Operation[] {
  let at = 0
  return turns
    .map((turn) => (typeof turn[0] === 'string' ? [turn as Told] : (turn as readonly Told[])))
    .flatMap((calls) => {
      const from = at
      at += 2 * calls.length
      return calls.map(([f, value, told], index) => {
        const outcome: Outcome =
          told === 'info' ? { type: 'info', error: '' } : { type: 'ok', value: told.ok }
        const invoked = from + index
        const returned = told === 'info' ? Infinity : from + calls.length + index
        // by an even id: what is of unknown outcome returns so, before the next call
        return { id: 2 * invoked, process: invoked, f, value, outcome, invoked, returned }
      })
    })
}

const write = (value: number): Told => ['write', value, { ok: value }]
const read = (value: number | null): Told => ['read', null, { ok: value }]

// what is seen early may be of another call, and what nobody has seen for certain may come at any time
test.each<[name: string, calls: (Told | Told[])[], holds: boolean]>([
  [
    'a value that another wrote beside the read',
    [['write', 1, 'info'], [write(1), read(1)], write(2), read(1)],
    true,
  ],
  [
    'a value that was there beside the read',
    [write(1), ['write', 1, 'info'], [read(1), read(1)], write(2), read(1)],
    true,
  ],
  ['a value that two wrote, once', [['write', 1, 'info'], write(1), read(1), write(2), read(1)], true],
  [
    'a value that two wrote, twice',
    [['write', 1, 'info'], write(1), read(1), write(2), read(1), write(3), read(1)],
    false,
  ],
  [
    'the value there was at first',
    [write(1), ['write', 1, 'info'], write(2), write(1), read(1), write(3), read(1)],
    true,
  ],
  [
    'two exchanges that expect each other',
    [['cas', [1, 2], 'info'], ['cas', [2, 1], 'info'], write(3), write(1), read(2)],
    true,
  ],
  [
    'an exchange that nobody can have seen',
    [['cas', [1, 2], 'info'], write(3), write(1), read(2), write(1), read(2)],
    false,
  ],
])('%s', (_, calls, holds) => {
  const operations = inTurn(calls)
  expect(isLinearizable(models['cas-register'], operations)).toBe(holds)
  expect(inWindows(models['cas-register'], operations)?.refuted.size === 0).toBe(holds)
})
