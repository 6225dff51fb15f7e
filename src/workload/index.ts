/** What clients do, and how they go about it. */
export { isRefusal } from './answers.ts'
export { completion, processAfter } from './completion.ts'
export { callOf } from './calls.ts'
export { Knowledge } from './knowledge.ts'
export { OpenOperation, type Attempt, type Call } from './open-operation.ts'
export { Client, type ClientOptions } from './client.ts'
export { PlannedSessions, type SharedSession } from './client-session.ts'
export type { ClientWorld } from './client-world.ts'
export { HistoryRecorder } from './history-recorder.ts'
export { MemberList } from './member-list.ts'
export { Operator, type OperatorOptions } from './operator.ts'
export { plainCalls } from './foreign-operator.ts'
export { handOvers, memberChanges, takenSnapshots, type OperatorCallOptions } from './operator-calls.ts'
export { answered, conclusion, notSent, sent, sessionLost, type RequestState } from './request-state.ts'
export type { OperatorCall, Reconfiguration } from './operator-plan.ts'
export { workloadPlans, type Mix, type NumberOrRange, type WorkloadOptions } from './operations.ts'
export {
  keyName,
  MOST_OPERATOR_CALLS,
  workloadPlanSchema,
  type AskedOperation,
  type PlannedFunction,
  type PlannedOperation,
  type WorkloadKind,
  type WorkloadPlan,
} from './plan.ts'
