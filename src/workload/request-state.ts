import type { Json } from '../base/json.ts'
import { errors, type OperationError } from '../base/operation-error.ts'
import type { CodedOutcome } from '../record/operation.ts'
import { isFinal, isRefusal } from './answers.ts'

/** What a client knows of the attempts of one request: a value, the same for timed, scripted and real clients. */
export interface RequestState {
  /** Attempts without an answer so far: each may have taken effect, or may yet. */
  readonly unanswered: number
  /** Whether some server answered that it does not know what became of its attempt. */
  readonly unknown: boolean
}

export const notSent: RequestState = { unanswered: 0, unknown: false }

export function sent({ unanswered, unknown }: RequestState): RequestState {
  return { unanswered: unanswered + 1, unknown }
}

/** `known`: the answer says for certain what became of that attempt. */
export function answered({ unanswered, unknown }: RequestState, known: boolean): RequestState {
  return { unanswered: unanswered - 1, unknown: unknown || !known }
}

/** Whether some attempt may have taken effect, or may yet. */
export function mayBeTaken({ unanswered, unknown }: RequestState): boolean {
  return unknown || unanswered > 0
}

/**
 * What the operation ends with after an answer that `state` already counts; undefined: it stays open, to be
 * sent again. It never ends as failed while an earlier attempt may be taken, unless servers answer every
 * attempt alike: server 1 takes a write and its answer is lost, server 2 has no room and refuses the second attempt; the
 * write still happens.
 */
export function conclusion(state: RequestState, outcome: CodedOutcome<Json>): CodedOutcome<Json> | undefined {
  if (outcome.type === 'ok') return outcome
  if (outcome.type === 'info' || isRefusal(outcome.error)) return undefined
  return isFinal(outcome) || !mayBeTaken(state) ? outcome : undefined
}

/** What a request of a session that servers have forgotten ends with: no attempt executes from here on, one before may have. */
export function sessionLost(state: RequestState, outcome: CodedOutcome<Json>): CodedOutcome<Json> {
  return mayBeTaken(state) ? { type: 'info', error: errors.noSuchSession } : outcome
}

/** What the operation ends with when its time is up: failed only if every attempt was refused for certain. */
export function timedOut(state: RequestState, lastError: OperationError): CodedOutcome<Json> {
  return mayBeTaken(state) ? { type: 'info', error: errors.timeout } : { type: 'fail', error: lastError }
}
