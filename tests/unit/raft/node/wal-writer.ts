import type { Json } from '../../../../src/base/json.ts'
import { emptyDisk, type Entry, type LogBase, type StoredState } from '../../../../src/raft/core/index.ts'
import {
  recover,
  SNAPSHOT_KEY,
  START_KEY,
  WalMirror,
  walKey,
  type Recovery,
  type StoredSnapshot,
  type WalRecord,
} from '../../../../src/raft/node/wal.ts'

/** What a server has in memory of what belongs on its disk, its snapshot apart. */
type Memory = Omit<StoredState, 'snapshot'>

interface Unsynced {
  readonly order: number
  readonly key: string
  readonly value: Json
}

const lastIndex = ({ base, entries }: Memory): number => base.index + entries.length

const termAt = ({ base, entries }: Memory, index: number): number =>
  index === base.index ? base.term : (entries[index - base.index - 1]?.term ?? -1)

/** What a memory is once a snapshot is there that may tell more: the rule of recovery, in words of its own. */
export function under(memory: Memory, snapshot: StoredSnapshot | undefined): StoredState {
  if (snapshot === undefined) return { ...memory, snapshot }
  const { index, term, membership } = snapshot
  const meta = { index, term, membership }
  const newer = term > memory.currentTerm && { currentTerm: term, votedFor: null }
  if (index <= memory.base.index || termAt(memory, index) === term)
    return { ...memory, ...newer, snapshot: meta }
  return { ...memory, ...newer, base: { index, term }, entries: [], snapshot: meta }
}

/**
 * A server that writes its log over several incarnations as the host does, on a disk that makes writes durable in any
 * order, with perfect knowledge of both.
 */
export class WalWriter {
  disk: { [key: string]: Json } = {}
  readonly mirror = new WalMirror()
  memory: Memory = emptyDisk
  /** The memory as of each record, the empty one before the first; `synced` of them are certain. */
  points: Memory[] = [emptyDisk]
  synced = 0
  #unsynced: Unsynced[] = []
  /** Once no write up to this one is under way. */
  #callbacks: { readonly upTo: number; readonly point: number; readonly then: () => void }[] = []
  #order = 0
  #next = 0
  #life = 1
  #firstRecord = 0
  #checkpointDue = false
  /** Up to here nothing is cut: it is in a snapshot, taken or to be taken. */
  #settled = 0
  #taking = 0

  get unsynced(): number {
    return this.#unsynced.length
  }

  get snapshot(): StoredSnapshot | undefined {
    return this.disk[SNAPSHOT_KEY] as StoredSnapshot | undefined
  }

