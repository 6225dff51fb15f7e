import type { PlantedBug, PlantedStall } from '../planted-bug.ts'
import { acknowledgesWholeLog } from './acknowledges-whole-log.ts'
import { firstEntryTakenForNone } from './first-entry-taken-for-none.ts'
import { heartbeatCutsLog } from './heartbeat-cuts-log.ts'
import { heartbeatNotChecked } from './heartbeat-not-checked.ts'
import { matchBeginsAtLogEnd } from './match-begins-at-log-end.ts'
import { matchIsLogEnd } from './match-is-log-end.ts'
import { matchIsNextMinusOne } from './match-is-next-minus-one.ts'
import { matchNotMonotonic } from './match-not-monotonic.ts'
import { newerConflictKept } from './newer-conflict-kept.ts'
import { nextBeginsPastEnd } from './next-begins-past-end.ts'
import { noConsistencyCheck } from './no-consistency-check.ts'
import { noPrevTermCheck } from './no-prev-term-check.ts'
import { ownTermAppendRefused } from './own-term-append-refused.ts'
import { staleAppendReplyCounted } from './stale-append-reply-counted.ts'
import { staleTermAppendAccepted } from './stale-term-append-accepted.ts'
import { truncateOnShorterAppend } from './truncate-on-shorter-append.ts'
import { truncateOnStepDown } from './truncate-on-step-down.ts'
import { truncateOneTooLate } from './truncate-one-too-late.ts'

/** Mistakes in the copies of the log that make a step break a property. */
export const replicationBugs: readonly PlantedBug[] = [
  noPrevTermCheck,
  noConsistencyCheck,
  heartbeatNotChecked,
  firstEntryTakenForNone,
  staleTermAppendAccepted,
  truncateOnShorterAppend,
  heartbeatCutsLog,
  truncateOneTooLate,
  newerConflictKept,
  acknowledgesWholeLog,
  matchNotMonotonic,
  matchIsNextMinusOne,
  matchIsLogEnd,
  nextBeginsPastEnd,
  staleAppendReplyCounted,
  truncateOnStepDown,
]

/** Those after which a cluster stands still. */
export const replicationStalls: readonly PlantedStall[] = [matchBeginsAtLogEnd, ownTermAppendRefused]
