import type { Draws } from '../draws.ts'
import type { FaultContext } from '../fault-kind.ts'
import type { FaultPlan } from '../fault-plan.ts'
import type { Wanted } from './wanted.ts'

const noises = new Set(['drop', 'delay', 'duplicate', 'reorder', 'slow-disk'])

/** One to three recipes and, in a third of the plans, some noise on the network or a slow disk. */
export function aimed(draws: Draws, context: FaultContext, { kinds, recipes }: Wanted): FaultPlan[] {
  const count = draws.pick([1, 1, 2, 2, 3])
  const faults: FaultPlan[] = []
  for (let taken = 0; taken < count; taken++) faults.push(...draws.pick(recipes).draw(draws, context))
  const noise = kinds.filter(({ kind }) => noises.has(kind.kind))
  if (noise.length > 0 && draws.chance(330_000)) faults.push(draws.pick(noise).kind.draw(draws, context))
  return faults
}
