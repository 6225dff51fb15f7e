import { InputError } from '../base/input-error.ts'
import type { HistoryEvent } from '../record/history-event.ts'
import type { ProcessId } from '../record/operation.ts'
import { sourceOf } from '../record/formats/readers/source.ts'
import type { Source } from '../record/formats/readers/source.ts'

/** A part of a history at hand: text or bytes, which may end within a line, or one event. */
export type HistoryPiece = string | Uint8Array | HistoryEvent<ProcessId>

/** A history at hand: its text or bytes, whole or in pieces, or its events. */
export type HistoryInput = string | Uint8Array | Iterable<HistoryPiece> | AsyncIterable<HistoryPiece>

/** A history at hand as bytes to read. */
export function sourceOfHistory(history: HistoryInput, name: string): Source {
  // both are iterables themselves, of characters and of numbers
  const isWhole = typeof history === 'string' || history instanceof Uint8Array
  const pieces: unknown = isWhole ? [history] : history
  return sourceOf(name, bytesOf(pieces as AsyncIterable<HistoryPiece>, name), () => {
    ;(pieces as { destroy?: () => void }).destroy?.()
  })
}

async function* bytesOf(
  pieces: Iterable<HistoryPiece> | AsyncIterable<HistoryPiece>,
  name: string,
): AsyncGenerator<Uint8Array> {
  let events = 0
  for await (const piece of pieces) {
    if (piece instanceof Uint8Array) yield piece
    else if (typeof piece === 'string') yield Buffer.from(piece)
    else yield Buffer.from(`${lineOf(piece, `${name}, event ${++events}`)}\n`)
  }
}

/** JSON would write NaN as null and leave a function out: another value than the one that was observed. */
function lineOf(event: HistoryEvent<ProcessId>, where: string): string {
  if (typeof event !== 'object' || event === null)
    throw new InputError(`a history is made of text, bytes or events; got ${typeof event}`, { file: where })
  return JSON.stringify(event, (field, value: unknown) => {
    if (isJson(value)) return value
    throw new InputError(`field "${field}" holds ${String(value)}, which JSON cannot express`, {
      file: where,
      field,
    })
  })
}

function isJson(value: unknown): boolean {
  return typeof value === 'number'
    ? Number.isFinite(value)
    : !['bigint', 'function', 'symbol'].includes(typeof value)
}
