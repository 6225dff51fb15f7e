import {
  emptyDisk,
  type Entry,
  type HardState,
  type Input,
  type LogBase,
  type SnapshotMeta,
  type StoredState,
} from '../../../../../src/raft/core/index.ts'

export type Write =
  | {
      readonly do: 'log'
      readonly token: number
      readonly state: HardState | undefined
      /** With a base, `entries` are the whole log behind it. */
      readonly base: LogBase | undefined
      readonly from: number
      readonly entries: readonly Entry[]
    }
  | {
      readonly do: 'snapshot'
      readonly meta: SnapshotMeta
      readonly image: string
      /** The server asked for it and waits to hear that it is durable. */
      readonly taken: boolean
    }

/** One server's disk: what is durable, and the writes that are under way, oldest first. */
export class Disk {
  stored: StoredState = emptyDisk
  /** The image of the durable snapshot. */
  image = ''
  #underWay: Write[] = []

  get underWay(): number {
    return this.#underWay.length
  }

  write(write: Write): void {
    this.#underWay.push(write)
  }

  /** The oldest writes become durable. Returns what the server is told of it. */
  sync(count: number): Input[] {
    const inputs: Input[] = []
    for (const write of this.#underWay.splice(0, count)) {
      this.#take(write)
      if (write.do === 'log') inputs.push({ type: 'persisted', token: write.token })
      else if (write.taken) inputs.push({ type: 'snapshot-taken', index: write.meta.index })
    }
    return inputs
  }

  /**
   * The power fails. Of the records of the log the oldest survive, and of the snapshots, which are written
   * elsewhere; a record that drops what no surviving snapshot holds ends the log, and a snapshot that the
   * log does not reach takes its place.
   */
  crash(records: number, snapshots: number): void {
    const before = this.#underWay
    this.#underWay = []
    before
      .filter((write) => write.do === 'snapshot')
      .slice(0, snapshots)
      .forEach((write) => this.#take(write))
    for (const write of before.filter((one) => one.do === 'log').slice(0, records)) {
      if ((write.base?.index ?? 0) > (this.stored.snapshot?.index ?? 0)) break
      this.#take(write)
    }
    const { snapshot, base, entries, currentTerm, votedFor } = this.stored
    if (snapshot === undefined || snapshot.index <= base.index) return
    const { index, term } = snapshot
    if (entries[index - base.index - 1]?.term === term) return
    const newer = term > currentTerm
    this.stored = {
      currentTerm: newer ? term : currentTerm,
      votedFor: newer ? null : votedFor,
      base: { index, term },
      entries: [],
      snapshot,
    }
  }

  #take(write: Write): void {
    if (write.do === 'snapshot') {
      this.stored = { ...this.stored, snapshot: write.meta }
      this.image = write.image
      return
    }
    const { state, base, from, entries } = write
    const { base: oldBase, entries: old } = this.stored
    this.stored = {
      ...this.stored,
      ...state,
      ...(base !== undefined
        ? { base, entries }
        : from > 0 && { entries: [...old.slice(0, from - oldBase.index - 1), ...entries] }),
    }
  }
}
