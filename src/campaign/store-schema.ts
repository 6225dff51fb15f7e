import type { DatabaseSync } from 'node:sqlite'
import { InputError } from '../base/input-error.ts'
import { inTransaction } from './sqlite.ts'

/** Version of the tables below; a change of them is a new number and a step that brings older files up to it. */
export const SCHEMA_VERSION = 4
/** `wwcm`: tells our files from other SQLite databases. */
export const APPLICATION = 0x7777636d

const TABLES = `
CREATE TABLE campaign (one INTEGER PRIMARY KEY CHECK (one = 1), settings TEXT NOT NULL,
  began TEXT NOT NULL, finished TEXT, result TEXT, remarks TEXT) STRICT;
CREATE TABLE session (id INTEGER PRIMARY KEY, began TEXT NOT NULL, millis REAL NOT NULL) STRICT;
CREATE TABLE chunk (scenario TEXT NOT NULL, first INTEGER NOT NULL, runs INTEGER NOT NULL CHECK (runs > 0),
  millis REAL NOT NULL, PRIMARY KEY (scenario, first)) STRICT, WITHOUT ROWID;
CREATE TABLE tally (scenario TEXT PRIMARY KEY, counts TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE failure (id INTEGER PRIMARY KEY, scenario TEXT NOT NULL, seed TEXT NOT NULL, signature TEXT NOT NULL,
  digest TEXT NOT NULL, headline TEXT NOT NULL, step INTEGER NOT NULL, UNIQUE (scenario, seed)) STRICT;
CREATE INDEX failure_signature ON failure (signature, id);
CREATE TABLE report (signature TEXT PRIMARY KEY, path TEXT, minimized_steps INTEGER) STRICT, WITHOUT ROWID;
CREATE TABLE self_test (id TEXT PRIMARY KEY, found INTEGER NOT NULL, runs INTEGER NOT NULL,
  scenario TEXT, seed TEXT, digest TEXT) STRICT, WITHOUT ROWID;
`
/** What runs of a scenario showed first, by the number of the run; runs that proved nothing. */
const TABLES_OF_RUNS = `
CREATE TABLE first_shown (scenario TEXT NOT NULL, behaviour TEXT NOT NULL, run INTEGER NOT NULL,
  PRIMARY KEY (scenario, behaviour)) STRICT, WITHOUT ROWID;
CREATE TABLE undecided (scenario TEXT NOT NULL, seed TEXT NOT NULL, because TEXT NOT NULL,
  PRIMARY KEY (scenario, seed)) STRICT, WITHOUT ROWID;
`

/** Plans of guided runs, which scenario and seed do not give; as JSON. */
const PLANS_OF_RUNS = 'ALTER TABLE failure ADD COLUMN plan TEXT; ALTER TABLE undecided ADD COLUMN plan TEXT;'

/** What brings a file of each older schema up to the next one. */
const steps: { readonly [version: number]: string } = {
  1: 'ALTER TABLE canary RENAME TO self_test',
  2: `ALTER TABLE campaign ADD COLUMN result TEXT; ALTER TABLE campaign ADD COLUMN remarks TEXT; ${TABLES_OF_RUNS}`,
  3: PLANS_OF_RUNS,
}

/** Makes the tables of a new store; in a transaction of the caller. */
export function createTables(database: DatabaseSync): void {
  database.exec(TABLES)
  database.exec(TABLES_OF_RUNS)
  database.exec(PLANS_OF_RUNS)
  database.exec(`PRAGMA application_id = ${APPLICATION}; PRAGMA user_version = ${SCHEMA_VERSION}`)
}

/** @throws InputError for a database of another program, or of a newer version of this one. */
export function assertOurs(database: DatabaseSync, file: string): void {
  const application = database.prepare('PRAGMA application_id').get()?.['application_id']
  if (application !== APPLICATION) throw notOurs(file)
  const version = versionOf(database)
  if (version < 1) throw new InputError(`schema ${version} is none of ours; ${DAMAGED}`, { file })
  if (version > SCHEMA_VERSION) {
    throw new InputError(
      `it was written by a newer Whitewater (schema ${version}, this one knows ${SCHEMA_VERSION}); ` +
        'update Whitewater, or move the file away',
      { file },
    )
  }
}

/** What to do with a store that is not as it was written. */
export const DAMAGED = 'the store is damaged: put a copy of it in its place, or move it away'

export const notOurs = (file: string): InputError =>
  new InputError('it is a database, but not of a campaign; move it away', {
    file,
  })

/** Changes the tables of an older file to those of today. */
export function bringUpToDate(database: DatabaseSync): void {
  for (let version = versionOf(database); version < SCHEMA_VERSION; version++) {
    inTransaction(database, () => {
      database.exec(`${steps[version] ?? ''}; PRAGMA user_version = ${version + 1}`)
    })
  }
}

const versionOf = (database: DatabaseSync): number =>
  Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
