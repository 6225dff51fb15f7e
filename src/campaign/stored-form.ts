import type { DatabaseSync } from 'node:sqlite'
import { nameOf } from './sqlite.ts'
import { rowsOf } from './stored-tables.ts'
import { damaged } from './stored-values.ts'

/** No field of a store is larger. */
const MAX_FIELD_LENGTH = 16 * 1024 * 1024

/** Texts of each table that is read. */
const textsOf: { readonly [table: string]: readonly string[] } = {
  campaign: ['settings', 'began', 'finished', 'result', 'remarks'],
  session: [],
  chunk: ['scenario'],
  tally: ['scenario', 'counts'],
  failure: ['scenario', 'seed', 'signature', 'digest', 'headline', 'plan'],
  report: ['signature', 'path'],
  self_test: ['id', 'scenario', 'seed', 'digest'],
  first_shown: ['scenario', 'behaviour'],
  undecided: ['scenario', 'seed', 'because', 'plan'],
}

/**
 * Makes sure that what a store is read by are tables that hold their rows, and that each field of them may be held: a view
 * or a computed column gives rows without end from a file of a few bytes.
 * @throws InputError that names the table or the field.
 */
export function assertReadable(database: DatabaseSync): void {
  const file = nameOf(database)
  const [other] = rowsOf(
    database,
    "SELECT name FROM sqlite_schema WHERE type NOT IN ('table', 'index') LIMIT 1",
  )
  if (other !== undefined) throw damaged('is no table', file, String(other['name']))
  for (const [table, columns] of Object.entries(textsOf)) {
    const [computed] = rowsOf(database, `SELECT name FROM pragma_table_xinfo('${table}') WHERE hidden <> 0`)
    if (computed !== undefined) throw damaged('is computed', file, `${table}.${String(computed['name'])}`)
    for (const column of columns) {
      // the length of a field is known without reading it
      const tooLong = `SELECT 1 FROM ${table} WHERE octet_length(${column}) > ${MAX_FIELD_LENGTH} LIMIT 1`
      if (rowsOf(database, tooLong).length > 0)
        throw damaged('is longer than 16 MiB', file, `${table}.${column}`)
    }
  }
}
