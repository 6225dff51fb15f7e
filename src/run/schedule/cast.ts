import type { NodeId } from '../../base/node-id.ts'
import type { FaultSurface } from '../../subject/fault-surface.ts'
import type { Who } from './step.ts'

type Shown = NonNullable<ReturnType<FaultSurface['peek']>>

/** Who is who in a schedule: the names that its steps gave, and whom its words mean now. */
export class Cast {
  readonly #surface: FaultSurface
  readonly #named = new Map<string, NodeId>()
  /** The server that answered the last write: of servers that show nothing, the leader. */
  lastAnswered: NodeId | undefined

  constructor(surface: FaultSurface) {
    this.#surface = surface
  }

  name(as: string, node: NodeId): void {
    this.#named.set(as, node)
  }

  /** Nobody has a name any more. */
  forget(): void {
    this.#named.clear()
  }

  /** Whether servers are up and none shows itself. */
  get blind(): boolean {
    const there = this.up
    return there.length > 0 && there.every((node) => this.#surface.peek(node) === undefined)
  }

  get up(): readonly NodeId[] {
    return this.#surface.members.filter((node) => this.#surface.status(node) === 'up')
  }

  /** The servers meant, in the order of the words; empty when there is none such. */
  all(who: Who): readonly NodeId[] {
    const words = typeof who === 'string' ? [who] : who
    return [...new Set(words.flatMap((word) => this.#meant(word)))]
  }

  /** One server that fits and, unless it is a leader, has no name yet. */
  one(who: string, but: readonly NodeId[]): NodeId | undefined {
    const { random } = this.#surface
    const fit = this.#meant(who).filter((node) => !but.includes(node))
    return fit.length <= 1 ? fit[0] : random.pick(fit)
  }

  #meant(word: string): readonly NodeId[] {
    const known = this.#named.get(word)
    if (known !== undefined) return [known]
    const free = this.#surface.members.filter((node) => ![...this.#named.values()].includes(node))
    switch (word) {
      case 'all':
        return this.#surface.members
      case 'rest':
        return free
      case 'any':
        return free.filter((node) => this.up.includes(node))
      case 'leader':
        return this.#leader()
      case 'follower':
        return this.#followers(free)
      case 'up-to-date-follower':
        return this.#furthest(this.#followers(free), 1)
      case 'lagging-follower':
        return this.#furthest(this.#followers(free), -1)
      default:
        return []
    }
  }

  #leader(): readonly NodeId[] {
    if (this.blind) return this.up.filter((node) => node === this.lastAnswered)
    const leading = this.#shown(this.up).filter(({ seen }) => seen.role === 'leader')
    const highest = Math.max(...leading.map(({ seen }) => seen.currentTerm))
    return leading.filter(({ seen }) => seen.currentTerm === highest).map(({ node }) => node)
  }

  #followers(free: readonly NodeId[]): readonly NodeId[] {
    const there = free.filter((node) => this.up.includes(node))
    if (this.blind) return there.filter((node) => node !== this.lastAnswered)
    return this.#shown(there)
      .filter(({ seen }) => seen.role === 'follower')
      .map(({ node }) => node)
  }

  #furthest(nodes: readonly NodeId[], direction: 1 | -1): readonly NodeId[] {
    const order = ({ seen: a }: { seen: Shown }, { seen: b }: { seen: Shown }): number =>
      direction * (b.lastTerm - a.lastTerm || b.lastIndex - a.lastIndex)
    const sorted = this.#shown(nodes).toSorted(order)
    const [first] = sorted
    if (first === undefined) return nodes
    return sorted.filter((one) => order(first, one) === 0).map(({ node }) => node)
  }

  #shown(nodes: readonly NodeId[]): readonly { readonly node: NodeId; readonly seen: Shown }[] {
    return nodes.flatMap((node) => {
      const seen = this.#surface.peek(node)
      return seen === undefined ? [] : [{ node, seen }]
    })
  }
}
