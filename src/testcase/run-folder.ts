import { defined } from '../base/defined.ts'
import { createWriteStream } from 'node:fs'
import { rm, symlink, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import {
  failureBlock,
  failurePage,
  runJson,
  runLine,
  type FailureReport,
  type KeptWithRun,
} from '../../reports/index.ts'
import { environmentError } from '../base/environment-error.ts'
import { shellWord } from '../base/shell-word.ts'
import { makeOutputFolder } from '../record/formats/writers/output-folder.ts'
import { historyLines } from '../record/formats/writers/json-lines.ts'
import type { RunRecord } from '../record/run-record.ts'
import type { Trace } from '../record/trace.ts'
import { writeWholeFile } from './whole-file.ts'

/** Rows of the trace in `report.txt`: beyond that nobody reads, and `trace.jsonl.gz` has them all. */
const TEXT_ROWS = 1000
/** Lines of a trace that are written at once. */
const CHUNK_LINES = 4096

/**
 * Writes everything there is about a run, or a failure, into `<output>/<scenario>/<UTC time>-<seed>/` and points
 * `<output>/latest` at it.
 * @returns the failure with the path of its report.
 */
export async function writeRunFolder(
  output: string,
  failure: FailureReport,
  now: Date,
): Promise<FailureReport & { readonly reportPath: string }> {
  const { record, minimized } = failure
  const folder = join(output, fileName(record.scenario), `${timeStamp(now)}-${fileName(record.seed)}`)
  makeOutputFolder(folder)
  // first what makes the run again: whatever cannot be drawn or written after it, the failure is not lost
  try {
    await writeFile(join(folder, 'run.json'), runJson(record, keptOf(failure)))
    if (minimized !== undefined)
      await writeFile(join(folder, 'minimized.json'), `${JSON.stringify(minimized, null, 1)}\n`)
    await writeFile(join(folder, 'history.jsonl'), historyLines(record.history))
    if (record.trace !== undefined) await writeTrace(join(folder, 'trace.jsonl.gz'), record, record.trace)
  } catch (error) {
    // of a failed write the system does not say to which file
    throw environmentError(error, folder) ?? error
  }
  const report = await writeReports(folder, failure)
  await pointLatest(output, folder)
  return report
}

/**
 * Writes `report.html` (of a failed run) and `report.txt` into a folder. `from`: where the files of the run lie, which
 * commands name; default: the same.
 * @returns the failure with the path of its report.
 */
export async function writeReports(
  folder: string,
  failure: FailureReport,
  from = folder,
): Promise<FailureReport & { readonly reportPath: string }> {
  const { record } = failure
  const reportPath = join(folder, 'report.html')
  const replayCommand = failure.replayCommand.replace(
    / (minimized|run)\.json$/,
    (_, name: string) => ` ${shellWord(join(from, `${name}.json`))}`,
  )
  const checkCommand = failure.checkCommand?.replace(
    / history\.jsonl$/,
    () => ` ${shellWord(join(from, 'history.jsonl'))}`,
  )
  const report = {
    ...failure,
    reportPath,
    replayCommand,
    ...defined({ checkCommand }),
  }
  const failed = record.violation !== undefined
  const text = (): string =>
    failed ? failureBlock(report, { rows: TEXT_ROWS, restIn: 'trace.jsonl.gz' }) : `${runLine(record)}\n`
  try {
    // the page is sent to others: it names no folder of this machine
    if (failed) writeWholeFile(reportPath, failurePage(failure).html)
    writeWholeFile(join(folder, 'report.txt'), text())
  } catch (error) {
    throw environmentError(error, folder) ?? error
  }
  return report
}

/** What `run.json` keeps beside the record. */
const keptOf = (failure: FailureReport): KeptWithRun => {
  const { environment, replayed, minimizeMillis, targetVersion, checkCommand } = failure
  const traced = failure.record.trace !== undefined
  return { ...defined({ environment, replayed, minimizeMillis, targetVersion, checkCommand }), traced }
}

/** The run's trace, gzipped: a header, then a line for each step, then one for each message. */
async function writeTrace(path: string, { digest, nodes }: RunRecord, trace: Trace): Promise<void> {
  const header = { version: 1, digest, nodes, steps: trace.steps.length, messages: trace.messages.length }
  await pipeline(
    Readable.from(chunks([[header], trace.steps, trace.messages])),
    createGzip({ level: 6 }),
    createWriteStream(path),
  )
}

/** A line for each value, some thousand in one text: a trace of a million steps is longer than a text can be. */
function* chunks(lists: readonly (readonly object[])[]): Generator<string> {
  for (const list of lists) {
    for (let from = 0; from < list.length; from += CHUNK_LINES) {
      const lines = list.slice(from, from + CHUNK_LINES).map((line) => `${JSON.stringify(line)}\n`)
      yield lines.join('')
    }
  }
}

async function pointLatest(output: string, folder: string): Promise<void> {
  const link = join(output, 'latest')
  await rm(link, { force: true, recursive: false }).catch(() => undefined)
  // A file system without links loses a convenience, not a result.
  await symlink(relative(output, folder), link, 'dir').catch(() => undefined)
}

const timeStamp = (now: Date): string =>
  now
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '')

/** A name that is safe as one part of a path, on any file system. */
const fileName = (name: string): string => name.replace(/[^A-Za-z0-9._+~-]/g, '_').slice(0, 80)
