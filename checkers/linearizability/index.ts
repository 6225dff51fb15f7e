export type { CheckBudget } from './budget.ts'
export { checkLinearizability } from './check.ts'
export type {
  LinearizabilityFailure,
  LinearizabilityVerdict,
  LinearizationCertificate,
  RejectedNext,
} from './verdict.ts'
export { linearizabilityViolation } from './violation.ts'
export type { RunPositions } from './violation.ts'
