import { canonicalJson, type Json } from '../base/json.ts'
import type { Plan } from '../run/plan.ts'
import { chosenOptions } from '../subject/options.ts'
import type { Target } from '../subject/target.ts'

/** Makes the target of one run: it takes its settings from the plan. */
export type TargetMaker = (plan: Pick<Plan, 'settings'> & Partial<Pick<Plan, 'faults'>>) => Target

/**
 * Makes a target with the options of a plan, those that it does not have at their usual value. The same options
 * give the same target: what is learned of it once, such as that it uses promises, need not be learned again.
 */
export function withOptionsOf(target: Target): TargetMaker {
  const { options, creating } = target
  if (options === undefined || creating === undefined) return () => target
  const made = new Map<string, Target>()
  return ({ settings }) => {
    const chosen = chosenOptions(options, settings)
    const key = canonicalJson(chosen as Json)
    const known = made.get(key) ?? { ...target, create: creating(chosen) }
    made.set(key, known)
    return known
  }
}
