import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../base/input-error.ts'
import type { HostOptions } from '../isolation/host-options.ts'
import { replayAnew } from '../isolation/replay.ts'
import type { ReplayedRun } from '../isolation/replay-text.ts'
import type { RunRecord } from '../record/run-record.ts'
import type { Replayable } from '../run/replay-token.ts'
import { replayable } from '../testcase/replayable-file.ts'

/** A run that failed once, kept to be made again with whatever the code is now. */
export interface KeptRun {
  /** Where it is kept: a file, or `tokens.txt:7`. */
  readonly place: string
  readonly run: Replayable
}

/** What came of one. */
export interface Regression {
  readonly place: string
  readonly scenario: string
  readonly target: string
  readonly seed: string
  /** `valid`: it did not come back. `unknown`: nothing was decided. */
  readonly status: RunRecord['status']
  readonly signature?: string
  readonly headline?: string
  readonly because?: string
}

/** More files than anybody keeps; a folder that holds more is another one than was meant. */
const MAX_KEPT = 10_000

/** Of a run folder the smallest is taken: the three files in it are one failure. */
const ofRunFolder = ['minimized.json', 'run.json', 'report.html'] as const

/**
 * The runs that a folder keeps, in the order of their names: each `run.json`, `minimized.json` or `report.html` under
 * whatever name, the folders that `run` and `campaign` write, and `.txt` files with a replay token a line (`#` begins a
 * comment). Other files are left alone.
 * @throws InputError for a folder that is not there, or a file in it that is none of these.
 */
export function keptRuns(folder: string): KeptRun[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new InputError(
      'no such folder; keep failures in it, such as cp runs/latest/minimized.json regressions/, or leave the option out',
      { file: folder },
    )
  const files = filesIn(folder)
  if (files.length > MAX_KEPT)
    throw new InputError(`more than ${MAX_KEPT} files; name the folder that holds nothing but kept runs`, {
      file: folder,
    })
  return files.flatMap((file) => (file.endsWith('.txt') ? tokensIn(file) : [keptIn(file)]))
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const names = new Set(entries.map(({ name }) => name))
  const smallest = names.has('run.json') ? ofRunFolder.find((name) => names.has(name)) : undefined
  if (smallest !== undefined) return [join(folder, smallest)]
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesIn(path)
    return entry.isFile() && /\.(json|html|txt)$/.test(entry.name) ? [path] : []
  })
}

const keptIn = (file: string): KeptRun => ({ place: file, run: replayable(file) })

function tokensIn(file: string): KeptRun[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text, at) => {
      const token = text.replace(/#.*/, '').trim()
      if (token === '') return []
      return [{ place: `${file}:${at + 1}`, run: tokenAt(token, file, at + 1) }]
    })
}

function tokenAt(token: string, file: string, line: number): Replayable {
  try {
    // a path would be read as a file
    if (!token.startsWith('w1:'))
      throw new InputError('must be a replay token a line, w1:..., or a comment, # ...')
    return replayable(token)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    throw new InputError(error.reason, { file, line })
  }
}

export interface RegressionOptions extends HostOptions {
  /** In place of the target that each names: `--target`. */
  readonly target?: string
  /** Told of each run that was made. */
  readonly onRun?: (regression: Regression, run: ReplayedRun) => void
}

/**
 * Makes kept runs again, one after the other. Their digests are not compared: the code is meant to be another.
 * @throws InputError for a target or scenario that cannot be had.
 */
export async function makeKeptRuns(
  kept: readonly KeptRun[],
  { target, onRun, ...host }: RegressionOptions,
): Promise<Regression[]> {
  const made: Regression[] = []
  for (const { place, run } of kept) {
    const now = target === undefined ? run : { ...run, target }
    const report = await replayAnew(now, place, host)
    const regression = regressionOf(place, report.record)
    made.push(regression)
    onRun?.(regression, report)
  }
  return made
}

function regressionOf(place: string, record: RunRecord): Regression {
  const { scenario, target, seed, status, signature, violation, because } = record
  return {
    ...{ place, scenario, target, seed, status },
    ...(signature !== undefined && { signature }),
    ...(violation !== undefined && { headline: violation.headline }),
    ...(because !== undefined && { because }),
  }
}
