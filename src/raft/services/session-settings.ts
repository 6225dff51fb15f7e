import type { Millis } from '../../base/time.ts'

/**
 * How sessions begin and end. All servers of a cluster need the same, or their states part: what one refuses
 * another executes.
 */
export interface SessionSettings {
  /**
   * `implicit`: a client is known from its first request on, and for ever; for few clients that number
   * themselves. `explicit`: clients open a session first; sessions expire, and commands of an unknown or
   * expired one fail with `no such session` and are not executed.
   */
  readonly registration: 'implicit' | 'explicit'
  /** How long, in log time, an explicit session may be idle before it expires. */
  readonly sessionTtl: Millis
  /** How many explicit sessions there may be; the one idle for longest in the log makes way for a new one. */
  readonly maxSessions: number
  /** How many results a session keeps that its client has not acknowledged; what comes then is refused. */
  readonly maxInFlight: number
}

export const defaultSessionSettings: SessionSettings = {
  registration: 'implicit',
  sessionTtl: 60_000,
  maxSessions: 10_000,
  maxInFlight: 64,
}
