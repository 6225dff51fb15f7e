import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packColumns } from '../../checkers/linearizability/search/columns.ts'
import { decide, pointOfViolationOf } from '../../checkers/linearizability/decide.ts'
import { searchDepthFirst } from '../../checkers/linearizability/search/depth-first.ts'
import { checkLinearizability } from '../../checkers/linearizability/index.ts'
import type { LinearizabilityFailure } from '../../checkers/linearizability/index.ts'
import { relevantOperations, withUnknownOutcome } from '../../checkers/linearizability/search/prepare.ts'
import { isLinearization } from '../../checkers/linearizability/search/replay.ts'
import { partitionByKey } from '../../checkers/models/index.ts'
import type { Model } from '../../checkers/models/index.ts'
import { searchLinearization } from '../../checkers/porcupine-wasm/index.ts'
import { searchWithHash } from '../../checkers/porcupine-wasm/search.ts'
import type { Operation } from '../../src/record/operation.ts'
import { isLinearizable } from '../unit/checkers/linearizability/brute-force.ts'
import { families } from '../unit/checkers/linearizability/families.ts'
import { randomHistory } from '../unit/checkers/linearizability/random-history.ts'

// 60,000 a family were run once by hand; these are to notice a change
const NUM_RUNS = 750

const ofKey = (operations: readonly Operation[], key: string | undefined): Operation[] =>
  operations.filter((operation) => operation.key === key)

/** A model whose objects are not its keys is tried out on all operations at once. */
function oracle(model: Model, operations: readonly Operation[]): boolean {
  if (model.partition !== undefined) return isLinearizable(model, operations)
  return partitionByKey(operations).every((part) => isLinearizable(model, part.operations))
}

test.each(families)('$name: the verdict is that of trying every order', (family) => {
  let refuted = 0
  fc.assert(
    fc.property(randomHistory(family), (operations) => {
      const verdict = checkLinearizability(operations, family.model)
      if (verdict.valid === 'unknown') return !operations.some(({ outcome }) => outcome.type === 'ok')
      if (!verdict.valid) refuted++
      expect(verdict.valid).toBe(oracle(family.model, operations))
      return true
    }),
    { numRuns: NUM_RUNS },
  )
  // a family in which nothing ever fails would test half of the checker
  expect(refuted).toBeGreaterThan(NUM_RUNS / 100)
})

test.each(families)('$name: every way to the verdict agrees, up to the operation that is stuck', (family) => {
  fc.assert(
    fc.property(randomHistory(family, 14), (operations) => {
      for (const part of family.model.partition?.(operations) ?? partitionByKey(operations)) {
        const relevant = relevantOperations(family.model, part.operations)
        const quick = decide(family.model, relevant, {})
        const plain = searchDepthFirst(family.model, relevant, {})
        expect(quick.verdict).toBe(plain.verdict)
        for (const decision of [quick, plain]) {
          if (decision.verdict === 'ok')
            expect(isLinearization(family.model, relevant, decision.order)).toBe(true)
        }
        if (quick.verdict === 'illegal' && plain.verdict === 'illegal')
          expect(pointOfViolationOf(family.model, relevant, quick, {})?.blocking.id).toBe(
            plain.point()?.blocking.id,
          )
      }
    }),
    { numRuns: NUM_RUNS },
  )
})

test.each(families)('$name: configurations with one hash are told apart', (family) => {
  fc.assert(
    fc.property(randomHistory(family, 14), (operations) => {
      const columns = packColumns(family.model, relevantOperations(family.model, operations))
      const usual = searchLinearization(columns)
      for (const hashBits of [0, 3]) expect(searchWithHash(columns, {}, hashBits)).toEqual(usual)
    }),
    { numRuns: NUM_RUNS },
  )
})

test.each(families)(
  '$name: a failure shows the turn, a core of which nothing can be spared, and what must have happened',
  (family) => {
    const { model } = family
    fc.assert(
      fc.property(randomHistory(family), (operations) => {
        const verdict = checkLinearizability(operations, model)
        if (verdict.valid !== false) return
        const { failure } = verdict
        const isOneObject = model.partition !== undefined
        const object = relevantOperations(model, isOneObject ? operations : ofKey(operations, failure.key))
        if (isOneObject) expect(oracle(model, cut(operations, failure.operation.returned))).toBe(false)
        else {
          expectPointOfViolation(model, object, failure)
          expectHappened(model, object, failure)
        }
        expectCore(model, object, failure)
      }),
      { numRuns: NUM_RUNS },
    )
  },
)

