import { existsSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { InputError } from '../base/input-error.ts'
import { makeOutputFolder } from '../record/formats/writers/output-folder.ts'
import type { CampaignSettings } from './settings.ts'
import { inTransaction, openDatabase, storeError } from './sqlite.ts'

/** Version of the tables below; a change of them is a new number and a step that brings older files up to it. */
const SCHEMA_VERSION = 3
/** `wwcm`: tells our files from other SQLite databases. */
const APPLICATION = 0x7777636d

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

/** What brings a file of each older schema up to the next one. */
const steps: { readonly [version: number]: string } = {
  1: 'ALTER TABLE canary RENAME TO self_test',
  2: `ALTER TABLE campaign ADD COLUMN result TEXT; ALTER TABLE campaign ADD COLUMN remarks TEXT; ${TABLES_OF_RUNS}`,
}

/** Begins a store where there is none; a finished one that lies there is kept under another name. */
export function createFile(file: string, settings: CampaignSettings, now: Date): DatabaseSync {
  if (file !== ':memory:') {
    makeOutputFolder(dirname(file))
    if (existsSync(file)) setAside(file)
  }
  const database = locked(file)
  inTransaction(database, () => {
    database.exec(TABLES)
    database.exec(TABLES_OF_RUNS)
    database.exec(`PRAGMA application_id = ${APPLICATION}; PRAGMA user_version = ${SCHEMA_VERSION}`)
    const insert = database.prepare('INSERT INTO campaign (one, settings, began) VALUES (1, ?, ?)')
    insert.run(JSON.stringify(settings), now.toISOString())
  })
  return database
}

/** Opens a store that is there. */
export function openFile(file: string): DatabaseSync {
  if (!existsSync(file)) {
    throw new InputError(
      'there is no campaign to resume here; name the output folder it is in, or begin one without resume',
      { file },
    )
  }
  const database = locked(file)
  try {
    assertOurs(database, file)
    bringUpToDate(database)
    return database
  } catch (error) {
    const told = storeError(error, database)
    database.close()
    throw told
  }
}

/** Only one process has the file, until it ends, however it ends. */
function locked(file: string): DatabaseSync {
  const database = openDatabase(file)
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    database.exec('BEGIN IMMEDIATE; COMMIT')
    return database
  } catch (error) {
    const told = storeError(error, database)
    database.close()
    const { errcode, message } = error as Error & { errcode?: number }
    if (errcode === 5)
      throw new InputError(
        'another process is running this campaign; wait for it, or choose another output folder',
        { file },
      )
    if (errcode === 26 || errcode === 11) {
      throw new InputError(
        `it cannot be read as a campaign (${message}); move it away, or choose another output folder`,
        { file },
      )
    }
    throw told
  }
}

function assertOurs(database: DatabaseSync, file: string): void {
  const application = database.prepare('PRAGMA application_id').get()?.['application_id']
  const version = versionOf(database)
  if (application !== APPLICATION) {
    throw new InputError(
      'it is a database, but not of a campaign; move it away, or choose another output folder',
      { file },
    )
  }
  if (version > SCHEMA_VERSION) {
    throw new InputError(
      `it was written by a newer Whitewater (schema ${version}, this one knows ${SCHEMA_VERSION}); ` +
        'update Whitewater, or choose another output folder',
      { file },
    )
  }
}

function bringUpToDate(database: DatabaseSync): void {
  for (let version = versionOf(database); version < SCHEMA_VERSION; version++) {
    inTransaction(database, () => {
      database.exec(`${steps[version] ?? ''}; PRAGMA user_version = ${version + 1}`)
    })
  }
}

const versionOf = (database: DatabaseSync): number =>
  Number(database.prepare('PRAGMA user_version').get()?.['user_version'])

function setAside(file: string): void {
  const database = openFile(file)
  const campaign = database.prepare('SELECT began, finished FROM campaign').get()
  database.close()
  if (campaign === undefined || campaign['finished'] === null) {
    throw new InputError(
      'it holds a campaign that is not finished; resume it, or choose another output folder for a new one',
      { file },
    )
  }
  const began = String(campaign['began'])
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '')
  for (let number = 1; ; number++) {
    const aside = join(dirname(file), `campaign-${began}${number === 1 ? '' : `-${number}`}.sqlite`)
    if (existsSync(aside)) continue
    renameSync(file, aside)
    return
  }
}
