import type { Json } from '../../../base/json.ts'
import type { NodeId } from '../../../base/node-id.ts'
import type { Outcome } from '../../../record/operation.ts'
import type { Exchange } from '../http/exchange.ts'
import { Refusal } from '../http/refusal.ts'

/** An outcome in which the service itself has spoken. */
export type Decided = Exclude<Outcome<Json>, { readonly type: 'info' }>

/** Where clients reach a server, `http://host:port`; undefined when it is not known. */
export type ClientUrl = (id: NodeId) => string | undefined

const NOT_LEADER = /^not leader; leader (.+)$/
/** What a server says that took nothing, and would take it later. */
const soon = new Set(['busy', 'stopping'])
const RETRY = ['retry-after', '1']

/**
 * Hands on what the service decided, and answers the rest for all routes alike: another server leads (307, or
 * 503 while nobody knows who), no room now (503), or the fate is unknown (504).
 */
export function decidedOnly(
  exchange: Exchange,
  clientUrl: ClientUrl,
  then: (outcome: Decided) => void,
): (outcome: Outcome<Json>) => void {
  return (outcome) =>
    exchange.attempt(() => {
      if (outcome.type === 'info') {
        exchange.answer(504, { type: 'info', error: outcome.error })
        return
      }
      if (outcome.type === 'fail') refuseUntaken(outcome.error, exchange, clientUrl)
      then(outcome)
    })
}

function refuseUntaken(error: string, exchange: Exchange, clientUrl: ClientUrl): void {
  if (soon.has(error)) throw new Refusal(503, error, {}, RETRY)
  const leader = NOT_LEADER.exec(error)?.[1]
  if (leader === undefined) return
  if (leader === 'unknown') throw new Refusal(503, 'not leader', { leader: null }, RETRY)
  const address = clientUrl(leader)
  if (address === undefined) throw new Refusal(503, 'not leader', { leader }, RETRY)
  throw new Refusal(307, 'not leader', { leader, address }, [
    'location',
    `${address}${exchange.request.url ?? '/'}`,
  ])
}
