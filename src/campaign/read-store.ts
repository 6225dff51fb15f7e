import type { DatabaseSync } from 'node:sqlite'
import { readPrivateCopy } from './private-copy.ts'
import { openUnchanging, useAndClose } from './sqlite.ts'
import { assertStore, sizeOf } from './store-header.ts'
import { assertOurs, bringUpToDate, SCHEMA_VERSION } from './store-schema.ts'
import { assertReadable } from './stored-form.ts'

/**
 * Reads a store. It stays as it is, byte for byte, with all beside it, also one of an older schema, one that a killed
 * process has left, and one that another process is writing to, of which is read what it has stored so far.
 * @throws InputError when it is no store of ours, or damaged.
 */
export function readStore<T>(file: string, act: (database: DatabaseSync) => T): T {
  const { version } = assertStore(file)
  const read = (database: DatabaseSync): T => {
    assertReadable(database)
    return act(database)
  }
  if (sizeOf(`${file}-wal`) === 0 && version === SCHEMA_VERSION)
    return useAndClose(openUnchanging(file), read)
  return readPrivateCopy(file, (copy) => {
    assertOurs(copy, file)
    bringUpToDate(copy)
    return read(copy)
  })
}
