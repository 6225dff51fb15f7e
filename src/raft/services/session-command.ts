import type { Json } from '../../base/json.ts'
import { errors } from '../../base/operation-error.ts'
import type { Millis } from '../../base/time.ts'
import { fieldsOf } from './fields.ts'

/**
 * A command of a client session (Raft paper §8, thesis §6.3): who asks, and its number for the request.
 *
 * `sequence` 0 stands outside any session: {@link openSession}, and calls that nobody sends twice.
 */
export type SessionCommand = {
  /** The session: what `open-session` answered; where sessions are implicit, any number the client has alone. */
  readonly client: number
  /** Counts the session's requests from 1; a retry carries the number of the first try. */
  readonly sequence: number
  /**
   * Every request of the session below this number has been answered to the client, or given up by it: its
   * result may be forgotten, and a late copy of it is refused. So several requests may be in flight at once.
   * Absent: the client has one request outstanding, and each acknowledges all before it.
   */
  readonly acknowledged?: number
  /** Stamped by the host of the leader, in milliseconds of its clock; see {@link Sessions.stamped}. */
  readonly time?: Millis
  readonly call: Json
}

/**
 * Asks whether an earlier request of the same session was executed; it has a number of its own, and goes
 * through the log like a write.
 *
 * Answered `{ executed: result }`, or fails as {@link notExecuted}. That answer fences: from here on in the
 * log the request is refused, on every server.
 */
export type StatusCall = {
  readonly f: 'status'
  /** The number of the request asked about. */
  readonly value: number
}

/** Registers a client: answered with the number of its new session. Sent again it makes another one. */
export const openSession: SessionCommand = {
  client: 0,
  sequence: 0,
  call: { f: 'open-session', value: null },
}

/** The answer "no" to a {@link StatusCall}: the request was not executed, and never will be. */
export const notExecuted = errors.notExecuted.text
/** The answer to a {@link StatusCall} about a request that was acknowledged. */
export const noLongerKnown = errors.noLongerKnown.text
/** The session is unknown or has expired: this command was not executed. An earlier copy of it may have been. */
export const noSuchSession = errors.noSuchSession.text
/** The session keeps as many results as it may: this request is not executed, and never will be. */
export const tooManyInFlight = errors.tooManyInFlight.text

export function isStatus(call: Json): call is { readonly f: 'status'; readonly value: number } {
  return fieldsOf(call)['f'] === 'status'
}

export function opensSession(call: Json): boolean {
  return fieldsOf(call)['f'] === 'open-session'
}

/** Whether a log entry holds a command at all: whatever a client sent must not stop a server that applies it. */
export function isSessionCommand(command: Json): boolean {
  const { client, sequence, acknowledged = 0, time = 0, call } = fieldsOf(command)
  return isCount(client) && isCount(sequence) && isCount(acknowledged) && isCount(time) && call !== undefined
}

const isCount = (value: Json | undefined): boolean => Number.isSafeInteger(value) && (value as number) >= 0
