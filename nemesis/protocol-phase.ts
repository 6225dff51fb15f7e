import type { NodeId } from '../src/base/node-id.ts'
import type { FaultSurface, Trigger } from '../src/subject/fault-surface.ts'
import { isBlind } from './selector.ts'

/** What a cluster can be at when a fault hits it, in the order of the protocol. */
export const phases = [
  'start', // nobody has stood for leader yet
  'election', // there was a leader or a candidate, and nobody leads
  'replication', // the leader has an entry that is not committed
  'commit', // the leader has committed, and not all that are up know of it
  'idle', // a leader, and nothing under way
  'recovery', // beside one of the others: a server is down
] as const

export type Phase = (typeof phases)[number]

/** Follows what the servers show, to say what the cluster is at. It only looks: no run is another one by it. */
export class ProtocolPhase {
  readonly #surface: FaultSurface
  readonly #behind = new Set<NodeId>()
  #stage: 'start' | 'election' | 'led' = 'start'
  #leader: NodeId | undefined
  /** Whether the leader has proposed since it last committed. */
  #isOpen = false

  constructor(surface: FaultSurface) {
    this.#surface = surface
  }

  follow(trigger: Trigger, node: NodeId): void {
    if (trigger === 'candidate') {
      this.#stage = 'election'
    } else if (trigger === 'leader') {
      this.#stage = 'led'
      this.#leader = node
      this.#isOpen = false
      this.#behind.clear()
    } else if (trigger === 'proposed' && node === this.#leader) {
      this.#isOpen = true
    } else if (trigger === 'committed') {
      this.#committed(node)
    }
  }

  /** The phase; with `recovery` where a server is down; none where servers do not show what they do. */
  now(): Phase[] {
    if (isBlind(this.#surface)) return []
    const isDown = this.#surface.members.some((node) => this.#surface.status(node) === 'down')
    return isDown ? [this.#now, 'recovery'] : [this.#now]
  }

  get #now(): Phase {
    if (this.#stage !== 'led') return this.#stage
    if (!this.#isLed) return 'election'
    if (this.#isOpen) return 'replication'
    const waits = [...this.#behind].some((node) => this.#surface.status(node) === 'up')
    return waits ? 'commit' : 'idle'
  }

  /** A leader that is down leads no more, nor does one that has restarted since, though nobody may have stood yet. */
  get #isLed(): boolean {
    const leader = this.#leader
    if (leader === undefined || this.#surface.status(leader) === 'down') return false
    const shown = this.#surface.peek(leader)
    return shown === undefined || shown.role === 'leader'
  }

  #committed(node: NodeId): void {
    if (node !== this.#leader) {
      this.#behind.delete(node)
      return
    }
    this.#isOpen = false
    for (const other of this.#surface.members) if (other !== node) this.#behind.add(other)
  }
}
