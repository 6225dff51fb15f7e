import type { Operation } from '../../../../src/record/operation.ts'
import { momentOf } from './spec.ts'
import type { Spec } from './spec.ts'

/** Whether the first comes before the second in every order. */
export type Precedes = (a: Operation, b: Operation) => boolean

export const inRealTime: Precedes = (a, b) => a.returned < b.invoked
export const inProcessOrder: Precedes = (a, b) => a.process === b.process && a.returned < b.invoked

/**
 * Every order of all operations, with every choice of those of unknown outcome, is tried on the spec: is there one that
 * it allows? For histories of up to eight operations.
 */
export function hasOrder(
  spec: Spec,
  history: readonly Operation[],
  initial: unknown,
  precedes: Precedes,
): boolean {
  const operations = history.flatMap((operation) => {
    const { outcome } = operation
    if (outcome.type !== 'fail') return [operation]
    // a cas that failed and says what it met has read that
    if (operation.f !== 'cas' || outcome.observed === undefined) return []
    return [
      { ...operation, f: 'read', value: null, outcome: { type: 'ok', value: outcome.observed } as const },
    ]
  })
  const start = (precedes === inProcessOrder ? spec.initUntimed : undefined) ?? spec.init
  const steps = operations.map((operation) => spec.steps?.(operation, operations) ?? [momentOf(operation)])
  const isOpen = operations.map(({ returned }) => returned === Infinity)
  const keys = [...new Set(operations.map(({ key = '' }) => key))]
  const dead = new Set<string>()
  const explains = (done: readonly number[], states: readonly unknown[]): boolean => {
    const isDone = (at: number): boolean => done[at] === (steps[at] as readonly unknown[]).length
    if (operations.every((_, at) => isOpen[at] || isDone(at))) return true
    const place = JSON.stringify([done, states])
    if (dead.has(place)) return false
    dead.add(place)
    return operations.some((operation, at) => {
      if (isDone(at)) return false
      if (operations.some((other, index) => !isOpen[index] && !isDone(index) && precedes(other, operation)))
        return false
      const key = keys.indexOf(operation.key ?? '')
      const moment = (steps[at] as NonNullable<(typeof steps)[number]>)[done[at] as number]
      if (moment === undefined) return false
      return spec
        .apply(states[key], moment)
        .some((state) => explains(done.with(at, (done[at] as number) + 1), states.with(key, state)))
    })
  }
  return explains(
    operations.map(() => 0),
    keys.map((key) => start(initial, key, operations)),
  )
}
