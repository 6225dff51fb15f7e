import type { DatabaseSync } from 'node:sqlite'
import { InputError } from '../base/input-error.ts'
import { emptyTally, type RunFailure, type Tally, type UndecidedRun } from '../testcase/tally.ts'
import type { CampaignSettings } from './settings.ts'
import { storeError, type Row } from './sqlite.ts'
import type { FirstShown, StoredGroup, StoredSelfTest } from './stored-rows.ts'

/** @throws InputError when the file holds none. */
export function settingsIn(database: DatabaseSync, file: string): CampaignSettings {
  const text = rowsOf(database, 'SELECT settings FROM campaign')[0]?.['settings']
  try {
    return JSON.parse(String(text)) as CampaignSettings
  } catch {
    throw new InputError(
      'it is damaged: it holds no settings; move it away, or choose another output folder',
      {
        file,
      },
    )
  }
}

/** Tallies by scenario; what they say of single runs is stored apart. */
export function talliesIn(database: DatabaseSync): Map<string, Tally> {
  const rows = rowsOf(database, 'SELECT scenario, counts FROM tally')
  return new Map(
    rows.map((row) => [
      String(row['scenario']),
      { ...emptyTally(), ...(JSON.parse(String(row['counts'])) as Omit<Tally, 'failures'>) },
    ]),
  )
}

/** Failures by signature, in the order they were found. */
export function groupsIn(database: DatabaseSync): StoredGroup[] {
  const rows = rowsOf(
    database,
    `SELECT failure.*, grouped.count, report.signature IS NOT NULL AS reported, report.path, report.minimized_steps
     FROM (SELECT min(id) AS id, count(*) AS count FROM failure GROUP BY signature) AS grouped
     JOIN failure USING (id) LEFT JOIN report ON report.signature = failure.signature ORDER BY failure.id`,
  )
  return rows.map((row) => ({
    signature: String(row['signature']),
    count: Number(row['count']),
    first: failureOf(row),
    reported: row['reported'] === 1,
    ...(row['path'] === null ? {} : { reportPath: String(row['path']) }),
    ...(row['minimized_steps'] === null ? {} : { minimizedSteps: Number(row['minimized_steps']) }),
  }))
}

export function selfTestsIn(database: DatabaseSync): StoredSelfTest[] {
  return rowsOf(database, 'SELECT * FROM self_test ORDER BY id').map((row) => ({
    id: String(row['id']),
    found: row['found'] === 1,
    runs: Number(row['runs']),
    ...(row['scenario'] === null ? {} : { scenario: String(row['scenario']) }),
    ...(row['seed'] === null ? {} : { seed: String(row['seed']) }),
    ...(row['digest'] === null ? {} : { digest: String(row['digest']) }),
  }))
}

/** Every failure, in the order they were found. */
export const failuresIn = (database: DatabaseSync): RunFailure[] =>
  rowsOf(database, 'SELECT * FROM failure ORDER BY id').map(failureOf)

export const undecidedIn = (database: DatabaseSync): UndecidedRun[] =>
  rowsOf(database, 'SELECT scenario, seed, because FROM undecided ORDER BY scenario, seed').map((row) => ({
    scenario: String(row['scenario']),
    seed: String(row['seed']),
    because: String(row['because']),
  }))

export const firstShownIn = (database: DatabaseSync): FirstShown[] =>
  rowsOf(database, 'SELECT scenario, behaviour, run FROM first_shown ORDER BY run, scenario, behaviour').map(
    (row) => ({
      scenario: String(row['scenario']),
      behaviour: String(row['behaviour']),
      run: Number(row['run']),
    }),
  )

export function rowsOf(database: DatabaseSync, sql: string): Row[] {
  try {
    return database.prepare(sql).all() as Row[]
  } catch (error) {
    throw storeError(error, database)
  }
}

function failureOf(row: Row): RunFailure {
  return {
    scenario: String(row['scenario']),
    seed: String(row['seed']),
    signature: String(row['signature']),
    digest: String(row['digest']),
    headline: String(row['headline']),
    step: Number(row['step']),
  }
}
