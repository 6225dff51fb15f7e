import { readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { FailureReport } from '../../reports/index.ts'
import { counted } from '../../reports/quantities.ts'
import { defined } from '../base/defined.ts'
import { InputError } from '../base/input-error.ts'
import { unreadable } from '../base/unreadable.ts'
import { readHistory } from '../record/formats/readers/read-history.ts'
import { openSource } from '../record/formats/readers/source.ts'
import type { HistoryEvent } from '../record/history-event.ts'
import type { RunCounts, RunRecord } from '../record/run-record.ts'
import { tracing } from '../minimize/shrink-run.ts'
import { outcomeCounts } from '../run/judge-history.ts'
import { replayCommand } from './minimize-failure.ts'
import { parseMinimizedJson, parseRunJson, type RunJson } from './stored-run-schema.ts'
import { readTrace } from './stored-trace.ts'

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
  const minimized = isThere(minimizedFile)
    ? parseMinimizedJson(jsonIn(minimizedFile), minimizedFile)
    : undefined
  const run = isThere(runFile) ? parseRunJson(jsonIn(runFile), runFile) : undefined
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
  else missing.push(...lackOf(history, run?.counts ?? minimized?.before))
  const traceFile = join(folder, 'trace.jsonl.gz')
  const { trace, lack } = isThere(traceFile) ? await readTrace(traceFile) : {}
  if (lack !== undefined) missing.push(`trace.jsonl.gz: ${lack}: not all steps of the original run are shown`)
  else if (trace === undefined && (traced ?? mustHaveTrace(record)))
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
  isThere(file)
  const { faults } = parseRunJson(jsonIn(file), file)
  return { history: (await historyIn(join(folder, 'history.jsonl'))) ?? [], faults }
}

/** What else lies in the folder of a run. */
const companions = ['minimized.json', 'history.jsonl', 'trace.jsonl.gz', 'report.txt']

/** Whether the `run.json` of a folder with these files is of another program: nothing of a run is beside it, nor in it. */
export function isForeignRun(folder: string, names: readonly string[]): boolean {
  if (companions.some((name) => names.includes(name))) return false
  try {
    const run: unknown = JSON.parse(textIn(join(folder, 'run.json')))
    return typeof run !== 'object' || run === null || !('scenario' in run || 'token' in run)
  } catch (error) {
    // what cannot be read is told of when it is rendered
    return error instanceof SyntaxError
  }
}

/** The folder that a `run.json` or `minimized.json` lies in. */
export function runFolderOf(file: string): string {
  if (['run.json', 'minimized.json'].includes(basename(file))) return dirname(file)
  throw new InputError(
    'is no run.json, minimized.json or campaign.sqlite; give one of these, or a folder that holds them',
    { file },
  )
}

/** What a history has not, of what was counted in it when it was written. */
function lackOf(history: readonly HistoryEvent[], counts: RunCounts | undefined): string[] {
  const { operations, ok, failed } = outcomeCounts(history)
  if (counts === undefined) return []
  const same = operations === counts.operations && ok === counts.ok && failed === counts.failed
  if (same) return []
  return [
    `history.jsonl: it was cut off or changed, and has ${operations} of ${counted(counts.operations, 'operation')}, ${ok + failed} of ${counted(counts.ok + counts.failed, 'answer')}: not all of what its clients saw is shown`,
  ]
}

/** Of a minimized run its history and trace are its own, and not those of the run as it failed first. */
function withoutInside(run: RunJson): RunJson {
  const { history: _, trace: __, ...rest } = run as RunRecord
  return rest
}

/** Where it is not said: passed runs keep none, nor do those of real servers that tell nothing, nor those that are too long. */
const mustHaveTrace = ({ violation, mode, counts }: RunJson): boolean =>
  violation !== undefined && mode !== 'process' && counts.steps > 0 && tracing({ counts, violation })[0]

function jsonIn(file: string): unknown {
  const text = textIn(file)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InputError(
      `not JSON: ${(error as Error).message}; it was changed or cut off: make the run again`,
      { file },
    )
  }
}

function textIn(file: string): string {
  try {
    if (statSync(file).size > LARGEST)
      throw new InputError('larger than 256 MiB: not a file of ours', { file })
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== 'string') throw error
    throw new InputError(unreadable(error as NodeJS.ErrnoException), { file })
  }
}

/**
 * Whether there is such a file.
 * @throws InputError where something else has its name: whoever opens a named pipe waits for a writer.
 */
function isThere(file: string): boolean {
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats === undefined || stats.isFile()) return stats !== undefined
  throw new InputError('is no file; move it away', { file })
}

async function historyIn(file: string): Promise<HistoryEvent[] | undefined> {
  if (!isThere(file)) return undefined
  const events: HistoryEvent[] = []
  for await (const { event } of readHistory(openSource(file))) events.push(event as HistoryEvent)
  return events
}
