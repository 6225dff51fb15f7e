import { describe, expect, it } from 'vitest'
import { checkLinearizability, defineModel, linearizabilityViolation } from '../../../../checkers/index.ts'
import type { ModelDefinition } from '../../../../checkers/index.ts'
import { partitionByKey } from '../../../../checkers/models/index.ts'
import type { Operation } from '../../../../src/record/operation.ts'
import { isLinearizable } from '../linearizability/brute-force.ts'
import { failed, history, ok, unknown } from '../linearizability/histories.ts'
import type { Line } from '../linearizability/histories.ts'

const stackDefinition: ModelDefinition<readonly unknown[]> = {
  name: 'stack',
  functions: ['push', 'pop', 'top'],
  reads: ['top'],
  init: () => [],
  step(stack, { f, value, outcome }) {
    if (f === 'push') return [...stack, value]
    const isRight = outcome.type !== 'ok' || outcome.value === (stack.at(-1) ?? null)
    return isRight ? (f === 'top' ? stack : stack.slice(0, -1)) : undefined
  },
}
const stack = defineModel(stackDefinition)

/** From 0 to 2; what would leave that has no effect. */
const counter = defineModel<{ count: number }>({
  name: 'bounded counter',
  functions: ['add', 'read'],
  reads: ['read'],
  init: () => ({ count: 0 }),
  step: ({ count }, { f, value, outcome }) =>
    f === 'add'
      ? { count: Math.min(2, Math.max(0, count + (value as number))) }
      : outcome.type !== 'ok' || outcome.value === count
        ? { count }
        : undefined,
  describe: ({ count }) => `${count} of 2`,
})

const push = (value: unknown, invoked: number, returned: number): Line => [
  'push',
  value,
  ok(),
  invoked,
  returned,
]
const pop = (value: unknown, invoked: number, returned: number): Line => [
  'pop',
  null,
  ok(value),
  invoked,
  returned,
]

describe('a stack', () => {
  it('passes a right history', () => {
    const operations = history(push(1, 0, 5), push(2, 1, 4), pop(1, 6, 7), pop(2, 8, 9), pop(null, 10, 11))
    expect(checkLinearizability(operations, stack)).toEqual({
      valid: true,
      model: 'stack',
      operations: 5,
      partitions: 1,
      consistency: 'linearizable',
      promise: expect.stringContaining('each between its call and its return') as string,
      certificate: [{ order: [1, 0, 2, 3, 4] }],
    })
  })

  it('finds a violation, and says it in words', () => {
    const operations = history(push(1, 0, 1), push(2, 2, 3), pop(1, 4, 5), pop(2, 6, 7))
    const verdict = checkLinearizability(operations, stack)
    expect(verdict).toMatchObject({
      valid: false,
      model: 'stack',
      failure: {
        operation: { id: 2 },
        state: '[1,2]',
        because: 'pop of the stack returned 1, but the stack was [1,2] since push(2) returned',
      },
    })
    if (verdict.valid !== false) return
    expect(linearizabilityViolation(verdict, {}, stack)).toMatchObject({
      shape: 'stack/pop',
      headline: verdict.failure.because,
    })
  })

  it('takes unknown outcomes either way, and leaves failures out', () => {
    const maybe: Line = ['push', 2, unknown, 0]
    expect(checkLinearizability(history(maybe, pop(2, 3, 4)), stack).valid).toBe(true)
    expect(checkLinearizability(history(maybe, pop(null, 3, 4)), stack).valid).toBe(true)
    expect(checkLinearizability(history(maybe, pop(3, 3, 4)), stack).valid).toBe(false)
    expect(checkLinearizability(history(['push', 1, failed(), 0, 1], pop(null, 3, 4)), stack).valid).toBe(
      true,
    )
  })

  it('is one for each key', () => {
    const operations = history(
      ['push', 1, ok(), 0, 1, 'a'],
      ['top', null, ok(null), 2, 3, 'b'],
      ['top', null, ok(1), 4, 5, 'a'],
    )
    expect(checkLinearizability(operations, stack)).toMatchObject({ valid: true, partitions: 2 })
  })

  it('may say itself what its objects are', () => {
    const whole = defineModel({ ...stackDefinition, partition: (operations) => [{ operations }] })
    const operations = history(['push', 1, ok(), 0, 1, 'a'], ['top', null, ok(1), 2, 3, 'b'])
    expect(checkLinearizability(operations, whole)).toMatchObject({ valid: true, partitions: 1 })
    expect(partitionByKey(operations)).toHaveLength(2)
  })
})

