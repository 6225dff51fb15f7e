import { existsSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { environmentError } from '../base/environment-error.ts'
import { InputError } from '../base/input-error.ts'
import { makeOutputFolder } from '../record/formats/writers/output-folder.ts'
import type { CampaignSettings } from './settings.ts'
import { inTransaction, openDatabase, storeError } from './sqlite.ts'
import { assertStore, notReadable } from './store-header.ts'
import { assertOurs, bringUpToDate, createTables } from './store-schema.ts'
import { assertReadable } from './stored-form.ts'
import { beganIn } from './stored-tables.ts'

/** Begins a store where there is none; a finished one that lies there is kept under another name. */
export function createFile(file: string, settings: CampaignSettings, now: Date): DatabaseSync {
  if (file !== ':memory:') {
    makeOutputFolder(dirname(file))
    if (existsSync(file)) setAside(file)
  }
  const database = locked(file)
  inTransaction(database, () => {
    createTables(database)
    const insert = database.prepare('INSERT INTO campaign (one, settings, began) VALUES (1, ?, ?)')
    insert.run(JSON.stringify(settings), now.toISOString())
  })
  return database
}

/** Opens a store that is there, to go on with it. What is no store of ours stays as it is, byte for byte. */
export function openFile(file: string): DatabaseSync {
  if (!existsSync(file)) {
    throw new InputError(
      'there is no campaign to resume here; name the output folder it is in, or begin one without resume',
      { file },
    )
  }
  assertStore(file)
  const database = locked(file)
  try {
    assertOurs(database, file)
    bringUpToDate(database)
    assertReadable(database)
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
    if (errcode === 26 || errcode === 11) throw notReadable(file, message)
    throw told
  }
}

/** What is named as a store is, beside it: its own files. */
const filesOf = ['.sqlite', '.html', '.json']

/** Keeps a finished campaign under another name, with the page that tells of it. */
function setAside(file: string): void {
  const database = openFile(file)
  const campaign = beganIn(database)
  database.close()
  if (campaign.finished === undefined) {
    throw new InputError(
      'it holds a campaign that is not finished; resume it, or choose another output folder for a new one',
      { file },
    )
  }
  const began = campaign.began.replace(/\.\d+Z$/, 'Z').replaceAll(':', '')
  const plain = file.replace(/\.sqlite$/, '')
  for (let number = 1; ; number++) {
    const aside = join(dirname(file), `campaign-${began}${number === 1 ? '' : `-${number}`}`)
    if (filesOf.some((ending) => existsSync(aside + ending))) continue
    for (const ending of filesOf) moveIfThere(plain + ending, aside + ending)
    return
  }
}

function moveIfThere(from: string, to: string): void {
  if (!existsSync(from)) return
  try {
    renameSync(from, to)
  } catch (error) {
    throw environmentError(error, from) ?? error
  }
}
