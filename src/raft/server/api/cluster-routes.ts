import type { Json } from '../../../base/json.ts'
import { readJson } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { queryOf } from '../http/path-and-query.ts'
import { Refusal } from '../http/refusal.ts'
import type { Route } from '../http/router.ts'
import type { ApiContext } from './api-context.ts'
import { alone } from './call-request.ts'
import { changeOf } from './membership-change.ts'
import { decidedOnly } from './undecided.ts'

/**
 * `GET /v1/cluster` shows where this server and the cluster stand; `POST /v1/cluster/members` changes who
 * belongs to it; `POST /v1/cluster/leader` hands leadership over.
 */
export function clusterRoutes(context: ApiContext): readonly Route[] {
  return [
    { path: '/v1/cluster', handlers: { GET: (exchange) => showCluster(context, exchange) } },
    {
      path: '/v1/cluster/members',
      handlers: {
        POST: (exchange) => {
          queryOf(exchange, [])
          readJson(exchange, context.bodyLimit, (body) => {
            const { change, fresh } = changeOf(body, context.addresses)
            // the leader must be able to reach a new server before it can bring it up to date
            if (context.consensus.status().role === 'leader') context.addresses.expect(fresh)
            administer(context, exchange, { f: 'reconfigure', value: change })
          })
        },
      },
    },
    {
      path: '/v1/cluster/leader',
      handlers: {
        POST: (exchange) => {
          queryOf(exchange, [])
          readJson(exchange, context.bodyLimit, (body) => {
            administer(context, exchange, { f: 'transfer-leadership', value: targetOf(context, body) })
          })
        },
      },
    },
  ]
}

function showCluster({ consensus, addresses, service, state }: ApiContext, exchange: Exchange): void {
  queryOf(exchange, [])
  const { voters, learners, context: _, ...status } = consensus.status()
  const member = (id: string, votes: boolean): object => ({ id, votes, ...addresses.of(id) })
  exchange.answer(200, {
    type: 'ok',
    ...status,
    state: state(),
    service,
    members: [...voters.map((id) => member(id, true)), ...learners.map((id) => member(id, false))],
  })
}

function administer(context: ApiContext, exchange: Exchange, call: Json): void {
  const clientUrl = (id: string): string | undefined => context.addresses.clientUrl(id)
  const answer = decidedOnly(exchange, clientUrl, (outcome) => {
    if (outcome.type === 'fail') throw new Refusal(409, outcome.error.text)
    exchange.answer(200, outcome)
  })
  context.calls.submit(alone(call), answer)
}

/** The server that is to lead: `{ "to": "n2" }`; whichever is best without a body or with null. */
function targetOf({ consensus }: ApiContext, body: Json | undefined): string | null {
  if (body !== undefined && (body === null || typeof body !== 'object' || Array.isArray(body)))
    throw new Refusal(400, 'the body must be {"to": "n2"}, or empty for whoever fits best')
  const { to = null } = (body ?? {}) as { readonly to?: Json }
  if (to === null) return null
  const { voters } = consensus.status()
  if (typeof to === 'string' && voters.includes(to)) return to
  throw new Refusal(400, `to must be one of the voters ${voters.join(', ')}`)
}
