import type { DatabaseSync } from 'node:sqlite'
import { defined } from '../base/defined.ts'
import type { RunFailure, Tally, UndecidedRun } from '../testcase/tally.ts'
import type { RunRange } from './schedule.ts'
import type { CampaignSettings } from './settings.ts'
import { nameOf, storeError, type Row } from './sqlite.ts'
import type { FirstShown, StoredGroup, StoredHead, StoredSelfTest } from './stored-rows.ts'
import {
  damaged,
  momentOf,
  numberOf,
  optionalTextOf,
  planOf,
  remarksOf,
  seedOf,
  settingsOf,
  tallyOf,
  textOf,
} from './stored-values.ts'

/** @throws InputError when the file holds none. */
export function headIn(database: DatabaseSync): StoredHead {
  const file = nameOf(database)
  const row = campaignRow(database)
  return {
    settings: settingsOf(row['settings'], file),
    ...momentsOf(row, file),
    ...defined({ result: optionalTextOf(row, 'result', file) }),
    remarks: remarksOf(row['remarks'] ?? null, file),
  }
}

/** @throws InputError when the file holds none. */
export const beganIn = (database: DatabaseSync): Pick<StoredHead, 'began' | 'finished'> =>
  momentsOf(campaignRow(database), nameOf(database))

/** @throws InputError when the file holds none. */
export const settingsIn = (database: DatabaseSync): CampaignSettings =>
  settingsOf(campaignRow(database)['settings'], nameOf(database))

function campaignRow(database: DatabaseSync): Row {
  const [row] = rowsOf(database, 'SELECT * FROM campaign LIMIT 1')
  if (row === undefined) throw damaged('it holds none', nameOf(database), 'settings')
  return row
}

const momentsOf = (row: Row, file: string): Pick<StoredHead, 'began' | 'finished'> => ({
  began: momentOf(row, 'began', file),
  ...(row['finished'] !== null && { finished: momentOf(row, 'finished', file) }),
})

/** Wall milliseconds of all sessions. */
export function millisIn(database: DatabaseSync): number {
  const [row = {}] = rowsOf(database, 'SELECT coalesce(sum(millis), 0) AS millis FROM session')
  return numberOf(row, 'millis', nameOf(database))
}

/** The runs that are done. */
export const rangesIn = (database: DatabaseSync): RunRange[] =>
  rowsOf(database, 'SELECT scenario, first, runs FROM chunk ORDER BY scenario, first').map((row) => ({
    scenario: textOf(row, 'scenario', nameOf(database)),
    first: numberOf(row, 'first', nameOf(database)),
    runs: numberOf(row, 'runs', nameOf(database)),
  }))

/** Tallies by scenario; what they say of single runs is stored apart. */
export function talliesIn(database: DatabaseSync): Map<string, Tally> {
  const file = nameOf(database)
  return new Map(
    rowsOf(database, 'SELECT scenario, counts FROM tally').map((row) => {
      const scenario = textOf(row, 'scenario', file)
      return [scenario, tallyOf(row['counts'], file, scenario)]
    }),
  )
}

/** Failures by signature, in the order they were found. */
export function groupsIn(database: DatabaseSync): StoredGroup[] {
  const file = nameOf(database)
  const rows = rowsOf(
    database,
    `SELECT failure.*, grouped.count, report.signature IS NOT NULL AS reported, report.path, report.minimized_steps
     FROM (SELECT min(id) AS id, count(*) AS count FROM failure GROUP BY signature) AS grouped
     JOIN failure USING (id) LEFT JOIN report ON report.signature = failure.signature ORDER BY failure.id`,
  )
  return rows.map((row) => ({
    signature: textOf(row, 'signature', file),
    count: numberOf(row, 'count', file),
    first: failureOf(row, file),
    reported: row['reported'] === 1,
    ...defined({ reportPath: optionalTextOf(row, 'path', file) }),
    ...(row['minimized_steps'] !== null && { minimizedSteps: numberOf(row, 'minimized_steps', file) }),
  }))
}

/** How many runs of each scenario found each signature; signatures in the order they were found. */
export function findsIn(database: DatabaseSync): Map<string, Map<string, number>> {
  const finds = new Map<string, Map<string, number>>()
  const rows = rowsOf(
    database,
    'SELECT signature, scenario, count(*) AS count FROM failure GROUP BY signature, scenario ORDER BY min(id)',
  )
  for (const row of rows) {
    const signature = textOf(row, 'signature', nameOf(database))
    const scenarios = finds.get(signature) ?? new Map<string, number>()
    finds.set(signature, scenarios)
    scenarios.set(textOf(row, 'scenario', nameOf(database)), numberOf(row, 'count', nameOf(database)))
  }
  return finds
}

export function selfTestsIn(database: DatabaseSync): StoredSelfTest[] {
  const file = nameOf(database)
  return rowsOf(database, 'SELECT * FROM self_test ORDER BY id').map((row) => ({
    id: textOf(row, 'id', file),
    found: row['found'] === 1,
    runs: numberOf(row, 'runs', file),
    ...defined({
      scenario: optionalTextOf(row, 'scenario', file),
      seed: optionalTextOf(row, 'seed', file),
      digest: optionalTextOf(row, 'digest', file),
    }),
  }))
}

/** Every failure, in the order they were found. */
export const failuresIn = (database: DatabaseSync): RunFailure[] =>
  rowsOf(database, 'SELECT * FROM failure ORDER BY id').map((row) => failureOf(row, nameOf(database)))

export const undecidedIn = (database: DatabaseSync): UndecidedRun[] =>
  rowsOf(database, 'SELECT * FROM undecided ORDER BY scenario, seed').map((row) => ({
    scenario: textOf(row, 'scenario', nameOf(database)),
    seed: seedOf(row, nameOf(database)),
    because: textOf(row, 'because', nameOf(database)),
    ...defined({ plan: planOf(row, nameOf(database)) }),
  }))

export const firstShownIn = (database: DatabaseSync): FirstShown[] =>
  rowsOf(database, 'SELECT scenario, behaviour, run FROM first_shown ORDER BY run, scenario, behaviour').map(
    (row) => ({
      scenario: textOf(row, 'scenario', nameOf(database)),
      behaviour: textOf(row, 'behaviour', nameOf(database)),
      run: numberOf(row, 'run', nameOf(database)),
    }),
  )

export function rowsOf(database: DatabaseSync, sql: string): Row[] {
  try {
    return database.prepare(sql).all() as Row[]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_OUT_OF_RANGE')
      throw damaged('is too large a number', nameOf(database), hugeColumn(database, sql))
    throw storeError(error, database)
  }
}

/** The column that holds a number larger than any of ours. */
function hugeColumn(database: DatabaseSync, sql: string): string {
  const statement = database.prepare(sql)
  statement.setReadBigInts(true)
  for (const row of statement.iterate())
    for (const [column, value] of Object.entries(row))
      if (typeof value === 'bigint' && !Number.isSafeInteger(Number(value))) return column
  return 'number'
}

const failureOf = (row: Row, file: string): RunFailure => ({
  scenario: textOf(row, 'scenario', file),
  seed: seedOf(row, file),
  signature: textOf(row, 'signature', file),
  digest: textOf(row, 'digest', file),
  headline: textOf(row, 'headline', file),
  step: numberOf(row, 'step', file),
  ...defined({ plan: planOf(row, file) }),
})
