import type { Json } from '../../../base/json.ts'
import type { NodeId } from '../../../base/node-id.ts'
import type { OperationError } from '../../../base/operation-error.ts'
import type { CodedOutcome } from '../../../record/operation.ts'
import type { Exchange } from '../http/exchange.ts'
import { Refusal } from '../http/refusal.ts'

/** An outcome in which the service itself has spoken. */
export type Decided = Exclude<CodedOutcome<Json>, { readonly type: 'info' }>

/** Where clients reach a server, `http://host:port`; undefined when it is not known. */
export type ClientUrl = (id: NodeId) => string | undefined

const retry = ['retry-after', '1']

/**
 * Hands on what the service decided, and answers the rest for all routes alike: another server leads (307, or
 * 503 while nobody knows who), no room now (503), or the fate is unknown (504).
 */
export function decidedOnly(
  exchange: Exchange,
  clientUrl: ClientUrl,
  then: (outcome: Decided) => void,
): (outcome: CodedOutcome<Json>) => void {
  return (outcome) =>
    exchange.attempt(() => {
      if (outcome.type === 'info') {
        exchange.answer(504, { type: 'info', error: outcome.error.text })
        return
      }
      if (outcome.type === 'fail') refuseUntaken(outcome.error, exchange, clientUrl)
      then(outcome)
    })
}

/** Whether a server took nothing, and would take it later, or another one would now. */
export const isUntaken = ({ code }: OperationError): boolean =>
  code === 'temporarily-unavailable' || code === 'not-leader'

function refuseUntaken(error: OperationError, exchange: Exchange, clientUrl: ClientUrl): void {
  if (!isUntaken(error)) return
  const { code, leader, text } = error
  if (code === 'temporarily-unavailable') throw new Refusal(503, text, {}, retry)
  if (leader === undefined) throw new Refusal(503, 'not leader', { leader: null }, retry)
  const address = clientUrl(leader)
  if (address === undefined) throw new Refusal(503, 'not leader', { leader }, retry)
  throw new Refusal(307, 'not leader', { leader, address }, [
    'location',
    `${address}${exchange.request.url ?? '/'}`,
  ])
}
