import { InputError } from '../../base/input-error.ts'
import type { Piece } from './splitter.ts'

/** Sixteen digits in a row may be an integer that a double cannot hold. */
const maybeLarge = /\d{16}/

/**
 * Reads one JSON value. Integers beyond 2^53 become their text, so that different ones stay different.
 * Throws an {@link InputError} with file and line.
 */
export function readJson(piece: Piece, name: string): unknown {
  try {
    return maybeLarge.test(piece.text) ? JSON.parse(piece.text, keepLarge) : JSON.parse(piece.text)
  } catch (error) {
    throw new InputError(
      `malformed JSON: ${(error as Error).message}; each line must be one JSON object: correct or remove it`,
      `${name}:${piece.line}`,
    )
  }
}

// the reviver's third argument is in V8 but not yet in TypeScript's library
const keepLarge = ((_key: string, value: unknown, context: { readonly source?: string }): unknown =>
  typeof value === 'number' &&
  Number.isInteger(value) &&
  !Number.isSafeInteger(value) &&
  /^-?\d+$/.test(context.source ?? '')
    ? context.source
    : value) as (key: string, value: unknown) => unknown
