import type { NodeId } from '../../base/node-id.ts'
import type { FaultSurface, Trigger } from '../../subject/fault-surface.ts'
import type { Cast } from './cast.ts'
import type { Happening, Who } from './step.ts'

/** How a server stood when the last operation was begun. */
interface Before {
  readonly firstIndex: number
  readonly lastIndex: number
  readonly commits: number
  readonly truncations: number
}

/** What servers do, as far as schedules wait for it. */
export class Happenings {
  readonly #surface: FaultSurface
  readonly #cast: Cast
  readonly #voted = new Set<NodeId>()
  readonly #commits = new Map<NodeId, number>()
  readonly #truncations = new Map<NodeId, number>()
  #before = new Map<NodeId, Before>()
  /** Who has written to its disk since the last operation was begun, and since votes count. */
  readonly #wrote = new Set<NodeId>()
  readonly #wroteForVotes = new Set<NodeId>()

  constructor(surface: FaultSurface, cast: Cast) {
    this.#surface = surface
    this.#cast = cast
  }

  /** Something of note happened at a server. */
  notify(trigger: Trigger, node: NodeId): void {
    if (trigger === 'voted') this.#voted.add(node)
    if (trigger === 'wrote') {
      this.#wrote.add(node)
      this.#wroteForVotes.add(node)
    }
    if (trigger === 'committed') this.#commits.set(node, (this.#commits.get(node) ?? 0) + 1)
    if (trigger === 'truncated') this.#truncations.set(node, (this.#truncations.get(node) ?? 0) + 1)
  }

  /** Votes count from here on. */
  forgetVotes(): void {
    this.#voted.clear()
    this.#wroteForVotes.clear()
  }

  /** An operation is about to begin: what logs hold more counts from here on. */
  remember(): void {
    this.#wrote.clear()
    this.#before = new Map(
      this.#surface.members.map((member) => {
        const { firstIndex = 1, lastIndex = 0 } = this.#surface.peek(member) ?? {}
        const [commits, truncations] = [this.#commits.get(member) ?? 0, this.#truncations.get(member) ?? 0]
        return [member, { firstIndex, lastIndex, commits, truncations }]
      }),
    )
  }

  /** Whether it does so now, or has done so. */
  does(node: NodeId, that: Happening, of?: Who): boolean {
    const seen = this.#surface.peek(node)
    const before = this.#before.get(node)
    const isUp = this.#surface.status(node) === 'up'
    const hidesEntries = seen === undefined || this.#surface.shows?.('entries') === false
    switch (that) {
      case 'leads':
        return seen === undefined ? this.#cast.all('leader').includes(node) : seen.role === 'leader'
      case 'stands':
        return seen?.role === 'candidate' || seen?.role === 'leader'
      case 'votes':
        return this.#voted.has(node) || (seen === undefined && isUp && this.#wroteForVotes.has(node))
      case 'appends':
        if (hidesEntries) return isUp && before !== undefined && this.#wrote.has(node)
        return seen !== undefined && before !== undefined && seen.lastIndex > before.lastIndex
      case 'commits':
        return (this.#commits.get(node) ?? 0) > (before?.commits ?? 0)
      case 'truncates':
        return (this.#truncations.get(node) ?? 0) > (before?.truncations ?? 0)
      case 'follows':
        return seen?.role === 'follower'
      case 'compacts':
        if (seen === undefined || before === undefined) return false
        // a log that is not shown begins behind what is committed, which needs no write
        return (seen.firstIndex ?? 1) > before.firstIndex && (!hidesEntries || this.#wrote.has(node))
      case 'agrees': {
        const other = this.#cast.all(of ?? [])[0]
        const theirs = other === undefined ? undefined : this.#surface.peek(other)
        const isAsFar = seen?.lastIndex === theirs?.lastIndex && seen?.lastTerm === theirs?.lastTerm
        // of a log that is not shown it is told by its writes
        return hidesEntries
          ? isUp && isAsFar && (before === undefined || this.#wrote.has(node))
          : seen !== undefined && isAsFar
      }
    }
  }
}
