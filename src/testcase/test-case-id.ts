import type { PlanShape } from '../run/drawing/plan-shape.ts'
import type { MadeRun } from '../run/made-run.ts'
import { parseToken, tokenOf } from '../run/replay-token.ts'

/**
 * A test case by the names the user gave: all it takes to make the same run again. Plain data, so that a process
 * that has loaded neither the scenario nor the target can hold it.
 */
export interface TestCaseId {
  /** By name or path. */
  readonly scenario: string
  /** The target as the user names it. */
  readonly target: string
  readonly seed: string
  /** What the user fixed of the plan. */
  readonly shape: PlanShape
}

/** The token of a test case whose run had this digest. */
export const caseToken = ({ scenario, target, seed, shape }: TestCaseId, digest: string): string =>
  tokenOf({ by: 'seed', scenario, seed, target, shape, digest })

/** A run that broke a property, as data: all it takes to make it again and to minimize it, in any process. */
export interface FailedRun extends Omit<MadeRun, 'ended'> {
  /** The target as the user names it. */
  readonly target: string
  /** Token of the run as it failed. */
  readonly token: string
  /** What the user fixed. Default: what a token by seed says. */
  readonly fixed?: PlanShape
}

/** What the user fixed of the plan of a failed run; the minimizer leaves it as it is. */
export function fixedIn({ fixed, token }: Pick<FailedRun, 'fixed' | 'token'>): PlanShape {
  if (fixed !== undefined) return fixed
  const run = parseToken(token)
  return run.by === 'seed' ? run.shape : {}
}
