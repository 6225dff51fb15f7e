import type { ErrorCode } from '../../../base/error-codes.ts'
import type { Json } from '../../../base/json.ts'
import type { Exchange } from '../http/exchange.ts'
import { queryOf, wholeField, wholeText } from '../http/path-and-query.ts'
import { Refusal } from '../http/refusal.ts'
import type { Route } from '../http/router.ts'
import type { ApiContext } from './api-context.ts'
import { alone, sessionCommand } from './call-request.ts'
import { decidedOnly, type Decided } from './undecided.ts'

/**
 * `POST /v1/sessions` opens a session; `POST /v1/sessions/<id>/requests/<n>?sequence=<m>` asks what became of
 * request n. The question is itself request m of the session: its "not executed" fences request n.
 */
export function sessionRoutes(context: ApiContext): readonly Route[] {
  const clientUrl = (id: string): string | undefined => context.addresses.clientUrl(id)
  return [
    {
      path: '/v1/sessions',
      handlers: {
        POST: (exchange) => {
          queryOf(exchange, [])
          const opened = decidedOnly(exchange, clientUrl, (outcome) => {
            if (outcome.type === 'fail') throw new Refusal(409, outcome.error.text)
            exchange.answer(201, { type: 'ok', session: outcome.value })
          })
          context.calls.submit(alone({ f: 'open-session' }), opened)
        },
      },
    },
    {
      path: '/v1/sessions/',
      hints: {
        GET: 'the question is a request of the session, and fences the one it asks about, so it is no GET; send it as POST',
      },
      handlers: {
        POST: (exchange) => {
          const [, session = '', request] = /^([^/]+)\/requests\/([^/]+)$/.exec(exchange.rest) ?? []
          if (request === undefined) throw new Refusal(404, 'POST is for /v1/sessions/<id>/requests/<n>')
          const asked = wholeText(request, 'the number of the request', 1)
          const query = queryOf(exchange, ['sequence', 'acknowledged'])
          const sequence = wholeField(query, 'sequence', 1)
          if (sequence === undefined)
            throw new Refusal(400, 'the question needs a number of its own in the session: ?sequence=<n>')
          const command = sessionCommand(
            { f: 'status', value: asked },
            wholeText(session, 'the number of the session', 1),
            sequence,
            wholeField(query, 'acknowledged', 0),
          )
          const show = (outcome: Decided): void => answerStatus(exchange, outcome)
          context.calls.submit(command, decidedOnly(exchange, clientUrl, show))
        },
      },
    },
  ]
}

/** Answers of the status query that say what is known; other failures are about the question itself. */
const states: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['not-executed', 'no-longer-known'])

function answerStatus(exchange: Exchange, outcome: Decided): void {
  if (outcome.type === 'ok') {
    const { executed } = outcome.value as { readonly executed?: Json }
    exchange.answer(200, { type: 'ok', state: 'executed', result: executed ?? null })
  } else if (states.has(outcome.error.code)) {
    exchange.answer(200, { type: 'ok', state: outcome.error.text })
  } else {
    const { code, text } = outcome.error
    throw new Refusal(code === 'no-such-session' ? 410 : 400, text)
  }
}
