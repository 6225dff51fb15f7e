import { nameText } from '../../../base/name-text.ts'
import { InputError } from '../../../base/input-error.ts'
import { exactNumber, MAX_NUMBER_LENGTH } from './exact-number.ts'
import { lineError, type LineError } from './line-error.ts'
import { maybeInexact } from './maybe-inexact.ts'
import { isTooDeep, tooDeep } from './nesting.ts'
import { repeatedMember } from './repeated-member.ts'
import type { Piece } from './splitter.ts'

/**
 * Reads one JSON value. Numbers that a double cannot hold become their text, so that different ones stay different;
 * see {@link exactNumber}.
 * @throws InputError with file and line.
 */
export function readJson(piece: Piece, name: string): unknown {
  const { text } = piece
  const error = lineError(name, piece.line)
  if (isTooDeep(text)) throw error(`malformed JSON: ${tooDeep}; no event is: correct or remove it`)
  const value = parsed(text, error)
  const repeated = repeatedMember(text, value)
  if (repeated !== undefined)
    throw error(`the member ${nameText(repeated)} stands twice in one object; remove one of them`)
  return value
}

function parsed(text: string, error: LineError): unknown {
  try {
    if (!maybeInexact(text)) return JSON.parse(text)
    return JSON.parse(text, ((_key: string, value: unknown, context: { readonly source?: string }) => {
      if (typeof value !== 'number' || context.source === undefined) return value
      const exact = exactNumber(context.source)
      if (exact === undefined) throw error(numberProblem(context.source))
      return exact
      // the reviver's third argument is in V8 but not yet in TypeScript's library
    }) as (key: string, value: unknown) => unknown)
  } catch (cause) {
    if (cause instanceof InputError) throw cause
    const { message } = cause as Error
    const what = message.length > 200 ? `${message.slice(0, 200)}…` : message
    throw error(`malformed JSON: ${what}; each line must be one JSON object: correct or remove it`)
  }
}

/** Why a number is refused, and what to do. */
export function numberProblem(written: string): string {
  const what =
    written.length > MAX_NUMBER_LENGTH
      ? `has more than ${MAX_NUMBER_LENGTH} characters`
      : 'is beyond the largest double, where different numbers would be one infinity'
  return `the number ${nameText(written)} ${what}; write it as text, in quotes`
}
