import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkLinearizability, defineModel, type ModelDefinition } from '../../../../checkers/index.ts'
import { decide } from '../../../../checkers/linearizability/decide.ts'
import type { Operation } from '../../../../src/record/operation.ts'

type Queue = readonly unknown[]

const definition: ModelDefinition<Queue> = {
  name: 'my-queue',
  functions: ['enqueue', 'dequeue', 'size'],
  init: () => [],
  step(queue, { f, value, outcome }) {
    if (f === 'enqueue') return [...queue, value]
    const isKnown = outcome.type === 'ok'
    if (f === 'size') return isKnown && outcome.value !== queue.length ? undefined : queue
    return isKnown && outcome.value !== (queue[0] ?? null) ? undefined : queue.slice(1)
  },
}
const searched = defineModel(definition)
const quick = defineModel({ ...definition, decide: 'queue' })
/** Says that it is a queue, and is a stack. */
const impostor = defineModel<Queue>({
  ...definition,
  name: 'stack',
  decide: 'queue',
  step: (stack, { f, value, outcome }) =>
    f === 'enqueue'
      ? [...stack, value]
      : outcome.type === 'ok' && outcome.value !== (stack.at(-1) ?? null)
        ? undefined
        : stack.slice(0, -1),
})

/** `count` clients that put in a value and take one out, all at once; values come out in the order they went in. */
function concurrent(count: number): Operation[] {
  const numbers = Array.from({ length: count }, (_, index) => index)
  const operation = (id: number, f: string, value: unknown, result: unknown, at: number): Operation => ({
    id,
    process: id,
    f,
    value,
    outcome: { type: 'ok', value: result },
    invoked: at + (id % count),
    returned: at + 2 * count + (id % count),
  })
  return [
    ...numbers.map((id) => operation(id, 'enqueue', id, null, 0)),
    ...numbers.map((id) => operation(count + id, 'dequeue', null, id, 4 * count)),
  ]
}

describe("a user's model that names the kind of its object", () => {
  it('is decided without a search', () => {
    const operations = concurrent(40)
    const decision = decide(quick, operations, {})
    expect(decision.verdict).toBe('ok')
    expect(decision.steps).toBe(operations.length)
    expect(decide(searched, operations, { maxSteps: 10 * operations.length }).verdict).toBe('unknown')
  })

  it('is searched where a history has more than that kind knows', () => {
    const [first, second] = concurrent(1) as [Operation, Operation]
    const size: Operation = {
      ...second,
      id: 9,
      f: 'size',
      outcome: { type: 'ok', value: 1 },
      invoked: 3,
      returned: 4,
    }
    expect(checkLinearizability([first, size, second], quick).valid).toBe(true)
    expect(
      checkLinearizability([first, { ...size, outcome: { type: 'ok', value: 2 } }, second], quick).valid,
    ).toBe(false)
  })

  it('gets the verdict that the search gives', () => {
    const step = fc.record({
      f: fc.constantFrom('enqueue', 'dequeue'),
      result: fc.integer({ min: 0, max: 4 }),
      length: fc.integer({ min: 0, max: 5 }),
      isKnown: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 7 }), (steps) => {
        const operations = steps.map(({ f, result, length, isKnown }, id): Operation => {
          const put = f === 'enqueue'
          return {
            id,
            process: id,
            f,
            value: put ? id : null,
            outcome: isKnown
              ? { type: 'ok', value: put ? null : result === 4 ? null : result }
              : { type: 'info', error: '' },
            invoked: 2 * id,
            returned: isKnown ? 2 * id + 1 + 2 * length : Infinity,
          }
        })
        const { valid } = checkLinearizability(operations, searched)
        expect(checkLinearizability(operations, quick).valid).toBe(valid)
      }),
      { numRuns: 2000 },
    )
  })

  it('is not believed where its own steps say otherwise', () => {
    const lastOutFirst = concurrent(2).map((operation) =>
      operation.f === 'dequeue'
        ? { ...operation, invoked: 20 + 4 * (3 - operation.id), returned: 21 + 4 * (3 - operation.id) }
        : { ...operation, invoked: 2 * operation.id, returned: 2 * operation.id + 1 },
    )
    expect(checkLinearizability(lastOutFirst, impostor).valid).toBe(true)
    expect(checkLinearizability(lastOutFirst, quick).valid).toBe(false)
  })

  it('names one that there is', () => {
    expect(() => defineModel({ ...definition, decide: 'deque' as 'queue' })).toThrow(
      'the model my-queue cannot be decided as "deque"; there are register, append, set, queue',
    )
  })
})
