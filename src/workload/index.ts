/** What clients do, and how they go about it. */
export { resultOf } from './calls.ts'
export type { Call } from './open-operation.ts'
export { Client, type ClientOptions, type ClientWorld } from './client.ts'
export { HistoryRecorder } from './history-recorder.ts'
export { workloadPlans, type Mix, type NumberOrRange, type WorkloadOptions } from './operations.ts'
export { judgedOperations } from './judged-operations.ts'
export {
  keyName,
  parseWorkload,
  workloadPlanSchema,
  plannedFunctions,
  type PlannedFunction,
  type PlannedOperation,
  type WorkloadKind,
  type WorkloadPlan,
} from './plan.ts'
