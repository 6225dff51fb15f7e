import type { Json } from '../../../base/json.ts'
import { readJson } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { decoded } from '../http/path-and-query.ts'
import { Refusal } from '../http/refusal.ts'
import type { Route } from '../http/router.ts'
import type { ApiContext } from './api-context.ts'
import { callQuery, errorField, perform, type ServiceError } from './service-answer.ts'
import { amountFault, refuseOtherService } from './service-functions.ts'

type Fields = { readonly [name: string]: Json | undefined }

/**
 * `GET /v1/ledger/accounts/<name>` gives the balance, `PUT` opens the account; `POST .../deposit` and
 * `.../debit` move money in and out; `POST /v1/ledger/transfer` moves it between accounts.
 */
export function ledgerRoutes(context: ApiContext): readonly Route[] {
  const errorIn = errorField
  return [
    {
      path: '/v1/ledger/accounts/',
      handlers: {
        GET: (exchange) => {
          const account = accountIn(context, exchange.rest)
          const call = { f: 'balance', value: account }
          const show = (balance: Json): object => ({ account, balance })
          const missing = (value: Json): ServiceError | undefined =>
            value === null ? { error: 'not found' } : errorField(value)
          perform(context, exchange, callQuery(exchange), { call, show, errorIn: missing })
        },
        PUT: (exchange) => {
          const account = accountIn(context, exchange.rest)
          const query = callQuery(exchange)
          withFields(context, exchange, (fields) => {
            const amount = amountIn({ amount: fields['amount'] ?? 0 })
            const call = { f: 'open', value: { account, amount } }
            perform(context, exchange, query, { call, show: () => ({ account }), errorIn })
          })
        },
        POST: (exchange) => {
          const [, name = '', f] = /^(.*)\/(deposit|debit)$/.exec(exchange.rest) ?? []
          if (f === undefined)
            throw new Refusal(404, 'POST is for /v1/ledger/accounts/<name>/deposit or /debit')
          const account = accountIn(context, name)
          const query = callQuery(exchange)
          withFields(context, exchange, (fields) => {
            const call = { f, value: { account, amount: amountIn(fields) } }
            perform(context, exchange, query, { call, show: () => ({ account }), errorIn })
          })
        },
      },
    },
    {
      path: '/v1/ledger/transfer',
      handlers: {
        POST: (exchange) => {
          refuseOtherService('ledger', context.service)
          const query = callQuery(exchange)
          withFields(context, exchange, (fields) => {
            const { from, to } = fields
            if (typeof from !== 'string' || typeof to !== 'string')
              throw new Refusal(400, 'the body must be {"from": "a", "to": "b", "amount": 5}')
            const call = { f: 'transfer', value: { from, to, amount: amountIn(fields) } }
            perform(context, exchange, query, { call, show: () => ({ from, to }), errorIn })
          })
        },
      },
    },
  ]
}

function accountIn(context: ApiContext, rest: string): string {
  refuseOtherService('ledger', context.service)
  const account = decoded(rest)
  if (account === '') throw new Refusal(404, 'name an account: /v1/ledger/accounts/<name>')
  return account
}

function withFields(context: ApiContext, exchange: Exchange, then: (fields: Fields) => void): void {
  readJson(exchange, context.bodyLimit, (body = {}) => {
    if (body === null || typeof body !== 'object' || Array.isArray(body))
      throw new Refusal(400, 'the body must be an object')
    then(body as Fields)
  })
}

function amountIn({ amount }: Fields): number {
  const fault = amountFault(amount, 'amount')
  if (fault !== undefined) throw new Refusal(400, fault)
  return amount as number
}
