import type { Operation } from '../../../src/record/operation.ts'
import { describeCall, malformed, shortened } from '../describe.ts'
import { elementTexts, emptySet, hasElement, setKey, withElement } from './element-set.ts'
import type { ElementSet } from './element-set.ts'
import type { Model } from '../model.ts'

/** Ids, a set per key: `generate` gives one that no other gave. One of unknown outcome gave one that nobody knows. */
export const uniqueIds: Model<ElementSet> = uniqueIdsFrom([])

/** The same where some ids were given before. */
export function uniqueIdsFrom(taken: readonly unknown[]): Model<ElementSet> {
  return {
    name: 'unique-ids',
    decide: 'unique-ids',
    functions: ['generate'],
    promise:
      'distinct ids: no two operations that succeeded gave the same; not checked is what those of unknown outcome gave',
    isRead: ({ outcome }) => outcome.type !== 'ok',
    init: () => taken.reduce<ElementSet>(withElement, emptySet()),
    step(ids, operation) {
      if (operation.outcome.type !== 'ok') return ids
      const id = idGiven(operation)
      return hasElement(ids, id) ? undefined : withElement(ids, id)
    },
    key: setKey,
    describeOperation: (operation) => describeCall(operation, [], true),
    describeState: (ids) => shortened(`{${elementTexts(ids).join(', ')}}`),
  }
}

/** What an ok generate gave. */
export function idGiven(operation: Operation): unknown {
  const value: unknown = operation.outcome.type === 'ok' ? operation.outcome.value : undefined
  if (value === null || value === undefined) throw malformed({ ...operation, value }, 'an id as its result')
  return value
}
