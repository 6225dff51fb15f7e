import type { NodeId } from '../base/node-id.ts'
import type { RandomStream } from '../base/random.ts'
import type { Micros } from '../base/time.ts'
import type { LiveState } from '../history/live-state.ts'
import type { RaftNode } from '../target/contract.ts'
import type { DurableMirror } from '../target/target.ts'
import { SimDisk } from './disk.ts'
import { NodeClock } from './node-clock.ts'

/** A timer a server has set, until it fires or is taken back. */
export interface Timer {
  readonly node: number
  readonly life: number
  readonly name: string
  /** When it is due by the server's own clock. */
  readonly due: Micros
  readonly fire: () => void
  /** Step in which it was set. */
  readonly setIn: number
  cancelled: boolean
}

/** One server: its lives, its disk, its clock. */
export class Process {
  readonly ordinal: number
  readonly id: NodeId
  /** `starting`: its `create` is a promise that has not settled yet. */
  status: 'down' | 'starting' | 'up' | 'paused' = 'down'
  /** Counts its starts; whatever belongs to an earlier life is void. */
  life = 0
  node: RaftNode<unknown, unknown> | undefined
  live: LiveState | undefined
  mirror: DurableMirror | undefined
  readonly disk = new SimDisk()
  readonly clock = new NodeClock()
  readonly random: RandomStream
  /** Steps waiting for a paused or starting server, oldest first. */
  waiting: (() => void)[] = []
  /** Messages it has sent, to name the culprit of a storm; events it has handled, to name who spins. */
  sent = 0
  handled = 0

  #term = -1
  #commit = -1
  #last = -1

  constructor(ordinal: number, id: NodeId, random: RandomStream) {
    this.ordinal = ordinal
    this.id = id
    this.random = random
  }

  /** What the digest took in of it last. */
  shows(term: number, commit: number, last: number): void {
    this.#term = term
    this.#commit = commit
    this.#last = last
  }

  /** Whether that is what it showed before. */
  showed(term: number, commit: number, last: number): boolean {
    return this.#term === term && this.#commit === commit && this.#last === last
  }
}
