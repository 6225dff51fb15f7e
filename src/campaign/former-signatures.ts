import { readStore } from './read-store.ts'
import { formerStores } from './stored-campaign.ts'
import { rowsOf } from './stored-tables.ts'

/**
 * Signatures that former campaigns in this folder have found, whatever their target. The campaign that is stored there
 * now is none of them.
 * @throws InputError for a file that has the name of a former campaign and is none.
 */
export function formerSignatures(folder: string): ReadonlySet<string> {
  return new Set(formerStores(folder).flatMap(signaturesOf))
}

const signaturesOf = (file: string): readonly string[] =>
  readStore(file, (database) =>
    rowsOf(database, 'SELECT DISTINCT signature FROM failure').map((row) => String(row['signature'])),
  )
