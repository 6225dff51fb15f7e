export type { CheckBudget, CheckOptions } from './search/budget.ts'
export { checkLinearizability } from './check.ts'
export { locatedFailure, statesAlong } from './explanation/located-failure.ts'
export type { LocatedFailure } from './explanation/located-failure.ts'
export type { InitialHint } from './explanation/initial-hint.ts'
export type { ObjectConsistency } from './promise.ts'
export type { ValueOrigin } from './explanation/value-origin.ts'
export type {
  LinearizabilityFailure,
  LinearizabilityVerdict,
  LinearizationCertificate,
  RejectedNext,
} from './verdict.ts'
export { linearizabilityViolation } from './violation.ts'
export type { RunPositions } from './violation.ts'
export { NotInWindows, WindowedObjects } from './windows/windowed-objects.ts'
export type { WindowedAnswer } from './windows/windowed-objects.ts'
