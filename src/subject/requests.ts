import type { Json } from '../base/json.ts'
import type { SessionCommand } from '../raft/services/session-command.ts'
import type { Target } from './target.ts'

/** The number of what stands outside sessions: an operator's call. */
const OUTSIDE = 0

/**
 * A request of a session as the target takes it: around the call, `{ client, sequence, call }`, or, for a target that
 * offers sessions, in fields of the call: `{ f, key, value, client, sequence }`.
 */
export function asRequest({ sessions }: Pick<Target, 'sessions'>, command: SessionCommand): Json {
  if (sessions !== undefined) return command as Json
  const { client, sequence, call } = command
  return sequence === OUTSIDE ? call : { ...(call as { readonly [field: string]: Json }), client, sequence }
}
