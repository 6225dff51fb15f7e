import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { FailureReport } from '../../reports/index.ts'
import { defined } from '../base/defined.ts'
import { InputError } from '../base/input-error.ts'
import { unreadable } from '../base/unreadable.ts'
import { gunzipped } from '../record/formats/readers/gunzipped.ts'
import { readHistory } from '../record/formats/readers/read-history.ts'
import { openSource } from '../record/formats/readers/source.ts'
import type { HistoryEvent } from '../record/history-event.ts'
import type { RunRecord } from '../record/run-record.ts'
import type { Trace, TraceMessage, TraceStep } from '../record/trace.ts'
import { MAX_TRACED_STEPS } from '../minimize/minimize.ts'
import { replayCommand } from './minimize-failure.ts'
import {
  parseMessage,
  parseMinimizedJson,
  parseRunJson,
  parseStep,
  type RunJson,
} from './stored-run-schema.ts'

/** Largest JSON file that is read whole. */
const LARGEST = 256 * 1024 * 1024

/**
 * What lies in the folder of a run, as its reports are made from it. What is not there is said in `missing`, and left out;
 * a `minimized.json` alone is enough.
 * @throws InputError when the folder holds no run, or a file of it is not as it was written.
 */
export async function readRunFolder(folder: string): Promise<FailureReport> {
  const [runFile, minimizedFile] = ['run.json', 'minimized.json'].map((name) => join(folder, name)) as [
    string,
    string,
  ]
  const minimized = existsSync(minimizedFile)
    ? parseMinimizedJson(jsonIn(minimizedFile), minimizedFile)
    : undefined
  const run = existsSync(runFile) ? parseRunJson(jsonIn(runFile), runFile) : undefined
  const base: RunJson | undefined = run ?? minimized?.record
  if (base === undefined)
    throw new InputError(
      'holds no run.json and no minimized.json; give the folder of a run or of a campaign',
      {
        file: folder,
      },
    )
  const { environment, replayed, minimizeMillis, checkCommand, targetVersion, traced, ...record } =
    withoutInside(base)
  const missing: string[] =
    run === undefined ? ['run.json: of the run as it failed first only the counts are known'] : []
  const history = await historyIn(join(folder, 'history.jsonl'))
  if (history === undefined) missing.push('history.jsonl: what its clients saw is not shown')
  const trace = await traceIn(join(folder, 'trace.jsonl.gz'))
  if (trace === undefined && (traced ?? mustHaveTrace(record)))
    missing.push('trace.jsonl.gz: the steps of the original run are not shown')
  const shown = minimized?.record ?? record
  return {
    record: { ...record, history: history ?? [], ...defined({ trace }) },
    ...defined({ minimized, replayed, minimizeMillis, checkCommand, targetVersion }),
    ...(environment !== undefined && { environment }),
    replayCommand: record.mode === 'process' ? '' : replayCommand(shown.token),
    ...(missing.length > 0 && { missing }),
  }
}

/**
 * What clients saw in a run, and the faults it had.
 * @throws InputError when one of the two files is not there, or not as it was written.
 */
export async function readHistoryOfRun(folder: string): Promise<Pick<RunRecord, 'history' | 'faults'>> {
  const file = join(folder, 'run.json')
  const { faults } = parseRunJson(jsonIn(file), file)
  return { history: (await historyIn(join(folder, 'history.jsonl'))) ?? [], faults }
}

/** The folder that a `run.json` or `minimized.json` lies in. */
export function runFolderOf(file: string): string {
  if (['run.json', 'minimized.json'].includes(basename(file))) return dirname(file)
  throw new InputError(
    'is no run.json, minimized.json or campaign.sqlite; give one of these, or a folder that holds them',
    { file },
  )
}

/** Of a minimized run its history and trace are its own, and not those of the run as it failed first. */
function withoutInside(run: RunJson): RunJson {
  const { history: _, trace: __, ...rest } = run as RunRecord
  return rest
}

/** Where it is not said: passed runs keep none, nor do those of real servers that tell nothing, nor those that are too long. */
const mustHaveTrace = ({ violation, mode, counts }: RunJson): boolean =>
  violation !== undefined && mode !== 'process' && counts.steps > 0 && counts.steps <= MAX_TRACED_STEPS

function jsonIn(file: string): unknown {
  try {
    if (statSync(file).size > LARGEST)
      throw new InputError('larger than 256 MiB: not a file of ours', { file })
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new InputError(`not JSON: ${error.message}; it was changed or cut off: make the run again`, {
        file,
      })
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error
    throw new InputError(unreadable(error as NodeJS.ErrnoException), { file })
  }
}

async function historyIn(file: string): Promise<HistoryEvent[] | undefined> {
  if (!existsSync(file)) return undefined
  const events: HistoryEvent[] = []
  for await (const { event } of readHistory(openSource(file))) events.push(event as HistoryEvent)
  return events
}

/** A header, a line for each step, one for each message. */
async function traceIn(file: string): Promise<Trace | undefined> {
  if (!existsSync(file)) return undefined
  const steps: TraceStep[] = []
  const messages: TraceMessage[] = []
  let header: { readonly version?: unknown; readonly steps?: unknown } | undefined
  let line = 0
  for await (const text of linesOf(file)) {
    line++
    const value = jsonOf(text, file, line)
    if (header === undefined) {
      header = value as { readonly version?: unknown }
      if (header.version !== 1)
        throw new InputError('field version: must be 1; this file is of another version', { file, line })
    } else if (steps.length < Number(header.steps)) steps.push(parseStep(value, file, line))
    else messages.push(parseMessage(value, file, line))
  }
  return { steps, messages }
}

function jsonOf(text: string, file: string, line: number): object {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // said below
  }
  throw new InputError('is no JSON object; the file was changed or cut off: make the run again', {
    file,
    line,
  })
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const { Readable } = await import('node:stream')
  const bytes = gunzipped(file, createReadStream(file))
  yield* createInterface({ input: Readable.from(bytes, { objectMode: false }), crlfDelay: Infinity })
}
