import { digestText } from '../../../../../src/base/digest.ts'
import type { NodeId } from '../../../../../src/base/node-id.ts'
import {
  Raft,
  rules,
  type Entry,
  type RaftConfig,
  type Rules,
  type TimerName,
} from '../../../../../src/raft/core/index.ts'
import { Disk } from './disk.ts'

/** A state machine that tells which commands it has executed, in which order: a chain of digests. */
export interface Chain {
  readonly index: number
  readonly digest: number
}

export const emptyChain: Chain = { index: 0, digest: 0 }

export const link = ({ digest }: Chain, entry: Entry): Chain => ({
  index: entry.index,
  digest: digestText(`${digest}/${entry.index}/${entry.term}/${entry.digest}`),
})

/** One server of a {@link Cluster}: its incarnations, its disk, its clock, its state machine. */
export class Member {
  readonly id: NodeId
  readonly disk = new Disk()
  /** Undefined while it is down. */
  raft: Raft | undefined
  chain = emptyChain
  /** By their last index: what it could send to others. */
  readonly images = new Map<number, string>()
  chunks = ''
  /** When timers are due, by the time of the world. */
  readonly timers = new Map<TimerName, number>()
  /** How fast its clock runs. */
  readonly rate: number
  readonly #config: RaftConfig
  readonly #rules: Rules

  constructor(config: RaftConfig, departure: Partial<Rules>, rate: number) {
    this.#config = config
    this.#rules = { ...rules, ...departure }
    this.id = config.id
    this.rate = rate
  }

  /** What its clock shows, in whole milliseconds. */
  clock(now: number): number {
    return Math.floor(now * this.rate)
  }

  /** Begins an incarnation with what is on its disk. */
  begin(): Raft {
    const { stored, image } = this.disk
    this.images.clear()
    this.chain = emptyChain
    if (stored.snapshot !== undefined) {
      this.images.set(stored.snapshot.index, image)
      this.chain = JSON.parse(image) as Chain
    }
    this.raft = new Raft(this.#config, this.#rules, stored)
    return this.raft
  }

  crash(records: number, snapshots: number): void {
    this.disk.crash(records, snapshots)
    this.raft = undefined
    this.timers.clear()
  }
}
