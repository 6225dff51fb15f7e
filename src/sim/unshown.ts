import type { NodeId } from '../base/node-id.ts'
import type { FaultSurface, Trigger } from '../subject/fault-surface.ts'

/**
 * What servers do that their views do not show, told by what they write to their disks. A view without a log tells of no entry, and
 * one without `votedFor` of no vote: aimed faults and schedules would wait for them for ever.
 */
export class Unshown {
  readonly #peek: FaultSurface['peek']
  readonly #tell: (trigger: Trigger, node: NodeId) => void
  #showsEntries = false
  #showsVotes = false
  #hasCommitted = false
  #hasLed = false
  /** Whether somebody leads in the latest term that anybody has stood in. */
  #isLed = false
  /** Who has written nothing yet since somebody came to lead: with its first entries it may cut others. */
  readonly #fresh = new Set<NodeId>()

  constructor(peek: FaultSurface['peek'], tell: (trigger: Trigger, node: NodeId) => void) {
    this.#peek = peek
    this.#tell = tell
  }

  /** Whether entries were committed and no server has ever shown one. */
  get entries(): boolean {
    return this.#hasCommitted && !this.#showsEntries
  }

  /** Whether a leader was elected and no server has ever shown a vote. */
  get votes(): boolean {
    return this.#hasLed && !this.#showsVotes
  }

  /** What a view told. */
  follow(trigger: Trigger, node: NodeId, members: readonly NodeId[]): void {
    const seen = this.#peek(node)
    if (seen !== undefined && seen.lastIndex >= (seen.firstIndex ?? 1)) this.#showsEntries = true
    if (trigger === 'voted') this.#showsVotes = true
    if (trigger === 'committed') this.#hasCommitted = true
    if (trigger === 'candidate') this.#isLed = false
    if (trigger !== 'leader') return
    this.#hasLed = true
    this.#isLed = true
    for (const member of members) this.#fresh.add(member)
  }

  /** A server writes to its disk, in the middle of a step. */
  wrote(node: NodeId): void {
    const leads = this.#peek(node)?.role === 'leader'
    if (this.votes && !this.#isLed && !leads) this.#tell('voted', node)
    if (!this.entries || !this.#isLed) return
    this.#tell(leads ? 'proposed' : 'appended', node)
    if (!leads && this.#fresh.delete(node)) this.#tell('truncated', node)
  }
}