  /** New entries; in a new term they may take the place of others. */
  append(newTerm: boolean, cut: number, count: number): void {
    const raises = newTerm || this.memory.currentTerm === 0
    if (raises) this.#raise()
    const from = Math.max(this.#settled + 1, lastIndex(this.memory) + 1 - (raises ? cut : 0))
    const { base, currentTerm: term } = this.memory
    const added = Array.from({ length: count }, (_, at): Entry => {
      return { index: from + at, term, command: this.#order, digest: this.#order }
    })
    const entries = [...this.memory.entries.slice(0, from - base.index - 1), ...added]
    this.memory = { ...this.memory, entries }
    this.#record(raises, from, added)
  }

  /** A snapshot of the first `part` of what is not in one yet. */
  take(part: number): void {
    const open = lastIndex(this.memory) - this.#settled
    if (this.#taking > 0 || open === 0) return
    const index = this.#settled + 1 + (part % open)
    this.#taking = this.#settled = index
    this.#store(index, termAt(this.memory, index))
    this.#sync(() => {
      if (this.#taking !== index) return
      this.#taking = 0
      const base = Math.max(this.memory.base.index, index - (part % 3))
      this.#begin({ index: base, term: termAt(this.memory, base) })
    })
  }

  /** A leader's snapshot, so far ahead of what is settled, in a new term or in this one. */
  install(newTerm: boolean, ahead: number): void {
    if (newTerm || this.memory.currentTerm === 0) this.#raise()
    const index = this.#settled + 1 + ahead
    const held = termAt(this.memory, index)
    const term = held === -1 || newTerm ? this.memory.currentTerm : held
    this.#taking = 0
    this.#settled = index
    this.#store(index, term)
    this.#begin({ index, term })
  }

  /** The write at this place, counted from the oldest, becomes durable, before others. */
  flush(place: number): void {
    const [one] = this.#unsynced.splice(place, 1)
    if (one === undefined) return
    // the same key is not written in another order
    this.#unsynced = this.#unsynced.filter(({ key, order }) => key !== one.key || order > one.order)
    this.disk[one.key] = one.value
    this.mirror.write(one.key, one.value)
    for (;;) {
      const next = this.#callbacks[0]
      if (next === undefined || next.upTo >= (this.#unsynced[0]?.order ?? Infinity)) break
      this.#callbacks.shift()
      this.synced = Math.max(this.synced, next.point)
      next.then()
    }
  }

  /** Power fails. `tidied`: what lies before the start is gone from the disk as well. */
  crash(keep: readonly boolean[], tidied: boolean): Recovery {
    const survivors = this.#unsynced.filter((_, place) => keep[place] === true)
    for (const { key, value } of survivors) this.disk[key] = value
    this.#unsynced = []
    this.#callbacks = []
    const start = (this.disk[START_KEY] as number | undefined) ?? 0
    if (tidied) for (let number = 0; number < start; number++) delete this.disk[walKey(number)]
    this.mirror.reload(this.disk)
    return recover(this.disk)
  }

  /** The next incarnation begins with what was found, which is the memory as of this point. */
  begin({ stored, replaced, nextRecord, incarnation, snapshot }: Recovery, point: number): void {
    this.points.length = point + 1
    this.synced = point
    const { currentTerm, votedFor, base, entries } = stored
    this.memory = { currentTerm, votedFor, base, entries }
    this.#next = this.#firstRecord = nextRecord
    this.#life = incarnation
    this.#checkpointDue = replaced
    this.#settled = snapshot?.index ?? 0
    this.#taking = 0
  }

  #raise(): void {
    const { currentTerm } = this.memory
    this.memory = { ...this.memory, currentTerm: currentTerm + 1, votedFor: `n${1 + (this.#order % 3)}` }
  }

  /** The log begins after `base`: all of it behind if it holds that entry, else nothing (§7). */
  #begin(base: LogBase): void {
    const held = termAt(this.memory, base.index) === base.term
    const entries = held ? this.memory.entries.slice(base.index - this.memory.base.index) : []
    this.memory = { ...this.memory, base, entries }
    this.#checkpointDue = true
    this.#record(true, 0, [])
  }

  #record(withState: boolean, from: number, added: readonly Entry[]): void {
    const { currentTerm, votedFor, base, entries } = this.memory
    const state = { currentTerm, votedFor }
    const life = this.#life
    const number = this.#next++
    const isCheckpoint = this.#checkpointDue
    this.#checkpointDue = false
    const record: WalRecord = isCheckpoint
      ? { life, state, base, from: base.index + 1, entries }
      : { life, ...(withState && { state }), from, entries: added }
    this.points.push(this.memory)
    this.#write(walKey(number), record as Json)
    this.#sync(() => {
      if (isCheckpoint) this.#write(START_KEY, number)
    })
  }

  #store(index: number, term: number): void {
    const membership = { voters: ['n1'], outgoing: [], learners: [] }
    const life = { life: this.#life, firstRecord: this.#firstRecord }
    this.#write(SNAPSHOT_KEY, { index, term, membership, image: `"${this.#order}"`, ...life })
  }

  #write(key: string, value: Json): void {
    this.#unsynced.push({ order: ++this.#order, key, value })
  }

  #sync(then: () => void): void {
    this.#callbacks.push({ upTo: this.#order, point: this.points.length - 1, then })
  }
}
