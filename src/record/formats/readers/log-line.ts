import { InputError } from '../../../base/input-error.ts'
import { nothing, readEdn } from './edn-value.ts'
import { lineError } from './line-error.ts'
import type { Piece } from './splitter.ts'

/** Process, type, f and what follows, behind whatever the logger put in front. */
const tabbed = /^(?:.*\s)?(\S+)\t:(invoke|ok|fail|info)\t:?([^\t\s]+)(?:\t(.*))?$/s
/** The same with blanks, as a terminal or an issue makes of tabs; in front stand at most a logger's dash and a number. */
const spaced =
  /^(?:.*\s-\s+|\s*)(?:\d+[:.)|]?\s+)?(\d+|:[\w.-]+)\s+:(invoke|ok|fail|info)\s+:?(\S+)(?:\s+(.*))?$/s
/** A line that begins as an operation, whatever follows. */
const begun = /^\s*(?:\d+[:.)|]?\s+)?(?:\d+|:nemesis)\s+:\w/
/** What `grep -n` puts in front. */
const grepped = /^\d+[:|](\d+|:\w+)$/
/**
 * Reads a line of Jepsen's `history.txt`, or a log line that ends in one:
 * `INFO  jepsen.util - 0⇥:invoke⇥:read⇥nil`. Columns are process, type, f, value and error, split by tabs; blanks will
 * do where they cannot be mistaken. Returns the fields of an event, or `undefined` for any other line of a log. A line
 * that begins as an operation and does not go on as one, and an event of another format, throw an {@link InputError}.
 */
export function readLogLine(piece: Piece, name: string): Record<string, unknown> | undefined {
  const text = piece.text.trimEnd()
  const match = text.includes('\t:') ? tabbed.exec(text) : null
  if (match !== null) return recordOf(match, piece, name, false)
  const loose = text.includes(' :') ? spaced.exec(text) : null
  if (loose !== null) return recordOf(loose, piece, name, true)
  const error = lineError(name, piece.line)
  if (begun.test(text)) {
    throw error(
      'malformed operation: process, :invoke|:ok|:fail|:info, :f and value must stand in this order, with tabs between; correct or remove the line',
    )
  }
  if (isForeign(text)) {
    throw error(
      'an event as JSON or EDN in a file that began as a log; a file has one format: remove the lines that are no events, or split the file',
    )
  }
  return undefined
}

/** An event as the other formats have it. */
function isForeign(text: string): boolean {
  return /^\s*[[{]/.test(text) && text.includes('process') && /\b(?:invoke|ok|fail|info)\b/.test(text)
}

function recordOf(
  [, process = '', type = '', f = '', rest]: RegExpExecArray,
  piece: Piece,
  name: string,
  isSpaced: boolean,
): Record<string, unknown> {
  const record: Record<string, unknown> = { process: processOf(process), type, f }
  const columns = rest === undefined ? [] : isSpaced ? [rest] : rest.split('\t')
  if (type === 'fail' || type === 'info') {
    // what happened is in the invocation; here stands a reason, often as `:timed-out` in the value's column
    const reason = columns[1] ?? (columns[0]?.startsWith(':') === true ? columns[0] : undefined)
    if (reason !== undefined) record['error'] = reason.replace(/^:/, '')
    return record
  }
  if (columns[0] !== undefined) {
    const value = isSpaced
      ? onlyValue(columns[0], piece, name)
      : readEdn({ text: columns[0], line: piece.line }, name)
    if (value !== nothing) record['value'] = value
  }
  return record
}

/** With blanks as separators what follows f must be one value, or it is not known where the columns are. */
function onlyValue(text: string, piece: Piece, name: string): unknown {
  try {
    return readEdn({ text, line: piece.line }, name)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError(
      `the columns are separated by blanks, and what follows :f is not one value (${error.reason}); separate the columns by tabs, as Jepsen does`,
      { file: name, line: piece.line },
    )
  }
}

function processOf(token: string): number | string {
  const process = grepped.exec(token)?.[1] ?? token
  return /^\d{1,15}$/.test(process) ? Number(process) : process.replace(/^:/, '')
}
