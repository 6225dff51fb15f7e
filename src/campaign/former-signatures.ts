import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { environmentError } from '../base/environment-error.ts'
import { openFile } from './store-file.ts'
import { storeError } from './sqlite.ts'

/** What a finished campaign is kept as when another one begins in its folder. */
const setAside = /^campaign-.+\.sqlite$/

/**
 * Signatures that former campaigns in this folder have found, whatever their target. The campaign that is stored there
 * now is none of them.
 * @throws InputError for a file that has the name of a former campaign and is none.
 */
export function formerSignatures(folder: string): ReadonlySet<string> {
  const found = new Set<string>()
  for (const name of namesIn(folder).filter((one) => setAside.test(one)))
    for (const signature of signaturesOf(join(folder, name))) found.add(signature)
  return found
}

function namesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  try {
    return readdirSync(folder).toSorted()
  } catch (error) {
    throw environmentError(error, folder) ?? error
  }
}

function signaturesOf(file: string): readonly string[] {
  const database = openFile(file)
  try {
    const rows = database.prepare('SELECT DISTINCT signature FROM failure').all()
    return rows.map((row) => String(row['signature']))
  } catch (error) {
    throw storeError(error, database)
  } finally {
    database.close()
  }
}
