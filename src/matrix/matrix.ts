import { join } from 'node:path'
import { matrixText } from '../../reports/index.ts'
import type { Matrix, MatrixRow } from '../../reports/matrix.ts'
import { schedules as shipped } from '../../scenarios/index.ts'
import { defined } from '../base/defined.ts'
import { InputError } from '../base/input-error.ts'
import { assertSeed, assertWhole, runsRange } from '../base/option-checks.ts'
import type { HostOptions } from '../isolation/host-options.ts'
import { isProgramSpec } from '../lockstep/program-spec.ts'
import type { RunRecord } from '../record/run-record.ts'
import { makeOutputFolder } from '../record/formats/writers/output-folder.ts'
import { resolveChosen } from '../testcase/scenario-choice.ts'
import { resolveTarget } from '../testcase/targets.ts'
import { isPath } from '../testcase/user-module.ts'
import { parseMatrix, readMatrixFile, type MatrixFile, type MatrixImplementation } from './matrix-file.ts'
import { missingTarget } from './missing-target.ts'
import { aboutSchedules, runImplementation } from './run-implementation.ts'

/** What is run, and how. */
export interface MatrixOptions extends HostOptions {
  /** A matrix file by its path, or what it holds. */
  readonly matrix: string | MatrixFile
  /** The first seed of each schedule; the others are numbered from it. Default `1`. */
  readonly seed?: string
  /** Runs of each schedule. Default 10. */
  readonly runs?: number
  /** Folder for the first failure of each signature, one of its own for each implementation. Default: nothing is written. */
  readonly output?: string
  /** Told of each run. */
  readonly onRun?: (implementation: MatrixImplementation, record: RunRecord) => void
  /** Told of each implementation once it is done with, or was found not to be there; and of all so far, undecided unless it is worse. */
  readonly onRow?: (row: MatrixRow, soFar: Matrix) => void
}

export interface MatrixReport {
  /** What `matrix --json` prints. */
  readonly verdict: Matrix
  /** What `matrix` prints. */
  readonly text: string
}

/** Runs of each schedule unless the user says otherwise. */
export const SCHEDULE_RUNS = 10

/**
 * Puts implementations through the canonical schedules and a campaign each. One that is not there is a row that says how to
 * get it, and the whole is undecided then.
 *
 * @example
 * const { verdict, text } = await matrix({ matrix: 'examples/matrix.json' })
 * if (verdict.result !== 'held') console.log(text)
 * @throws InputError for a file that is none, an option that is wrong, or a name that means nothing.
 */
export async function matrix(options: MatrixOptions): Promise<MatrixReport> {
  const { seed = '1', runs = SCHEDULE_RUNS, output, isolation, watchdog } = options
  const where = typeof options.matrix === 'string' ? options.matrix : 'the matrix'
  const file = typeof options.matrix === 'string' ? readMatrixFile(where) : parseMatrix(options.matrix, where)
  assertSeed('seed', seed)
  assertWhole('runs', runs, runsRange)
  await assertNames(file, where)
  if (output !== undefined) makeOutputFolder(output)
  const schedules = file.schedules ?? shipped.map(({ name }) => name)
  const implementations: MatrixRow[] = []
  const soFar = (): Matrix => ({
    version: 1,
    result: resultOf(implementations, file.implementations.length),
    ...{ seed, runs, schedules: aboutSchedules(schedules), implementations: [...implementations] },
  })
  for (const [position, implementation] of file.implementations.entries()) {
    const row = await rowOf(implementation, {
      ...{ target: implementation.target, schedules, runs, seed, campaign: file.campaign },
      host: defined({ isolation, watchdog }),
      output: output === undefined ? undefined : join(output, folderOf(implementation, position)),
      onRun: (record) => options.onRun?.(implementation, record),
    })
    implementations.push(row)
    options.onRow?.(row, soFar())
  }
  const verdict = soFar()
  return { verdict, text: matrixText(verdict) }
}

/** Names are looked at before anything is run: a slip of the pen must not show after an hour. */
async function assertNames({ implementations, campaign }: MatrixFile, file: string): Promise<void> {
  for (const [position, { target }] of implementations.entries()) {
    const field = `implementations[${position}].target`
    await inField(file, field, async () => {
      missingTarget(target)
      if (!isProgramSpec(target) && !isPath(target)) await resolveTarget(target)
    })
  }
  for (const [position, name] of (campaign?.scenarios ?? []).entries()) {
    await inField(file, `campaign.scenarios[${position}]`, () => resolveChosen([name]))
  }
}

async function inField(file: string, field: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`field ${field}: ${error.message}`, { file, field })
    throw error
  }
}

async function rowOf(
  { name, version, about, target, build }: MatrixImplementation,
  order: Parameters<typeof runImplementation>[0],
): Promise<MatrixRow> {
  const row = { name, ...defined({ version, about }), target }
  const missing = missingTarget(target)
  if (missing !== undefined) return { ...row, notRun: { because: missing, ...defined({ build }) } }
  try {
    return { ...row, ran: await runImplementation(order) }
  } catch (error) {
    // it is there and cannot be loaded: the others are run all the same
    if (!(error instanceof InputError)) throw error
    return { ...row, notRun: { because: error.message, ...defined({ build }) } }
  }
}

/** Two names may come to the same letters. */
const folderOf = ({ name, version = '' }: MatrixImplementation, position: number): string =>
  `${position + 1}-${`${name} ${version}`
    .trim()
    .replace(/[^A-Za-z0-9.]+/g, '-')
    .slice(0, 60)}`

function resultOf(rows: readonly MatrixRow[], wanted: number): Matrix['result'] {
  const ran = rows.flatMap((row) => row.ran ?? [])
  if (ran.some(({ diverged }) => diverged.length > 0)) return 'not-deterministic'
  if (ran.some(({ signatures }) => signatures.length > 0)) return 'violation'
  const isUndecided = ran.some(
    ({ schedules, campaign, notMade }) =>
      notMade.length > 0 ||
      (campaign?.undecided ?? 0) > 0 ||
      campaign?.runs === 0 ||
      schedules.some(({ result }) => result === 'undecided'),
  )
  return isUndecided || ran.length < wanted ? 'undecided' : 'held'
}
