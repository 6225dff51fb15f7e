import type { Json } from '../../../base/json.ts'
import { readJson } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { decoded } from '../http/path-and-query.ts'
import { Refusal } from '../http/refusal.ts'
import type { Route } from '../http/router.ts'
import type { ApiContext } from './api-context.ts'
import { callQuery, perform } from './service-answer.ts'
import { refuseOtherService } from './service-functions.ts'

const CAS = '/cas'

/** `GET` and `PUT /v1/kv/<key>`, `POST /v1/kv/<key>/cas`. A key may hold slashes. */
export function keyValueRoutes(context: ApiContext): readonly Route[] {
  const keyIn = (exchange: Exchange, rest: string): string => {
    refuseOtherService('key-value', context.service)
    if (rest === '') throw new Refusal(404, 'name a key: /v1/kv/<key>')
    return decoded(rest)
  }
  return [
    {
      path: '/v1/kv/',
      handlers: {
        GET: (exchange) => {
          const key = keyIn(exchange, exchange.rest)
          const call = { f: 'read', key, value: null }
          perform(context, exchange, callQuery(exchange), { call, show: (value) => ({ key, value }) })
        },
        PUT: (exchange) => {
          const key = keyIn(exchange, exchange.rest)
          const query = callQuery(exchange)
          readJson(exchange, context.bodyLimit, (value) => {
            if (value === undefined) throw new Refusal(400, 'the body is empty; send the value as JSON')
            perform(context, exchange, query, { call: { f: 'write', key, value }, show: () => ({ key }) })
          })
        },
        POST: (exchange) => {
          if (!exchange.rest.endsWith(CAS)) throw new Refusal(404, 'POST is for /v1/kv/<key>/cas')
          const key = keyIn(exchange, exchange.rest.slice(0, -CAS.length))
          const query = callQuery(exchange)
          readJson(exchange, context.bodyLimit, (body) => {
            const call = { f: 'cas', key, value: fromAndTo(body) }
            perform(context, exchange, query, { call, show: () => ({ key }) })
          })
        },
      },
    },
  ]
}

function fromAndTo(body: Json | undefined): readonly [Json, Json] {
  const { from, to } = (typeof body === 'object' ? (body ?? {}) : {}) as {
    readonly from?: Json
    readonly to?: Json
  }
  if (from === undefined || to === undefined)
    throw new Refusal(400, 'the body must be {"from": <value expected>, "to": <new value>}')
  return [from, to]
}
