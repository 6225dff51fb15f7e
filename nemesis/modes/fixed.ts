import type { Draws } from '../draws.ts'
import type { FaultContext } from '../fault-kind.ts'
import type { FaultPlan } from '../fault-plan.ts'
import type { Wanted } from './wanted.ts'

/** Every kind with sizes in the middle of their ranges, three times each, spread over the chaos phase. */
export function fixed(draws: Draws, context: FaultContext, { kinds }: Wanted): FaultPlan[] {
  const { chaosFrom, chaosUntil } = context
  const every = Math.max(1, Math.floor((chaosUntil - chaosFrom) / 3))
  return draws.shuffle(kinds).map(({ kind }, position) => {
    const at = chaosFrom + Math.floor((position * every) / kinds.length)
    const plan = kind.draw(draws, context)
    const nodes = (plan as { readonly nodes?: unknown }).nodes
    return {
      ...plan,
      // without a trigger there is no subject
      ...(nodes === 'subject' && { nodes: 'any' }),
      when: { at },
      for: Math.min(plan.for, every),
      repeat: { times: 3, every },
    }
  })
}
