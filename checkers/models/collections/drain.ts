import type { Operation } from '../../../src/record/operation.ts'
import { malformed } from '../describe.ts'
import type { Model, Partition } from '../model.ts'

/** A step of a drain: which one, of which drain (by its id). */
interface DrainStep {
  readonly drain: number
  readonly at: number
}

/** A queue, and how far each drain has come. */
interface Drained {
  readonly queue: unknown
  /** By drain: its latest step. */
  readonly latest: ReadonlyMap<number, number>
}

/**
 * The queue with each `drain` taken apart: it dequeues until it finds the queue empty. One that gave three values is
 * four steps, each at a time of its own between its call and its return, one after the other. One of unknown outcome may
 * have taken any number: it is as many dequeues of unknown outcome as there can be values. The steps share the drain's
 * id. `atFirst` counts the values that the queue starts with.
 */
export function withDrains(model: Model, part: Partition, atFirst: number): Partition {
  if (!part.operations.some(({ f }) => f === 'drain')) return part
  const enqueues = part.operations.filter(({ f, outcome }) => f === 'enqueue' && outcome.type !== 'fail')
  const operations = part.operations.flatMap((operation): readonly Operation[] => {
    if (operation.f !== 'drain' || operation.outcome.type === 'fail') return [operation]
    const dequeue = { ...operation, f: 'dequeue', value: null }
    if (operation.outcome.type === 'info')
      return Array.from({ length: atFirst + enqueues.length }, () => ({ ...dequeue }))
    return [...valuesDrained(operation), null].map((value, at) => ({
      ...dequeue,
      value: { drain: operation.id, at },
      outcome: { type: 'ok', value } as const,
    }))
  })
  return { ...part, operations, model: inOrderOfDrains(model) }
}

/**
 * What an ok drain gave.
 * @throws InputError when that is no list.
 */
export function valuesDrained(operation: Operation): readonly unknown[] {
  const value: unknown = operation.outcome.type === 'ok' ? (operation.outcome.value ?? []) : []
  if (!Array.isArray(value))
    throw malformed({ ...operation, value }, 'the list of what it took as its result')
  return value
}

/** How far drains have come is a function of what was linearized, so keeping it adds no configurations. */
function inOrderOfDrains(model: Model): Model<Drained> {
  const { focus: _focus, exchange: _exchange, ...rest } = model
  return {
    ...rest,
    init: () => ({ queue: model.init(), latest: new Map() }),
    isRead: (operation) => drainStepOf(operation) === undefined && model.isRead(operation),
    step({ queue, latest }, operation) {
      const next = model.step(queue, operation)
      if (next === undefined) return undefined
      const step = drainStepOf(operation)
      if (step === undefined) return { queue: next, latest }
      if ((latest.get(step.drain) ?? -1) > step.at) return undefined
      return { queue: next, latest: new Map(latest).set(step.drain, step.at) }
    },
    key: ({ queue, latest }) => `${[...latest].sort(([a], [b]) => a - b).join(' ')}\n${model.key(queue)}`,
    describeOperation: (operation) => model.describeOperation(operation),
    describeState: ({ queue }) => model.describeState(queue),
  }
}

/** Undefined for an operation that is no step of a drain, and for one of which the result is forgotten. */
function drainStepOf({ f, value, outcome }: Operation): DrainStep | undefined {
  if (f !== 'dequeue' || outcome.type !== 'ok' || value === null || typeof value !== 'object')
    return undefined
  return 'drain' in value ? (value as DrainStep) : undefined
}
