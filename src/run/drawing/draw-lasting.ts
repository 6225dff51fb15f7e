import fc, { type Arbitrary } from 'fast-check'
import { drawn, minorityOf, type FaultContext, type FaultPlan } from '../../../nemesis/index.ts'
import type { Scenario } from '../scenario.ts'

/** Until it is healed, whatever the plan says of it. */
const FOR_EVER = 100_000_000
/** It takes this many servers to have a minority. */
const FEWEST = 3

/** A minority that stays lost from some instant on, where the scenario has that. */
export function lastingOf(
  { minorityLost }: Scenario,
  context: FaultContext,
): Arbitrary<FaultPlan | undefined> {
  const { members, chaosFrom, chaosUntil, without = [] } = context
  if (minorityLost === undefined || members.length < FEWEST) return fc.constant(undefined)
  return drawn(4 + members.length, (draws) => {
    if (!draws.chance(minorityLost)) return undefined
    const kinds = (['crash', 'partition'] as const).filter((kind) => !without.includes(kind))
    if (kinds.length === 0) return undefined
    const kind = draws.pick(kinds)
    const time = { when: { at: draws.int(chaosFrom, chaosUntil - 1) }, for: FOR_EVER }
    const nodes = draws.shuffle(members).slice(0, draws.int(1, minorityOf(members.length)))
    return kind === 'crash'
      ? { kind, ...time, nodes, unsynced: 'keep' }
      : { kind, ...time, shape: 'isolate-one', nodes }
  })
}