describe('a bounded counter', () => {
  it('passes a right history and finds a violation', () => {
    const adds: Line[] = [0, 2, 4].map((at) => ['add', 1, ok(), at, at + 1])
    const read = (value: number): Operation[] => history(...adds, ['read', null, ok(value), 6, 7])
    expect(checkLinearizability(read(2), counter).valid).toBe(true)
    expect(checkLinearizability(read(3), counter)).toMatchObject({
      valid: false,
      failure: { because: expect.stringContaining('the bounded counter at 2 of 2') as string },
    })
    expect(isLinearizable(counter, read(3))).toBe(false)
  })
})

describe('states', () => {
  const size = (one: ReadonlySet<unknown>): number => one.size
  const bag: ModelDefinition<ReadonlySet<unknown>> = {
    name: 'bag',
    functions: ['put', 'size'],
    init: () => new Set(),
    step: (state, { f, value, outcome }) =>
      f === 'put'
        ? new Set([...state, value])
        : outcome.type !== 'ok' || outcome.value === state.size
          ? state
          : undefined,
    describe: (state) => [...state].join(),
  }
  const puts = history(['put', 1, ok(), 0, 9], ['put', 2, ok(), 0, 9], ['size', null, ok(2), 10, 11])

  it('that are no JSON values need a hash', () => {
    expect(() => checkLinearizability(puts, defineModel(bag))).toThrow(
      'a state of the model bag is no JSON value, it has a Set; give the model a hash of its states',
    )
    const byText = defineModel({ ...bag, hash: (state) => [...state].sort().join() })
    expect(checkLinearizability(puts, byText).valid).toBe(true)
  })

  it('with one hash are told apart by equal', () => {
    const equal = (a: ReadonlySet<unknown>, b: ReadonlySet<unknown>): boolean =>
      a.size === b.size && [...a].every((one) => b.has(one))
    for (const model of [
      defineModel({ ...bag, equal }),
      defineModel({ ...bag, equal, hash: size }),
      defineModel({ ...bag, equal, hash: () => 'the same' }),
    ]) {
      const [one, two, same] = [[1], [2], [1]].map((elements) => model.key(new Set(elements)))
      expect(one).not.toBe(two)
      expect(one).toBe(same)
      expect(checkLinearizability(puts, model).valid).toBe(true)
    }
  })

  it('cannot be changed in place', () => {
    const careless = defineModel<unknown[]>({
      name: 'careless',
      functions: ['push'],
      init: () => [],
      step(state, { value }) {
        state.push(value)
        return state
      },
    })
    expect(() => checkLinearizability(history(push(1, 0, 1)), careless)).toThrow(
      'operation 0: the model careless failed at push(1) in state []: ',
    )
  })
})

describe('what cannot be used is refused', () => {
  it.each([
    [{ name: '' }, 'a model needs a name'],
    [{ name: 'queue' }, 'there is a model queue already; choose another name'],
    [{ functions: [] }, 'the model stack needs functions: the names of its operations'],
    [{ step: undefined }, 'the model stack needs init() and step(state, operation)'],
    [{ reads: ['peek'] }, 'the model stack reads with peek, which is none of its functions'],
  ])('%j', (part, message) => {
    const definition = { ...stackDefinition, ...part } as ModelDefinition<readonly unknown[]>
    expect(() => defineModel(definition)).toThrow(message)
  })

  it('an operation that the model has not', () => {
    expect(() => checkLinearizability(history(['peek', null, ok(1), 0, 1]), stack)).toThrow(
      'operation 0: the model stack has no function peek; it has push, pop, top',
    )
  })
})
