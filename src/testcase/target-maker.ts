import { defined } from '../base/defined.ts'
import { canonicalJson, type Json } from '../base/json.ts'
import type { Plan } from '../run/plan.ts'
import { chosenOptions, type ChosenOptions } from '../subject/options.ts'
import type { Target } from '../subject/target.ts'
import { modulesOf, watchModules } from './module-state.ts'

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
    const known = made.get(key) ?? withOptions(target, chosen)
    made.set(key, known)
    return known
  }
}

function withOptions(target: Target, chosen: ChosenOptions): Target {
  const { creating, renew } = target
  const made = {
    ...target,
    ...defined({ create: creating?.(chosen) }),
    ...(renew === undefined ? {} : { renew: () => withOptions(renew(), chosen) }),
  }
  const modules = modulesOf(target)
  if (modules !== undefined) watchModules(made, modules)
  return made
}
