import type { PlantedBug } from '../planted-bug.ts'
import { clientsShareASession } from './clients-share-a-session.ts'
import { expiredSessionMadeAnew } from './expired-session-made-anew.ts'
import { failuresNotRemembered } from './failures-not-remembered.ts'
import { fenceNotKept } from './fence-not-kept.ts'
import { restoredSessionsLiveLonger } from './restored-sessions-live-longer.ts'
import { retriesKnownAtArrivalOnly } from './retries-known-at-arrival-only.ts'
import { retryAnsweredAsDone } from './retry-answered-as-done.ts'
import { retryAnsweredWithLatestResult } from './retry-answered-with-latest-result.ts'
import { sessionForgetsOneTooMany } from './session-forgets-one-too-many.ts'

/** Client sessions (§8, thesis §6.3). */
export const sessionBugs: readonly PlantedBug[] = [
  clientsShareASession,
  expiredSessionMadeAnew,
  failuresNotRemembered,
  fenceNotKept,
  restoredSessionsLiveLonger,
  retriesKnownAtArrivalOnly,
  retryAnsweredAsDone,
  retryAnsweredWithLatestResult,
  sessionForgetsOneTooMany,
]
