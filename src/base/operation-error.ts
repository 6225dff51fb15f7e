import { errorCodes, type ErrorCode } from './error-codes.ts'
import type { NodeId } from './node-id.ts'

/** Why an operation did not succeed. Made once where the text is always the same: see {@link errors}. */
export interface OperationError {
  readonly code: ErrorCode
  /** Whether it certainly did not take effect: it does with `fail`, it does not with `info`. */
  readonly definite: boolean
  /** With `not-leader`: who leads, as far as the server knows. */
  readonly leader?: NodeId
  /** For people, and as it stands in histories and on the wire. */
  readonly text: string
}

/** An error as definite as its code is. */
export function operationError(code: ErrorCode, text: string): OperationError {
  return { code, definite: errorCodes[code].definite, text }
}

/** The errors whose text is always the same. No two have the same text: by the text they are found again. */
export const errors = {
  timeout: operationError('timeout', 'timeout'),
  noAnswer: operationError('timeout', 'no answer'),
  noAnswerInTime: operationError('timeout', 'no answer in time'),
  noServerAsked: operationError('unreachable', 'no server was asked'),
  connectionRefused: operationError('unreachable', 'unreachable: connection refused'),
  serverDown: operationError('unreachable', 'not leader; connection refused'),
  busy: operationError('temporarily-unavailable', 'busy'),
  stopping: operationError('temporarily-unavailable', 'stopping'),
  serverFailed: operationError('crash', 'the server failed'),
  serverStopped: operationError('crash', 'the server stopped'),
  leadershipLost: operationError('leadership-lost', 'leadership lost'),
  changeUnderWay: operationError('change-under-way', 'change under way'),
  noSuchChange: operationError('no-such-change', 'no such change'),
  noSuchFollower: operationError('no-such-follower', 'no such follower'),
  preconditionFailed: operationError('precondition-failed', 'precondition failed'),
  /** The answer "no" to a status query: the request was not executed, and never will be. */
  notExecuted: operationError('not-executed', 'not executed'),
  /** The answer to a status query about a request that was acknowledged. */
  noLongerKnown: operationError('no-longer-known', 'no longer known'),
  /** The session is unknown or has expired: this copy was not executed. An earlier one may have been. */
  noSuchSession: operationError('no-such-session', 'no such session'),
  /** The session keeps as many results as it may: the request is not executed, and never will be. */
  tooManyInFlight: operationError('too-many-in-flight', 'too many requests in flight'),
  superseded: operationError('superseded', 'superseded by a later request of this client'),
  malformedCommand: operationError('malformed-request', 'malformed session command'),
  malformedKey: operationError('malformed-request', 'a key is a string'),
  malformedStatus: operationError('malformed-request', 'a status query asks about an earlier request'),
  implicitSessions: operationError('not-supported', 'sessions are implicit here: clients number themselves'),
} as const satisfies { readonly [name: string]: OperationError }

const leaderUnknown: OperationError = operationError('not-leader', 'not leader; leader unknown')

/** `not leader; leader n2`; null: the server knows of no leader. */
export function notLeader(leader: NodeId | null): OperationError {
  if (leader === null) return leaderUnknown
  return { code: 'not-leader', definite: true, leader, text: `not leader; leader ${leader}` }
}
