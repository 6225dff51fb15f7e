import type { CheckedHistory } from '../../reports/html/check/check-page.ts'
import { statSync } from 'node:fs'
import { openSource } from '../record/formats/readers/source.ts'
import { checkSource } from './check-source.ts'
import { sourceOfHistory } from './history-source.ts'
import type { HistoryInput } from './history-source.ts'
import { pageOf } from './page.ts'
import { resolveOptions } from './options.ts'
import type { CheckOptions } from './options.ts'
import { verdictText } from './text.ts'
import { verdictJson } from './verdict-json.ts'
import type { FileVerdict } from './verdict.ts'
import type { HistoryVerdict } from './verdict-json.ts'

/** Bytes. */
const LARGE_FILE = 4 * 1024 * 1024

/** What came of checking one history. */
export interface CheckReport {
  /** What `check --json` prints. */
  readonly verdict: HistoryVerdict
  /** What `check` prints: the verdict in one line, then what a failure rests on. Lines end with a line feed. */
  readonly text: string
  /** What {@link checkPage} draws of it: plain data. */
  readonly page: CheckedHistory
}

/**
 * Reads a recorded history from a file, or from standard input for `-`, and checks it. The format is told by the
 * content: JSON lines, a JSON array, Jepsen's `history.edn`, `history.txt` or log lines, also packed by gzip. A
 * file is read as a stream and may be larger than memory.
 *
 * @example
 * const { verdict, text } = await checkFile('store/latest/history.edn', { model: 'cas-register' })
 * if (verdict.valid === false) console.log(text, verdict.failure?.operation.line)
 * @throws InputError for a file that cannot be read or is no history, with its line; and for an option that is wrong.
 */
export async function checkFile(path: string, options: CheckOptions = {}): Promise<CheckReport> {
  const resolved = await resolveOptions(options)
  if (!isLargeFile(path)) return reported(await checkSource(openSource(path), resolved))
  const { checkInWindows } = await import('./in-windows.ts')
  return reported(await checkInWindows(() => openSource(path), resolved))
}

/** Whether to hold all of a history would cost more than to read it twice, should that be needed. */
function isLargeFile(path: string): boolean {
  const file = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false })
  return file?.isFile() === true && file.size >= LARGE_FILE
}

/**
 * Checks a history as {@link checkFile} does, from memory or from a stream. `name` stands for the file in the
 * verdict and in errors; default `history`.
 *
 * @example
 * const { verdict } = await checkHistory([
 *   { process: 0, type: 'invoke', f: 'write', value: 1 },
 *   { process: 0, type: 'ok', f: 'write', value: 1 },
 * ])
 * @throws InputError as {@link checkFile}.
 */
export async function checkHistory(
  history: HistoryInput,
  { name = 'history', ...options }: CheckOptions & { readonly name?: string } = {},
): Promise<CheckReport> {
  return reported(await checkSource(sourceOfHistory(history, name), await resolveOptions(options)))
}

function reported(detail: FileVerdict): CheckReport {
  return { verdict: verdictJson(detail), text: verdictText(detail), page: pageOf(detail) }
}
