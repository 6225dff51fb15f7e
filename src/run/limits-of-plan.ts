import { limitsFor, type Limits } from '../sim/limits.ts'
import type { Plan } from './plan.ts'

/** Operations a virtual second, as far as a plan has them. */
export const rateOf = ({ workload, healAt }: Pick<Plan, 'workload' | 'healAt'>): number =>
  workload.operations.length / Math.max(1, healAt / 1000)

/** The limits of the run of a plan. */
export const limitsOf = (plan: Plan): Limits => limitsFor(plan.nodes, rateOf(plan), plan.limits)
