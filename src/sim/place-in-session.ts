import type { Json } from '../base/json.ts'
import type { SessionCommand } from '../raft/services/session-command.ts'
import type { StepDetail } from './recorder.ts'

/** What a script needs to know of a request's place in its session; `shared`: whose that is, where several have it in common. */
export function placeInSession(
  sent: Json,
  shared: number | undefined,
): Pick<StepDetail, 'sequence' | 'shared'> {
  const { sequence, acknowledged } = sent as SessionCommand
  if (shared === undefined) return { sequence }
  return {
    sequence,
    shared: acknowledged === undefined ? { session: shared } : { session: shared, sequence, acknowledged },
  }
}
