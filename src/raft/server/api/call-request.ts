import type { Json } from '../../../base/json.ts'
import type { ServiceName } from '../../services/service.ts'
import type { Command } from '../consensus.ts'
import { Refusal } from '../http/refusal.ts'
import { checkCall } from './service-functions.ts'

/** A call without a session: executed as often as it arrives. */
export const alone = (call: Json): Command => ({ client: 0, sequence: 0, call })

/**
 * The body of `POST /v1/call` as a command. Checked by hand: this is the hottest path of the server.
 * An unknown field is refused: a session misspelt would make every retry a call of its own.
 * @throws Refusal that names the field.
 */
export function commandOf(body: Json | undefined, service: ServiceName): Command {
  if (body === undefined) throw new Refusal(400, 'the body is empty; send {"call": {...}}')
  if (body === null || typeof body !== 'object' || Array.isArray(body))
    throw new Refusal(400, 'the body must be an object {"session", "sequence", "acknowledged", "call"}')
  const fields = body as { readonly [name: string]: Json | undefined }
  for (const name of Object.keys(fields)) {
    if (name !== 'call' && name !== 'session' && name !== 'sequence' && name !== 'acknowledged')
      throw new Refusal(
        400,
        `the body has an unknown field "${name}"; there are session, sequence, acknowledged, call`,
      )
  }
  const { call, session, sequence, acknowledged } = fields
  if (isStatus(call)) checkStatus(call, session)
  else checkCall(call, service)
  return sessionCommand(call as Json, session, sequence, acknowledged)
}

/** Puts a call into its session, if one is named. @throws Refusal for numbers that do not fit together. */
export function sessionCommand(
  call: Json,
  session: Json | undefined,
  sequence: Json | undefined,
  acknowledged: Json | undefined,
): Command {
  if (session === undefined) {
    if (sequence !== undefined) throw new Refusal(400, 'sequence is given without a session')
    if (acknowledged !== undefined) throw new Refusal(400, 'acknowledged is given without a session')
    return alone(call)
  }
  const client = whole(session, 'session', 1)
  if (sequence === undefined)
    throw new Refusal(400, 'session is given without a sequence: the number of this request')
  const number = whole(sequence, 'sequence', 1)
  if (acknowledged === undefined) return { client, sequence: number, call }
  const below = whole(acknowledged, 'acknowledged', 0)
  if (below > number)
    throw new Refusal(
      400,
      'acknowledged must not be above sequence: this request cannot have been answered yet',
    )
  return { client, sequence: number, acknowledged: below, call }
}

function isStatus(call: Json | undefined): call is { readonly f: 'status'; readonly value?: Json } {
  return typeof call === 'object' && call !== null && (call as { readonly f?: Json }).f === 'status'
}

function checkStatus(call: { readonly value?: Json }, session: Json | undefined): void {
  if (session === undefined)
    throw new Refusal(400, 'status asks about a request of a session: give the session')
  whole(call.value, 'call.value', 1)
}

function whole(value: Json | undefined, name: string, low: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= low) return value as number
  throw new Refusal(400, `${name} must be a whole number from ${low} on`)
}
