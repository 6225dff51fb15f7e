import { InputError } from '../../base/input-error.ts'
import { nothing, readEdn } from './edn-value.ts'
import type { Piece } from './splitter.ts'

/** Process, type, f and what follows, behind whatever the logger put in front. */
const operationLine = /^(?:.*\s)?(\S+)\t:(invoke|ok|fail|info)\t:?([^\t\s]+)(?:\t(.*))?$/s

/**
 * Reads a line of Jepsen's `history.txt`, or a log line that ends in one:
 * `INFO  jepsen.util - 0⇥:invoke⇥:read⇥nil`. Columns are process, type, f, value and error, split by tabs.
 * Returns the fields of an event, or `undefined` for any other line of a log. A line that begins as an
 * operation and does not go on as one throws an {@link InputError}.
 */
export function readLogLine(piece: Piece, name: string): Record<string, unknown> | undefined {
  if (!piece.text.includes('\t:')) return undefined
  const match = operationLine.exec(piece.text.trimEnd())
  if (match === null) {
    if (!/^\d+\t:/.test(piece.text)) return undefined
    throw new InputError(
      'malformed operation: process, :invoke|:ok|:fail|:info, :f and value must stand in this order, with tabs between; correct or remove the line',
      `${name}:${piece.line}`,
    )
  }
  const [, process = '', type = '', f = '', rest] = match
  const columns = rest === undefined ? [] : rest.split('\t')
  const record: Record<string, unknown> = { process: processOf(process), type, f }
  if (type === 'fail' || type === 'info') {
    // what happened is in the invocation; here stands a reason, often as `:timed-out` in the value's column
    const reason = columns[1] ?? (columns[0]?.startsWith(':') === true ? columns[0] : undefined)
    if (reason !== undefined) record['error'] = reason.replace(/^:/, '')
    return record
  }
  if (columns[0] !== undefined) {
    const value = readEdn({ text: columns[0], line: piece.line }, name)
    if (value !== nothing) record['value'] = value
  }
  return record
}

function processOf(token: string): number | string {
  return /^\d+$/.test(token) ? Number(token) : token.replace(/^:/, '')
}
