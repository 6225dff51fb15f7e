import type { FuturesAfter } from '../src/record/run-record.ts'
import { counted } from './quantities.ts'

/** Where the share of random futures that break jumps most: something happened from which there is rarely a way back. */
export interface TurningPoint {
  /** The last step of it. */
  readonly step: number
  readonly runs: number
  readonly failed: number
  /** How many of as many broke before it. */
  readonly before: number
}

/** A jump by less than this share of the runs is none. */
const JUMP = 0.3

/**
 * Undefined: nothing was tried, or the share only creeps up. The end does not count: the whole script always breaks.
 */
export function turningPoint(futures: readonly FuturesAfter[] = []): TurningPoint | undefined {
  let best: TurningPoint | undefined
  for (const [at, { step, runs, failed }] of futures.slice(0, -1).entries()) {
    const before = futures[at - 1]?.failed
    if (before === undefined || failed - before < JUMP * runs) continue
    if (best === undefined || failed - before > best.failed - best.before)
      best = { step, runs, failed, before }
  }
  return best
}

/** `after step 37, 34 of 40 random futures break the same way; 15 before it`. */
export const turningText = ({ step, runs, failed, before }: TurningPoint): string =>
  `after step ${step}, ${failed} of ${counted(runs, 'random future')} break the same way; ${before} before it`
