import type { DatabaseSync } from 'node:sqlite'
import { environmentError } from '../base/environment-error.ts'

/** SQL values as `node:sqlite` takes and gives them. */
export type Row = { readonly [column: string]: null | number | bigint | string | Uint8Array }

/**
 * Opens a database with Node's own SQLite. Node warns when it loads the module that it may change; that one
 * warning is kept from the user, who can do nothing about it.
 */
export function openDatabase(file: string): DatabaseSync {
  const { emitWarning } = process
  const quiet = (warning: string | Error, ...rest: unknown[]): void => {
    const text = typeof warning === 'string' ? warning : warning.message
    if (!text.includes('SQLite')) (emitWarning as (...all: unknown[]) => void).call(process, warning, ...rest)
  }
  process.emitWarning = quiet as typeof emitWarning
  try {
    const { DatabaseSync: Database } = process.getBuiltinModule('node:sqlite')
    try {
      return new Database(file)
    } catch (error) {
      throw environmentError(error, file) ?? error
    }
  } finally {
    process.emitWarning = emitWarning
  }
}

/** The error in words for the user where the machine, or the file, is its cause. */
export function storeError(error: unknown, database: DatabaseSync): unknown {
  return environmentError(error, database.location() ?? 'the campaign in memory') ?? error
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
