/** What clients do, and how they go about it. */
export { Client, type ClientOptions, type ClientWorld } from './client.ts'
export { HistoryRecorder } from './history-recorder.ts'
export { workloadPlans, type Mix, type NumberOrRange, type WorkloadOptions } from './operations.ts'
export {
  keyName,
  parseWorkload,
  workloadPlanSchema,
  type PlannedOperation,
  type WorkloadPlan,
} from './plan.ts'
