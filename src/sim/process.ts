import type { Digest } from '../base/digest.ts'
import type { NodeId } from '../base/node-id.ts'
import type { RandomStream } from '../base/random.ts'
import type { Micros } from '../base/time.ts'
import type { LiveState } from '../record/live-state.ts'
import type { RaftNode } from '../subject/contract.ts'
import type { DurableMirror } from '../subject/target.ts'
import { SimDisk } from './disk.ts'
import { NodeClock } from './node-clock.ts'

/** A timer a server has set, until it fires or is taken back. */
export interface Timer {
  readonly node: number
  readonly incarnation: number
  readonly name: string
  /** When it is due by the server's own clock. */
  readonly due: Micros
  readonly fire: () => void
  /** Step in which it was set. */
  readonly setIn: number
  cancelled: boolean
}

/** One server: its incarnations, its disk, its clock. */
export class Process {
  readonly ordinal: number
  readonly id: NodeId
  /** `starting`: its `create` is a promise that has not settled yet. */
  status: 'down' | 'starting' | 'up' | 'paused' = 'down'
  /** Counts its starts; whatever belongs to an earlier incarnation is void. */
  incarnation = 0
  node: RaftNode<unknown, unknown> | undefined
  live: LiveState | undefined
  mirror: DurableMirror | undefined
  readonly disk = new SimDisk()
  readonly clock = new NodeClock()
  readonly random: RandomStream
  /** What the digest took in of it last. */
  #term = -1
  #commit = -1
  #last = -1
  /** Steps waiting for a paused or starting server, oldest first. */
  waiting: (() => void)[] = []
  /** Messages it has sent, to name the culprit of a storm; events it has handled, to name who spins. */
  sent = 0
  handled = 0

  constructor(ordinal: number, id: NodeId, random: RandomStream) {
    this.ordinal = ordinal
    this.id = id
    this.random = random
  }

  /** The steps that waited for it; from now on none does. */
  takeWaiting(): readonly (() => void)[] {
    const { waiting } = this
    this.waiting = []
    return waiting
  }

  /**
   * The digest takes in what it shows. `again`: it was looked at in this step already, and only news counts: a run
   * has one digest, whether promises are waited for or not.
   */
  show({ currentTerm, commitIndex, log }: LiveState, digest: Digest, again: boolean): void {
    const { lastIndex } = log
    if (again && this.#term === currentTerm && this.#commit === commitIndex && this.#last === lastIndex)
      return
    digest.int(currentTerm)
    digest.int(commitIndex)
    digest.int(lastIndex)
    this.#term = currentTerm
    this.#commit = commitIndex
    this.#last = lastIndex
  }
}
