import type { ErrorCode } from '../../../base/error-codes.ts'
import { errorOfService } from '../../../base/error-of-text.ts'
import type { Json } from '../../../base/json.ts'
import type { OperationError } from '../../../base/operation-error.ts'
import type { Command } from '../consensus.ts'
import type { Exchange } from '../http/exchange.ts'
import { queryOf, wholeField } from '../http/path-and-query.ts'
import { Refusal } from '../http/refusal.ts'
import type { ApiContext } from './api-context.ts'
import { sessionCommand } from './call-request.ts'
import { decidedOnly, type Decided } from './undecided.ts'

/** Fields of the query with which a convenience route becomes a request of a session. */
const sessionFields = ['session', 'sequence', 'acknowledged'] as const

/** The query of a convenience route: its own fields, and those of the session. */
export const callQuery = (exchange: Exchange, ...own: readonly string[]): ReadonlyMap<string, string> =>
  queryOf(exchange, [...own, ...sessionFields])

/** A call of a convenience route, and how its result is shown. */
export interface RoutedCall {
  readonly call: Json
  /** What to answer beside `type: 'ok'`. Default `{ value }`. */
  readonly show?: (value: Json) => object
  /** The error that an `ok` value stands for, where the service answers so. Default: none. */
  readonly errorIn?: (value: Json) => ServiceError | undefined
}

/** Why a call did not apply, and what belongs to it, such as the present `version`. */
export interface ServiceError {
  readonly error: string
  readonly [field: string]: Json
}

/**
 * Submits a call of a convenience route and answers with HTTP's own words: 200 with its value, or the status
 * that fits the service's error.
 */
export function perform(
  context: ApiContext,
  exchange: Exchange,
  query: ReadonlyMap<string, string>,
  routed: RoutedCall,
): void {
  const [session, sequence, acknowledged] = sessionFields.map((name) =>
    wholeField(query, name, name === 'acknowledged' ? 0 : 1),
  )
  const clientUrl = (id: string): string | undefined => context.addresses.clientUrl(id)
  const answer = decidedOnly(exchange, clientUrl, (outcome) => answerDecided(exchange, outcome, routed))
  const command = sessionCommand(routed.call, session, sequence, acknowledged)
  refuseNumberedGet(exchange, command)
  context.calls.submit(command, answer)
}

/** A numbered request is remembered in its session, and acknowledges others: a GET changes nothing. */
function refuseNumberedGet({ request }: Exchange, { sequence }: Command): void {
  if (sequence === 0 || (request.method !== 'GET' && request.method !== 'HEAD')) return
  throw new Refusal(
    400,
    'a GET changes nothing, so it is no request of a session: leave session, sequence and acknowledged out, or send the call to POST /v1/call',
  )
}

/** HTTP's word for an error of a service; what is not here conflicts with the state the service is in. */
const statusOf: { readonly [code in ErrorCode]?: number } = {
  'key-does-not-exist': 404,
  'malformed-request': 400,
  'not-supported': 400,
  'no-such-session': 410,
}

function answerDecided(exchange: Exchange, outcome: Decided, { show, errorIn }: RoutedCall): void {
  if (outcome.type === 'fail') {
    const { error, observed } = outcome
    throw refusalOf(error, observed === undefined ? {} : { observed })
  }
  const { value } = outcome
  const answered = errorIn?.(value)
  if (answered !== undefined) {
    const { error, ...fields } = answered
    throw refusalOf(errorOfService(error), fields)
  }
  exchange.answer(200, { type: 'ok', ...(show === undefined ? { value } : show(value)) })
}

const refusalOf = ({ code, text }: OperationError, fields: { readonly [field: string]: Json }): Refusal =>
  new Refusal(statusOf[code] ?? 409, text, fields)

/** Directory and ledger answer `{ error }` where a call does not apply: an answer of theirs, no failure of Raft's. */
export function errorField(value: Json): ServiceError | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined
  const { error } = value as { readonly error?: Json }
  return typeof error === 'string' ? (value as ServiceError) : undefined
}
