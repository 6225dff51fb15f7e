import type { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { environmentError } from '../base/environment-error.ts'

/** SQL values as `node:sqlite` takes and gives them. */
export type Row = { readonly [column: string]: null | number | bigint | string | Uint8Array }

/** What a database is called in messages, where that is not its file: a copy stands for what it was made of. */
const names = new WeakMap<DatabaseSync, string>()

/** What a database is called in messages. */
export const nameOf = (database: DatabaseSync): string =>
  names.get(database) ?? database.location() ?? 'the campaign in memory'

/**
 * Opens a database that is only read: not a byte of it changes, nor does SQLite put anything beside it. Nobody else may
 * write to it meanwhile.
 */
export function openUnchanging(file: string): DatabaseSync {
  const address = pathToFileURL(file)
  address.searchParams.set('immutable', '1')
  return openDatabase(address, { readOnly: true, name: file })
}

/**
 * Opens a database with Node's own SQLite. Node warns when it loads the module that it may change; that one
 * warning is kept from the user, who can do nothing about it.
 */
export function openDatabase(
  file: string | URL,
  { readOnly = false, name }: { readonly readOnly?: boolean; readonly name?: string } = {},
): DatabaseSync {
  const { emitWarning } = process
  const quiet = (warning: string | Error, ...rest: unknown[]): void => {
    const text = typeof warning === 'string' ? warning : warning.message
    if (!text.includes('SQLite')) (emitWarning as (...all: unknown[]) => void).call(process, warning, ...rest)
  }
  process.emitWarning = quiet as typeof emitWarning
  try {
    const { DatabaseSync: Database } = process.getBuiltinModule('node:sqlite')
    try {
      const database = new Database(file, { readOnly })
      if (name !== undefined) names.set(database, name)
      return database
    } catch (error) {
      throw environmentError(error, name ?? String(file)) ?? error
    }
  } finally {
    process.emitWarning = emitWarning
  }
}

/** The error in words for the user where the machine, or the file, is its cause. */
export function storeError(error: unknown, database: DatabaseSync): unknown {
  return environmentError(error, nameOf(database)) ?? error
}

/** Works on a database and closes it. Errors are in words for the user. */
export function useAndClose<T>(database: DatabaseSync, act: (database: DatabaseSync) => T): T {
  try {
    return act(database)
  } catch (error) {
    throw storeError(error, database)
  } finally {
    database.close()
  }
}

/** Runs `act` as one transaction: all of it is stored, or nothing. */
export function inTransaction<T>(database: DatabaseSync, act: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const value = act()
    database.exec('COMMIT')
    return value
  } catch (error) {
    // the error that counts is the first one
    if (database.isTransaction) database.exec('ROLLBACK')
    throw storeError(error, database)
  }
}
