import type { Json } from '../../base/json.ts'
import type { StepDetail } from '../../sim/recorder.ts'
import type { ScriptedRequest, ScriptedSession } from './scripted-session.ts'

/** A client without a will of its own. */
export interface ScriptedClient {
  readonly number: number
  process: number
  open: Begun | undefined
  /** Its requests, first to last. */
  readonly begun: Begun[]
}

/** An operation that a client has outstanding: its number in the run, and the step in which it began. */
export interface Begun {
  readonly session: ScriptedSession
  readonly request: ScriptedRequest
  readonly shared: StepDetail['shared']
  readonly operation: number
  invokedIn: number
}

/** What a trace is told of a request that arrives. */
export function detailOf(
  client: ScriptedClient,
  { request, operation, invokedIn, shared }: Begun,
): StepDetail {
  return {
    client: client.number,
    operation,
    call: request.call as Json,
    cause: invokedIn,
    ...(request.id !== undefined && { sequence: request.id.sequence }),
    ...(shared !== undefined && { shared }),
  }
}

/** What it is told of a session that several clients use. */
export function sharedBy(
  session: number,
  sequence: number | undefined,
  acknowledged: number | undefined,
): StepDetail['shared'] {
  return {
    session,
    ...(sequence !== undefined && { sequence }),
    ...(acknowledged !== undefined && { acknowledged }),
  }
}
