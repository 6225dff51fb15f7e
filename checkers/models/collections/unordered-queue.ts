import { canonicalJson } from '../../../src/base/json.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { elementKey } from './append-list.ts'
import { partition, partitionByKey } from '../by-key.ts'
import { shortened } from '../describe.ts'
import { valuesDrained, withDrains } from './drain.ts'
import {
  elementTexts,
  emptySet,
  firstElement,
  hasElement,
  setKey,
  withElement,
  withoutElement,
} from './element-set.ts'
import type { ElementSet } from './element-set.ts'
import { isAmong } from '../start.ts'
import type { Model, Partition } from '../model.ts'
import { describeQueueOperation, foundEmpty, valuesAtFirst, queueTraffic } from './queue-values.ts'

/** A value and which copy of it, from 1. */
type Copy = readonly [value: unknown, copy: number]

/** The values there are, each copy an element: `[value, 1]`, `[value, 2]`. */
type Bag = ElementSet

/**
 * A queue per key that keeps no order: `enqueue` value, `dequeue` gives any value that is there, or null when it is
 * empty, `drain` dequeues until it is empty and gives the list.
 */
export const unorderedQueue: Model<Bag> = unorderedQueueFrom([])

/** The queue with some values at first. */
export function unorderedQueueFrom(initial: readonly unknown[]): Model<Bag> {
  const model: Model<Bag> = {
    name: 'unordered-queue',
    functions: ['enqueue', 'dequeue', 'drain'],
    isRead: (operation) => foundEmpty(operation),
    init: () => initial.reduce<Bag>(withValue, emptySet()),
    step(bag, operation) {
      if (operation.f === 'enqueue') return withValue(bag, operation.value)
      if (foundEmpty(operation)) return bag.size === 0 ? bag : undefined
      const value = operation.outcome.type === 'ok' ? operation.outcome.value : anyValue(bag)
      return value === undefined ? undefined : withoutValue(bag, value)
    },
    key: setKey,
    unseen: unseenInBag,
    values: { ...queueTraffic, isAtFirst: isAmong(initial) },
    initials: valuesAtFirst,
    describeOperation: describeQueueOperation,
    describeState: (bag) => shortened(`{${elementTexts(bag).map(valueText).sort().join(', ')}}`),
  }
  return { ...model, partition: (operations) => partitionBags(model, operations, initial.length) }
}

function withValue(bag: Bag, value: unknown): Bag {
  return withElement(bag, [value ?? null, copiesOf(bag, value) + 1])
}

function withoutValue(bag: Bag, value: unknown): Bag | undefined {
  const copies = copiesOf(bag, value)
  return copies === 0 ? undefined : withoutElement(bag, [value ?? null, copies])
}

function copiesOf(bag: Bag, value: unknown): number {
  let copies = 0
  while (hasElement(bag, [value ?? null, copies + 1])) copies++
  return copies
}

/**
 * What a dequeue of unknown outcome takes. Which one that is makes no difference: it has no deadline, so in some order
 * it comes just before the queue is found empty, together with others that take all there is, or not at all.
 */
function anyValue(bag: Bag): unknown {
  return (firstElement(bag) as Copy | undefined)?.[0]
}

function valueText(copy: string): string {
  return canonicalJson((JSON.parse(copy) as Copy)[0])
}

// What nobody took stands in the way of those who found it empty at most; only these need what nobody knows was taken.
function unseenInBag(operations: readonly Operation[]): (operation: Operation) => boolean {
  const taken = new Set<unknown>()
  for (const { f, outcome } of operations)
    if (f === 'dequeue' && outcome.type === 'ok') taken.add(elementKey(outcome.value))
  const isFoundEmpty = operations.some(foundEmpty)
  return ({ f, value, outcome }) =>
    f === 'enqueue' ? !taken.has(elementKey(value)) : outcome.type === 'info' && !isFoundEmpty
}

/** Values have nothing to do with one another unless somebody finds the queue empty. */
function partitionBags(model: Model, operations: readonly Operation[], atFirst: number): Partition[] {
  return partitionByKey(operations).flatMap((part) => {
    const isFoundEmpty = part.operations.some((one) => foundEmpty(one) || isDrained(one))
    if (isFoundEmpty) return [withDrains(model, part, atFirst)]
    const byValue = Map.groupBy(part.operations.filter(namesValue), (operation) =>
      canonicalJson(operation.f === 'enqueue' ? operation.value : queueTraffic.seen(operation)[0]),
    )
    return [...byValue].map(([value, members]) =>
      partition(part.key === undefined ? value : `${part.key}/${value}`, members),
    )
  })
}

function isDrained({ f, outcome }: Operation): boolean {
  return f === 'drain' && outcome.type === 'ok'
}

function namesValue(operation: Operation): boolean {
  const { f, outcome } = operation
  if (f === 'drain') valuesDrained(operation)
  return f === 'enqueue' || (f === 'dequeue' && outcome.type === 'ok')
}
