import fc, { type Arbitrary } from 'fast-check'
import type { NodeId } from '../base/node-id.ts'
import type { Millis } from '../base/time.ts'
import type { OperatorCall } from './operator-plan.ts'

export interface OperatorCallOptions {
  /** All servers there are, members or not. */
  readonly nodes: readonly NodeId[]
  /** The longest pause between two calls. */
  readonly think: Millis
  /** The most calls. */
  readonly count: number
}

/** An operator that hands the leadership over, to servers by name and to whichever is fit. */
export function handOvers({ nodes, think, count }: OperatorCallOptions): Arbitrary<readonly OperatorCall[]> {
  return fc.array(handOver(nodes, think), { maxLength: count })
}

/**
 * An operator that changes members: lets servers in and out, one or two at a time, demotes them to learners,
 * replaces one by another, and now and then hands the leadership over. Many a call is refused: it would change
 * nothing, or comes during another change, or is too much at once. Of one server alone nothing can be changed.
 */
export function memberChanges({
  nodes,
  think,
  count,
}: OperatorCallOptions): Arbitrary<readonly OperatorCall[]> {
  if (nodes.length < 2) return handOvers({ nodes, think, count })
  const one = fc.constantFrom(...nodes)
  const two = fc.uniqueArray(one, { minLength: 2, maxLength: 2 })
  const some = fc.oneof({ weight: 2, arbitrary: fc.tuple(one) }, { weight: 1, arbitrary: two })
  const change = fc.oneof(
    { weight: 4, arbitrary: fc.record({ add: some }) },
    { weight: 4, arbitrary: fc.record({ remove: some }) },
    { weight: 1, arbitrary: fc.record({ learners: some }) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(one, one)
        .filter(([add, remove]) => add !== remove)
        .map(([add, remove]) => ({ add: [add], remove: [remove] })),
    },
  )
  const reconfigure = fc.record({
    think: fc.nat(think),
    f: fc.constant('reconfigure' as const),
    value: change,
  })
  return fc.array(
    fc.oneof({ weight: 7, arbitrary: reconfigure }, { weight: 1, arbitrary: handOver(nodes, think) }),
    { minLength: Math.ceil(count / 2), maxLength: count, size: 'max' },
  )
}

/** An operator that has snapshots taken, of servers by name. */
export function takenSnapshots({
  nodes,
  think,
  count,
}: OperatorCallOptions): Arbitrary<readonly OperatorCall[]> {
  const take = fc.record({
    think: fc.nat(think),
    f: fc.constant('take-snapshot' as const),
    value: fc.constantFrom(...nodes),
  })
  return fc.array(take, { minLength: 1, maxLength: count, size: 'max' })
}

const handOver = (nodes: readonly NodeId[], think: Millis): Arbitrary<OperatorCall> =>
  fc.record({
    think: fc.nat(think),
    f: fc.constant('transfer-leadership' as const),
    value: fc.constantFrom(null, ...nodes),
  })
