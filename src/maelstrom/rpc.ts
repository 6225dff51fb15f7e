import type { Json } from '../base/json.ts'
import { errorName, isDefinite } from './errors.ts'
import type { Completion } from './event.ts'
import type { Body } from './message.ts'

/** The fields of a reply beside `type`, `msg_id` and `in_reply_to`, and what each must be. It has no others. */
export interface ReplyShape {
  readonly type: string
  readonly fields?: { readonly [field: string]: (value: Json | undefined) => boolean }
}

/** What came of a request. */
export type Answer =
  | { readonly type: 'ok'; readonly body: Body }
  | { readonly type: 'error'; readonly code: number; readonly text: string }
  | { readonly type: 'timeout' }
  /** The reply is neither an error nor what was asked for. */
  | { readonly type: 'malformed'; readonly text: string }

/** Sends a request to the worker's node and waits for the reply. */
export type Ask = (request: Body, shape: ReplyShape) => Promise<Answer>

const common = new Set(['type', 'msg_id', 'in_reply_to'])
const MAX_SHOWN = 200

export function answerOf(reply: Body | undefined, { type, fields = {} }: ReplyShape): Answer {
  if (reply === undefined) return { type: 'timeout' }
  if (reply.type === 'error') {
    const { code, text } = reply
    if (typeof code !== 'number') return malformed(reply, 'is an error without a number as its code')
    return { type: 'error', code, text: typeof text === 'string' ? text.slice(0, MAX_SHOWN) : '' }
  }
  if (reply.type !== type) return malformed(reply, `is not of type ${type}`)
  for (const [field, fits] of Object.entries(fields)) {
    if (!fits(reply[field])) return malformed(reply, `has no fitting field ${field}`)
  }
  const other = Object.keys(reply).find((field) => !common.has(field) && !Object.hasOwn(fields, field))
  if (other !== undefined)
    return malformed(reply, `has the field ${other.slice(0, 40)}, which ${type} does not have`)
  return { type: 'ok', body: reply }
}

const malformed = (reply: Body, why: string): Answer => ({
  type: 'malformed',
  text: `a reply ${why}: ${JSON.stringify(reply).slice(0, MAX_SHOWN)}`,
})

/**
 * What an answer that is not ok means for its operation: a definite error is `fail`, all else may have happened. An
 * idempotent operation, such as a read, changes nothing: `fail` whatever was answered.
 */
export function failure(answer: Exclude<Answer, { type: 'ok' }>, idempotent = false): Completion {
  const type = idempotent || (answer.type === 'error' && isDefinite(answer.code)) ? 'fail' : 'info'
  return { type, error: errorText(answer) }
}

export function errorText(answer: Exclude<Answer, { type: 'ok' }>): string {
  if (answer.type === 'timeout') return 'net-timeout'
  if (answer.type === 'malformed') return `malformed-rpc-response: ${answer.text}`
  return answer.text === '' ? errorName(answer.code) : `${errorName(answer.code)}: ${answer.text}`
}

export const isAny = (value: Json | undefined): boolean => value !== undefined
export const isInteger = (value: Json | undefined): boolean => Number.isSafeInteger(value)
export const isList = (value: Json | undefined): boolean => Array.isArray(value)
export const isRecord = (value: Json | undefined): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
