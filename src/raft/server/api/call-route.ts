import { textOutcome } from '../../../record/coded-outcome.ts'
import { readJson } from '../http/body.ts'
import { queryOf } from '../http/path-and-query.ts'
import type { Route } from '../http/router.ts'
import type { ApiContext } from './api-context.ts'
import { commandOf } from './call-request.ts'
import { decidedOnly } from './undecided.ts'

/** `POST /v1/call`: any call of the service, as the client library sends it. */
export function callRoute(context: ApiContext): Route {
  const clientUrl = (id: string): string | undefined => context.addresses.clientUrl(id)
  return {
    path: '/v1/call',
    handlers: {
      POST: (exchange) => {
        queryOf(exchange, [])
        readJson(exchange, context.bodyLimit, (body) => {
          const command = commandOf(body, context.service)
          context.calls.submit(
            command,
            decidedOnly(exchange, clientUrl, (outcome) => exchange.answer(200, textOutcome(outcome))),
          )
        })
      },
    },
  }
}
