import type { Millis } from '../../base/time.ts'

/** What a session remembers of its requests. */
export interface Remembered {
  /** Requests below this number were answered to the client, or given up. */
  readonly acknowledged: number
  /** Whether the result of a request is kept. */
  keeps(sequence: number): boolean
}

/** What sessions rest on: exactly-once, the truth of a "no", the same answers on every server. */
export interface SessionRules {
  /** Whether a request is answered from what its session remembers, and not executed. */
  alreadyExecuted(session: Remembered, sequence: number): boolean
  /** Whether a status query goes through the log and takes a number, so that its "no" stays true. */
  fencesStatus(): boolean
  /** The time by which sessions expire: of the log, or this server's own. */
  sessionTime(logTime: Millis, ownClock: () => Millis): Millis
  /** Whether an image holds the sessions beside the service's state (thesis §6.3). */
  imageHoldsSessions(): boolean
}

export const sessionRules: SessionRules = {
  alreadyExecuted: (session, sequence) => sequence < session.acknowledged || session.keeps(sequence),
  fencesStatus: () => true,
  sessionTime: (logTime) => logTime,
  imageHoldsSessions: () => true,
}
