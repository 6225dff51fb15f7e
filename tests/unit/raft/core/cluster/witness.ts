import type { NodeId } from '../../../../../src/base/node-id.ts'
import type { Entry, Membership } from '../../../../../src/raft/core/index.ts'
import { link, type Chain, type Member } from './member.ts'

interface Committed {
  readonly entry: Entry
  readonly chain: Chain
  /** Term in which it was first known to be committed. */
  readonly term: number
}

interface Request {
  readonly node: NodeId
  readonly kind: 'read' | 'write' | 'admin'
  /** How far clients had been told of, when it began. */
  readonly floor: number
}

const must = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what)
}

/** Sees all that happens in a cluster and throws when it is not what Raft promises (Figure 3, §8). */
export class Witness {
  readonly #leaders = new Map<number, NodeId>()
  /** What was committed, by index less one. */
  readonly #committed: Committed[] = []
  /** Requests without an answer, by number. */
  readonly open = new Map<number, Request>()
  #lastRequest = 0
  /** The highest index of which a client was told. */
  #told = 0
  /** The latest that is committed, and its index. */
  membership: { readonly index: number; readonly membership: Membership }
  readonly counts = { leaders: 0, committed: 0, replies: 0, reads: 0, installed: 0, changes: 0, handed: 0 }

  began(node: NodeId, kind: Request['kind']): number {
    this.open.set(++this.#lastRequest, { node, kind, floor: this.#told })
    return this.#lastRequest
  }

  constructor(voters: readonly NodeId[]) {
    this.membership = { index: 0, membership: { voters, outgoing: [], learners: [] } }
  }

  /** Its clients hear nothing any more. */
  crashed(node: NodeId): void {
    for (const [request, { node: where }] of this.open) if (where === node) this.open.delete(request)
  }

  /** After each step of a server. */
  look({ id, raft, chain }: Member): void {
    const { role, currentTerm, commitIndex, lastApplied, log } = raft!.server
    must(lastApplied === chain.index, `${id} applied ${chain.index}, says ${lastApplied}`)
    must(lastApplied <= commitIndex, `${id} applied ${lastApplied}, committed ${commitIndex}`)
    must(commitIndex <= log.lastIndex, `${id} committed ${commitIndex}, its log ends at ${log.lastIndex}`)
    if (role !== 'leader' || this.#leaders.get(currentTerm) === id) return
    const other = this.#leaders.get(currentTerm)
    must(other === undefined, `§5.2 both ${id} and ${other} lead term ${currentTerm}`)
    this.#leaders.set(currentTerm, id)
    this.counts.leaders++
    for (const { entry, term } of this.#committed) {
      if (term >= currentTerm || entry.index < log.firstIndex) continue
      must(
        log.termAt(entry.index) === entry.term,
        `§5.4 ${id} leads term ${currentTerm} without ${entry.index}:${entry.term}, committed in term ${term}`,
      )
    }
  }

  /** A server hands an entry to its state machine. */
  applied({ id, raft, chain }: Member, entry: Entry): Chain {
    must(entry.index === chain.index + 1, `${id} applied ${entry.index} after ${chain.index}`)
    const next = link(chain, entry)
    const known = this.#committed[entry.index - 1]
    if (known === undefined) {
      this.#committed.push({ entry, chain: next, term: raft!.server.currentTerm })
      this.counts.committed++
      if (entry.membership !== undefined) {
        this.membership = { index: entry.index, membership: entry.membership }
        this.counts.changes++
      }
    } else this.#same(id, known, next)
    return next
  }

  /** A server goes on from a snapshot. */
  restored({ id, raft, chain: before }: Member, chain: Chain): void {
    must(chain.index >= before.index, `${id} went back from ${before.index} to ${chain.index}`)
    this.#same(id, this.#committed[chain.index - 1], chain)
    if (raft !== undefined) this.counts.installed++
  }

  #same(id: NodeId, known: Committed | undefined, chain: Chain): void {
    must(
      known?.chain.digest === chain.digest,
      `§5.3 ${id} has another history up to ${chain.index} than others`,
    )
  }

  /** The client hears the result of the entry just applied. */
  replied({ id, chain }: Member, request: number, index: number): void {
    const { kind } = this.#close(id, request)
    must(index === chain.index, `${id} answers for ${index} after it applied ${chain.index}`)
    const { command } = this.#committed[index - 1]!.entry
    must(command === `${kind} ${request}`, `request ${request} was answered for ${JSON.stringify(command)}`)
    this.#told = Math.max(this.#told, index)
    this.counts.replies++
  }

  /** The client reads the state as it is at this server. */
  answered({ id, chain }: Member, request: number): void {
    const { floor } = this.#close(id, request)
    must(chain.index >= floor, `§8 ${id} answers a read from ${chain.index}, ${floor} was told of before`)
    this.#told = Math.max(this.#told, chain.index)
    this.counts.reads++
  }

  ended({ id }: Member, request: number, how: 'done' | 'refuse' | 'abandon'): void {
    this.#close(id, request)
    if (how === 'done') this.counts.handed++
  }

  #close(id: NodeId, request: number): Request {
    const one = this.open.get(request)
    must(one?.node === id, `${id} answers request ${request}, which is not open there`)
    this.open.delete(request)
    return one!
  }
}
