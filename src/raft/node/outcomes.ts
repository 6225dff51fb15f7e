import { errorOfService } from '../../base/error-of-text.ts'
import type { Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import { errors, notLeader, type OperationError } from '../../base/operation-error.ts'
import type { CodedOutcome } from '../../record/operation.ts'
import type { Refusal } from '../core/index.ts'
import type { Result } from '../services/state-machine.ts'

/** Of a request that was taken, and may yet be committed by another leader. */
export const abandoned: CodedOutcome<Json> = { type: 'info', error: errors.leadershipLost }

const superseded: CodedOutcome<Json> = { type: 'info', error: errors.superseded }

const refusals: { readonly [because in Exclude<Refusal, 'not-leader'>]: OperationError } = {
  'temporarily-unavailable': errors.busy,
  'change-under-way': errors.changeUnderWay,
  'no-such-change': errors.noSuchChange,
  'no-such-follower': errors.noSuchFollower,
}

/** Of a request that the core did not take. */
export function refused(because: Refusal, leader: NodeId | null): CodedOutcome<Json> {
  return { type: 'fail', error: because === 'not-leader' ? notLeader(leader) : refusals[because] }
}

/** Of a request that was applied; undefined: its session has forgotten the result. */
export function outcomeOf(result: Result | undefined): CodedOutcome<Json> {
  if (result === undefined) return superseded
  if (result.type === 'ok') return result
  const { observed } = result
  const error = errorOfService(result.error)
  return observed === undefined ? { type: 'fail', error } : { type: 'fail', error, observed }
}
