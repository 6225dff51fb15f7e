import type { FailureReport } from '../../reports/index.ts'
import type { Millis } from '../base/time.ts'
import type { Divergence } from '../record/divergence.ts'
import type { RunFailure, UndecidedRun } from '../testcase/tally.ts'
import type { CampaignSettings } from './settings.ts'

/** What happens in a campaign beside the counting, in its order; the first is `started`, the last `ended`. */
export type CampaignEvent =
  | {
      readonly type: 'started'
      readonly settings: CampaignSettings
      /** Processes; with a queue, orders that lie in it at most. */
      readonly workers: number
      /** Where the workers take their orders, without user and password. Absent: they are processes of this campaign. */
      readonly queue?: string
    }
  /** A clock or a bound on memory ended a run; `token` makes it again. */
  | { readonly type: 'undecided'; readonly run: UndecidedRun; readonly token: string }
  /** The time for runs is up; failures that wait are looked into for at most `millis` more. */
  | { readonly type: 'overdue'; readonly waiting: number; readonly millis: Millis }
  /** Of a campaign with a queue: nobody works, a worker will not, the connection is lost or back. */
  | { readonly type: 'queue'; readonly text: string }
  | FailureEvent
  | { readonly type: 'ended' }

/** What becomes of the first failure of a signature. */
export type FailureEvent =
  /** It broke again when it was made again; next it is minimized. */
  | { readonly type: 'failure'; readonly failure: RunFailure }
  /** It is minimized and explained, and its folder is written. */
  | { readonly type: 'report'; readonly report: FailureReport }
  /** It came out otherwise when it was made again: the target is not deterministic. */
  | { readonly type: 'diverged'; readonly failure: RunFailure }
  /** Where it did, found by more runs of it. */
  | { readonly type: 'divergence'; readonly divergence: Divergence }
  /** Its report could not be made; `later`: a resumed campaign tries again. */
  | {
      readonly type: 'report-failed'
      readonly failure: RunFailure
      readonly why: string
      readonly later: boolean
    }
