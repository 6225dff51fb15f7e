import { InputError } from '../../../src/base/input-error.ts'
import { workloadPlanSchema, type WorkloadPlan } from '../../../src/workload/index.ts'

/**
 * A workload plan as the plan of a run takes it in.
 * @throws InputError with the path of the first field that is wrong.
 */
export function parsedWorkload(value: unknown): WorkloadPlan {
  const parsed = workloadPlanSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const path = (issue?.path ?? []).map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
  throw new InputError(issue?.message ?? 'not a workload', { field: `workload${path.join('')}` })
}
