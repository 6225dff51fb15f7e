import type { Millis } from '../../base/time.ts'
import type { Result } from './state-machine.ts'

/** What a session remembers of its requests. */
export interface Remembered {
  /** Requests below this number were answered to the client, or given up. */
  readonly acknowledged: number
  /** Whether the result of a request is kept. */
  keeps(sequence: number): boolean
  /** The first result of a request; undefined when it was acknowledged since, or never came. */
  resultOf(sequence: number): Result | undefined
  /** The highest number with a result that is kept; 0 if none is. */
  readonly latest: number
}

/** What sessions rest on: exactly-once, the truth of a "no", the same answers on every server. */
export interface SessionRules {
  /** The session in which a client's requests are numbered: one of its own. */
  sessionOf(client: number): number
  /** Whether a request is answered from what its session remembers, and not executed. */
  alreadyExecuted(session: Remembered, sequence: number): boolean
  /** Whether a status query goes through the log and takes a number, so that its "no" stays true. */
  fencesStatus(): boolean
  /** The time by which sessions expire: of the log, or this server's own. */
  sessionTime(logTime: Millis, ownClock: () => Millis): Millis
  /** Whether an image holds the sessions beside the service's state (thesis §6.3). */
  imageHoldsSessions(): boolean
  /** Whether a request that was executed already is answered where it arrives, and not put in the log. */
  answersAtArrival(): boolean
  /** What a request is answered that was executed already (thesis §6.3): what it was answered the first time. */
  rememberedResult(session: Remembered, sequence: number): Result | undefined
  /** Whether a result is kept: that it failed is one, too. */
  keepsResult(result: Result): boolean
  /** Whether a session forgets the result of a request, of which the client says that it has done with all below `acknowledged`. */
  forgets(sequence: number, acknowledged: number): boolean
  /** Whether a command makes the session that it names, where there is none: only where nobody opens sessions. */
  opensUnknown(explicit: boolean): boolean
  /** Whether the answer "no" to a status query is kept as what the request came to. */
  keepsFence(): boolean
  /** When a session was active last that comes with an image. */
  restoredActivity(lastActive: Millis, logTime: Millis): Millis
}

export const sessionRules: SessionRules = {
  sessionOf: (client) => client,
  alreadyExecuted: (session, sequence) => sequence < session.acknowledged || session.keeps(sequence),
  fencesStatus: () => true,
  sessionTime: (logTime) => logTime,
  imageHoldsSessions: () => true,
  answersAtArrival: () => false,
  rememberedResult: (session, sequence) => session.resultOf(sequence),
  keepsResult: () => true,
  forgets: (sequence, acknowledged) => sequence < acknowledged,
  opensUnknown: (explicit) => !explicit,
  keepsFence: () => true,
  restoredActivity: (lastActive) => lastActive,
}
