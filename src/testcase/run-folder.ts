import { defined } from '../base/defined.ts'
import { rm, symlink, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { failureBlock, failurePage, runJson, runLine, type FailureReport } from '../../reports/index.ts'
import { environmentError } from '../base/environment-error.ts'
import { makeOutputFolder } from '../record/formats/writers/output-folder.ts'
import { historyLines } from '../record/formats/writers/json-lines.ts'
import type { RunRecord } from '../record/run-record.ts'

/** Where output goes unless the user says otherwise. */
export const DEFAULT_OUTPUT = 'runs'

/** Rows of the trace in `report.txt`: beyond that nobody reads, and `trace.jsonl.gz` has them all. */
const TEXT_ROWS = 5000

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
  const reportPath = join(folder, 'report.html')
  const replayCommand = failure.replayCommand.replace(
    / minimized\.json$/,
    ` ${join(folder, 'minimized.json')}`,
  )
  const checkCommand = failure.checkCommand?.replace(/ history\.jsonl$/, ` ${join(folder, 'history.jsonl')}`)
  const report = {
    ...failure,
    reportPath,
    replayCommand,
    ...defined({ checkCommand }),
  }
  const failed = record.violation !== undefined
  await Promise.all([
    writeFile(join(folder, 'run.json'), runJson(record)),
    writeFile(join(folder, 'history.jsonl'), historyLines(record.history)),
    writeFile(
      join(folder, 'report.txt'),
      failed ? failureBlock(report, { rows: TEXT_ROWS, restIn: 'trace.jsonl.gz' }) : `${runLine(record)}\n`,
    ),
    failed && writeFile(reportPath, failurePage(report).html),
    minimized && writeFile(join(folder, 'minimized.json'), `${JSON.stringify(minimized, null, 1)}\n`),
    record.trace && writeFile(join(folder, 'trace.jsonl.gz'), traceLines(record)),
  ]).catch((error: unknown) => {
    // of a failed write the system does not say to which file
    throw environmentError(error, folder) ?? error
  })
  await pointLatest(output, folder)
  return report
}

/** The run's trace, gzipped: a header, then a line for each step, then one for each message. */
function traceLines({ trace, digest, nodes }: RunRecord): Buffer {
  const header = { version: 1, digest, nodes, steps: trace?.steps.length, messages: trace?.messages.length }
  const lines = [header, ...(trace?.steps ?? []), ...(trace?.messages ?? [])]
  return gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { level: 6 })
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
