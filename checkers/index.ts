/** Pure functions of what was recorded: they know neither the world nor the subject they judge. */
export {
  checkListAppend,
  checkTransactions,
  consistencyLevels,
  transactionModels,
  type Anomaly,
  type AnomalyKind,
  type ConsistencyLevel,
  type TransactionModel,
  type TransactionOptions,
  type TransactionVerdict,
} from './cycles/index.ts'
export { causes } from './diagnosis/causes.ts'
export { diagnose } from './diagnosis/diagnose.ts'
export { type Diagnosis, type DiagnosisResult } from './diagnosis/diagnosis.ts'
export { invariants, type InvariantName } from './invariants/catalogue.ts'
export {
  InvariantMonitor,
  type DurableState,
  type InvariantCounts,
  type MonitorOptions,
} from './invariants/monitor.ts'
export {
  checkLinearizability,
  linearizabilityViolation,
  type CheckBudget,
  type CheckOptions,
  type InitialHint,
  type LinearizabilityFailure,
  type LinearizabilityVerdict,
  type ObjectConsistency,
  type ValueOrigin,
} from './linearizability/index.ts'
export {
  defineModel,
  models,
  withInitial,
  type Model,
  type ModelDefinition,
  type ModelName,
  type Partition,
} from './models/index.ts'
export {
  searchLinearization,
  type HistoryColumns,
  type SearchBudget,
  type SearchResult,
} from './porcupine-wasm/index.ts'
export { checkObjects, checkSequential, objectLevels } from './sequential/index.ts'