function expectPointOfViolation(
  model: Model,
  object: Operation[],
  { operation, longestPrefix }: LinearizabilityFailure,
): void {
  expect(isLinearizable(model, cut(object, operation.returned))).toBe(false)
  const before = cut(object, operation.returned - 0.5)
  expect(isLinearizable(model, before)).toBe(true)
  const prefix = longestPrefix.map(({ id }) => before.find((one) => one.id === id) as Operation)
  expect(isLinearization(model, before, prefix)).toBe(true)
}

/** Of unknown outcome, all those and only those without which there is no order. */
function expectHappened(
  model: Model,
  object: Operation[],
  { operation, mustHaveHappened }: LinearizabilityFailure,
): void {
  const before = cut(object, operation.returned - 0.5)
  const needed = before.filter(
    (one) =>
      one.outcome.type === 'info' &&
      !isLinearizable(
        model,
        before.filter((other) => other !== one),
      ),
  )
  expect(mustHaveHappened.map(({ id }) => id)).toEqual(needed.map(({ id }) => id))
}

/** The history up to a position: what returned later need not have happened, but if it did, with its result. */
function cut(operations: readonly Operation[], position: number): Operation[] {
  const past = operations.filter(({ invoked }) => invoked <= position)
  return past.map((operation) =>
    operation.returned <= position ? operation : { ...operation, returned: Infinity },
  )
}

function expectCore(model: Model, object: readonly Operation[], { core = [] }: LinearizabilityFailure): void {
  const isCoreOf = (operations: readonly Operation[]): boolean => {
    const without = (spared?: Operation): Operation[] =>
      operations.flatMap((operation) => {
        const isKept = operation.id !== spared?.id && core.some(({ id }) => id === operation.id)
        if (isKept || operation.outcome.type === 'info') return [operation]
        return model.isRead(operation) ? [] : [withUnknownOutcome(operation)]
      })
    return !isLinearizable(model, without()) && core.every((one) => isLinearizable(model, without(one)))
  }
  // that a dequeue took another value goes without saying; forgotten, it could have taken one of these
  const isCore = isCoreOf(object) || (model.name === 'queue' && isCoreOf(aboutSameValues(object, core)))
  expect(isCore).toBe(true)
}

function aboutSameValues(object: readonly Operation[], core: readonly Operation[]): Operation[] {
  const valueOf = ({ f, value, outcome }: Operation): unknown =>
    f === 'enqueue' ? value : outcome.type === 'ok' ? outcome.value : undefined
  const values = core.map(valueOf)
  return object.filter(
    (operation) => operation.outcome.type === 'info' || values.includes(valueOf(operation)),
  )
}

test.each(families)('$name: verdicts follow from one another', (family) => {
  const isValid = (operations: readonly Operation[]): boolean | 'unknown' =>
    checkLinearizability(operations, family.model).valid
  fc.assert(
    fc.property(randomHistory(family, 24), fc.nat(23), fc.nat(60), (operations, choice, by) => {
      const valid = isValid(operations)
      const chosen = operations[choice % operations.length] as Operation
      const change = (to: (operation: Operation) => Operation): Operation[] =>
        operations.map((operation) => (operation === chosen ? to(operation) : operation))

      const shift = (operation: Operation): Operation => ({
        ...operation,
        invoked: operation.invoked + by,
        returned: operation.returned + by,
      })
      expect(isValid(operations.map(shift))).toBe(valid)

      if (valid !== true) return
      // half positions keep every event at a place of its own
      const wider = change((operation) => ({
        ...operation,
        invoked: operation.invoked - by - 0.5,
        returned: operation.returned + by + 0.5,
      }))
      expect(isValid(wider)).toBe(true)
      if (chosen.outcome.type === 'ok') expect(isValid(change(withUnknownOutcome))).not.toBe(false)
    }),
    { numRuns: NUM_RUNS },
  )
})
