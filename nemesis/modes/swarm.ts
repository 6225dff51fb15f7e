import type { Draws } from '../draws.ts'
import type { FaultContext } from '../fault-kind.ts'
import type { FaultPlan } from '../fault-plan.ts'
import type { Wanted } from './wanted.ts'

const MAX_FAULTS = 14

/**
 * Its own subset of the kinds, with counts and sizes of its own: all faults slightly on hide bugs that need
 * one of them strongly and another not at all. A fifth of the plans has only one or two faults.
 */
export function swarm(draws: Draws, context: FaultContext, { kinds }: Wanted): FaultPlan[] {
  if (draws.chance(200_000)) {
    const count = draws.int(1, 2)
    return Array.from({ length: count }, () => draws.pick(kinds).kind.draw(draws, context))
  }
  const faults: FaultPlan[] = []
  // in another order each time, so that the limit cuts no kind more than the others
  for (const { kind, weight } of draws.shuffle(kinds)) {
    if (!draws.chance(Math.min(1_000_000, Math.round(weight * 500_000)))) continue
    for (let left = draws.int(1, 3); left > 0 && faults.length < MAX_FAULTS; left--)
      faults.push(kind.draw(draws, context))
  }
  return faults.length > 0 || kinds.length === 0 ? faults : [draws.pick(kinds).kind.draw(draws, context)]
}
