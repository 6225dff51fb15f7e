import { canonicalJson, type Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { Entry, HardState, LogBase, SnapshotMeta, StoredState } from '../core/index.ts'
import { RaftLog } from '../core/index.ts'

/**
 * One record of the write-ahead log, under the key `wal/<number>`.
 *
 * Any subset of unsynced writes may survive a crash, so a record can outlive the one before it. Records
 * carry the incarnation that wrote them: the log ends at the first number missing, and at a record of an earlier
 * incarnation than its predecessor, which is a survivor of a tail that was lost. It ends, too, at a record that
 * drops entries which no snapshot on the disk replaces: the snapshot was lost with the tail. And such a one
 * stays out when a later incarnation has stored its own snapshot: that incarnation went on without it.
 */
export type WalRecord = {
  /** The incarnation that wrote it. Stored formats keep this name. */
  readonly life: number
  readonly state?: HardState
  /** The log begins after this entry. */
  readonly base?: LogBase
  /** The log from here on is replaced by `entries`; 0 leaves the log alone. */
  readonly from: number
  readonly entries: readonly Entry[]
}

/** The latest snapshot, under the key `snapshot`. */
export type StoredSnapshot = SnapshotMeta & {
  /** The state of the service, as JSON text: what is sent to others in chunks. */
  readonly image: string
  /** The incarnation that wrote it, as in a {@link WalRecord}. */
  readonly life: number
  /** The number of the first record of that incarnation. */
  readonly firstRecord: number
}

export type Disk = { readonly [key: string]: Json }

const WAL = 'wal/'
export const walKey = (number: number): string => `${WAL}${number}`
export const SNAPSHOT_KEY = 'snapshot'
/** The number of the first record that is still needed. */
export const START_KEY = 'wal-start'

const numberOf = (key: string): number => Number(key.slice(WAL.length))

/** What a server finds on its disk, where its next record goes, and the number of its new incarnation. */
export interface Recovery {
  readonly stored: StoredState
  readonly snapshot: StoredSnapshot | undefined
  /**
   * The log begins after the snapshot, and the records say otherwise: the first one of the new incarnation must put
   * that right, or those that follow it have nothing to follow on.
   */
  readonly replaced: boolean
  readonly nextRecord: number
  /** The one that begins. */
  readonly incarnation: number
}

export function recover(disk: Disk | undefined): Recovery {
  const mirror = new WalMirror()
  const newest = mirror.reload(disk)
  const { currentTerm, votedFor, log, snapshot } = mirror
  return {
    stored: {
      currentTerm,
      votedFor,
      base: log.base,
      entries: log.from(log.firstIndex),
      snapshot: snapshot && { index: snapshot.index, term: snapshot.term, membership: snapshot.membership },
    },
    snapshot,
    replaced: mirror.replaced,
    nextRecord: mirror.records,
    incarnation: newest + 1,
  }
}

/** The state a disk holds, followed record by record. */
export class WalMirror {
  snapshot: StoredSnapshot | undefined
  /** The number of the next record. */
  records = 0
  #incarnation = 0
  /** What the records say. */
  #state: HardState = { currentTerm: 0, votedFor: null }
  #log = new RaftLog()
  /** What there is instead of a log that is shorter than the snapshot, or of another history. */
  #instead: RaftLog | undefined
  /** Records that are there before one that they follow on; and such as were left out. */
  readonly #ahead = new Map<number, WalRecord>()

  get log(): RaftLog {
    return this.#instead ?? this.#log
  }

  /** Whether the snapshot has taken the place of what the records say. */
  get replaced(): boolean {
    return this.#instead !== undefined
  }

  /** The leader that sent the snapshot was of its term at least, and this server heard it. */
  get currentTerm(): number {
    return Math.max(this.#state.currentTerm, this.snapshot?.term ?? 0)
  }

  get votedFor(): NodeId | null {
    return this.currentTerm > this.#state.currentTerm ? null : this.#state.votedFor
  }

  /** What an incarnation would find, as a text: two disks with the same one are the same to it. */
  stateKey(): string {
    const { log, snapshot } = this
    const entries = log
      .from(log.firstIndex)
      .map(({ term, digest, membership }) => [term, digest, membership ?? null])
    const image = snapshot === undefined ? null : [snapshot.index, snapshot.term, snapshot.image]
    return canonicalJson([this.currentTerm, this.votedFor, log.base, entries, image, this.replaced] as Json)
  }

  write(key: string, value: Json): void {
    if (key === SNAPSHOT_KEY) this.snapshot = value as StoredSnapshot
    else if (key.startsWith(WAL)) this.#add(numberOf(key), value as WalRecord)
    else return
    this.#follow()
  }

  /** Begins with all that a disk holds. Returns the newest incarnation of which there is something, 0 when there is none. */
  reload(disk: Disk = {}): number {
    this.#state = { currentTerm: 0, votedFor: null }
    this.#log = new RaftLog()
    this.#incarnation = 0
    this.#ahead.clear()
    this.records = (disk[START_KEY] as number | undefined) ?? 0
    this.snapshot = disk[SNAPSHOT_KEY] as StoredSnapshot | undefined
    let newest = this.snapshot?.life ?? 0
    for (const key of Object.keys(disk)) {
      if (!key.startsWith(WAL)) continue
      const record = disk[key] as WalRecord
      if (record.life > newest) newest = record.life
      const number = numberOf(key)
      if (number >= this.records) this.#ahead.set(number, record)
    }
    this.#follow()
    return newest
  }

  #add(number: number, record: WalRecord): void {
    if (number === this.records && !this.#leavesOut(record)) this.#take(record)
    else this.#ahead.set(number, record)
  }

  /** Takes the records that follow on what is there, then looks whether the snapshot tells more. */
  #follow(): void {
    while (this.#ahead.size > 0) {
      const next = this.#ahead.get(this.records)
      if (next === undefined || this.#leavesOut(next)) break
      this.#ahead.delete(this.records)
      this.#take(next)
    }
    const { snapshot } = this
    if (
      snapshot === undefined ||
      snapshot.index <= this.#log.base.index ||
      this.#log.termAt(snapshot.index) === snapshot.term
    )
      this.#instead = undefined
    else if (this.#instead?.base.index !== snapshot.index) this.#instead = new RaftLog([], snapshot)
  }

  /** Whether the log ends before a record, which would be the next. */
  #leavesOut({ life, base }: WalRecord): boolean {
    if (life < this.#incarnation) return true
    const { snapshot } = this
    if ((base?.index ?? 0) > (snapshot?.index ?? 0)) return true
    return snapshot !== undefined && life < snapshot.life && this.records >= snapshot.firstRecord
  }

  #take({ life, state, base, from, entries }: WalRecord): void {
    this.records++
    this.#incarnation = life
    if (state !== undefined) this.#state = state
    if (base !== undefined) this.#log.beginAfter(base)
    if (from === 0) return
    this.#log.cutFrom(from)
    for (const entry of entries) this.#log.append(entry)
  }
}
