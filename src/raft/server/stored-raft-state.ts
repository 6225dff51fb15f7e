import { join } from 'node:path'
import type { Json } from '../../base/json.ts'
import { SNAPSHOT_KEY, START_KEY, walKey, type StoredSnapshot, type WalRecord } from '../node/wal.ts'
import { RECORD } from './storage/keys.ts'
import { refusal } from './storage/refusal.ts'
import { LOG_FOLDER } from './storage/segment.ts'
import { valueName, VALUES_FOLDER } from './storage/value-files.ts'

type Stored = { readonly [key: string]: Json }

/**
 * Whether what a server's disk holds can be what a server of this Raft left there, by what the keys mean to it; the
 * storage itself has checked that each file is whole, and as new as the others say. Holds for data of every version.
 * @throws InputError with the file and what to do.
 */
export function checkStoredState(directory: string, stored: Stored): void {
  checkLogBegin(directory, stored)
  checkTerms(directory, stored)
}

/**
 * `wal-start` is written once the record that it names and the snapshot that this record builds on are durable. So
 * both are there: without them a server would begin with an empty log, forget what it had acknowledged and whom it
 * had voted for, and could win an election with that.
 *
 * @example wal-start is 70, record 70 says that the log begins behind entry 60, and there is no snapshot.
 */
function checkLogBegin(directory: string, stored: Stored): void {
  const start = (stored[START_KEY] as number | undefined) ?? 0
  if (start === 0) return
  const record = stored[walKey(start)] as WalRecord | undefined
  if (record?.base === undefined) {
    throw refusal(
      join(directory, LOG_FOLDER),
      `${valueName(START_KEY)} says that record ${start} was durable and says where the log begins, and it is not there`,
    )
  }
  const snapshot = stored[SNAPSHOT_KEY] as StoredSnapshot | undefined
  if (snapshot !== undefined && snapshot.index >= record.base.index) return
  const has =
    snapshot === undefined ? 'there is no snapshot' : `the snapshot ends with entry ${snapshot.index}`
  throw refusal(
    join(directory, VALUES_FOLDER, valueName(SNAPSHOT_KEY)),
    `The log begins behind entry ${record.base.index}, and ${has}: the entries between are missing`,
  )
}

/** A server enters a term before it has entries of it, and the records come in the order of their writing. */
function checkTerms(directory: string, stored: Stored): void {
  let term = (stored[SNAPSHOT_KEY] as StoredSnapshot | undefined)?.term ?? 0
  for (const [key, value] of Object.entries(stored)) {
    if (!key.startsWith(RECORD)) continue
    const { state, entries } = value as WalRecord
    if (state !== undefined) term = Math.max(term, state.currentTerm)
    const ahead = entries.find((entry) => entry.term > term)
    if (ahead === undefined) continue
    throw refusal(
      join(directory, LOG_FOLDER),
      `${key} has entry ${ahead.index} of term ${ahead.term}, and no record before it says that the server was in that term`,
    )
  }
}
