import type { Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { Entry, HardState, StoredState } from '../../raft/index.ts'
import { RaftLog } from '../../raft/index.ts'
import type { DurableMirror } from '../target.ts'

/**
 * One record of the write-ahead log, under the key `wal/<number>`.
 *
 * Any subset of unsynced writes may survive a crash, so a record can outlive the one before it. Records
 * carry the life that wrote them: the log ends at the first number missing, and at a record of an earlier
 * life than its predecessor, which is a survivor of a tail that was lost.
 */
export interface WalRecord {
  readonly life: number
  readonly state?: HardState
  /** The log from here on is replaced by `entries`; 0 leaves the log alone. */
  readonly from: number
  readonly entries: readonly Entry[]
}

export type Disk = { readonly [key: string]: Json }

export const walKey = (number: number): string => `wal/${number}`

const recordAt = (disk: Disk, number: number): WalRecord | undefined =>
  disk[walKey(number)] as unknown as WalRecord | undefined

/** What a server finds on its disk, where its next record goes, and the number of its new life. */
export interface Recovery {
  readonly stored: StoredState
  readonly nextRecord: number
  readonly life: number
}

export function recover(disk: Disk | undefined): Recovery {
  const mirror = new WalMirror()
  mirror.reload(disk)
  let newest = 0
  for (const value of Object.values(disk ?? {}))
    newest = Math.max(newest, (value as unknown as WalRecord).life)
  return {
    stored: { currentTerm: mirror.currentTerm, votedFor: mirror.votedFor, entries: mirror.log.from(1) },
    nextRecord: mirror.records,
    life: newest + 1,
  }
}

/** The state a disk holds, followed record by record. */
export class WalMirror implements DurableMirror {
  currentTerm = 0
  votedFor: NodeId | null = null
  log = new RaftLog()
  /** How many records are part of the log: the number of the next one. */
  records = 0
  #life = 0
  readonly #ahead = new Map<number, WalRecord>()

  write(key: string, value: Json): void {
    this.#ahead.set(Number(key.slice(4)), value as unknown as WalRecord)
    for (let next = this.#ahead.get(this.records); next !== undefined; next = this.#ahead.get(this.records)) {
      this.#ahead.delete(this.records)
      if (next.life < this.#life) return
      this.#take(next)
    }
  }

  reload(disk: Disk | undefined): void {
    this.currentTerm = 0
    this.votedFor = null
    this.log.cutFrom(1)
    this.records = 0
    this.#life = 0
    this.#ahead.clear()
    if (disk === undefined) return
    for (let next = recordAt(disk, 0); next !== undefined; next = recordAt(disk, this.records)) {
      if (next.life < this.#life) return
      this.#take(next)
    }
  }

  #take(record: WalRecord): void {
    this.records++
    this.#life = record.life
    if (record.state !== undefined) {
      this.currentTerm = record.state.currentTerm
      this.votedFor = record.state.votedFor
    }
    if (record.from > 0) {
      this.log.cutFrom(record.from)
      for (const entry of record.entries) this.log.append(entry)
    }
  }
}
