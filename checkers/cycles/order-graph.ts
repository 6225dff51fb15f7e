import { elementAt } from '../../src/base/element-at.ts'
import type { ProcessId } from '../../src/record/operation.ts'
import { dependency, EVERY_KIND } from './dependency.ts'
import type { DependencyKind } from './dependency.ts'
import type { Chain, Relation } from './relation.ts'

/**
 * The relation with a linear number of edges and the same paths between transactions.
 *
 * Where transactions are atomic, transaction `i` is node `i`. Where they read from a snapshot, it starts at node `2i`
 * and commits at node `2i + 1`: what it depends on committed before it started, and what it did not see commits after.
 * Nodes beyond those only pass paths on.
 */
export class OrderGraph {
  readonly snapshot: boolean
  /** Nodes of transactions; those after them are none. */
  readonly events: number
  #nodes: number
  readonly #from: number[] = []
  readonly #to: number[] = []
  readonly #kinds: number[] = []
  /** The edges of node `n` are those from `offsets[n]` to before `offsets[n + 1]`. */
  readonly offsets: Int32Array
  readonly targets: Int32Array
  readonly kinds: Uint8Array

  constructor(relation: Relation, snapshot: boolean) {
    this.snapshot = snapshot
    const count = relation.transactions.length
    this.events = snapshot ? 2 * count : count
    this.#nodes = this.events
    // any kind of search follows these
    if (snapshot) for (let i = 0; i < count; i++) this.#edge(2 * i, 2 * i + 1, EVERY_KIND as DependencyKind)
    for (const { from, to, kind } of relation.dependencies) this.#depend(from, to, kind)
    for (const chain of relation.chains) this.#addChain(chain)
    if (relation.realTime) this.#addRealTime(relation)
    const { offsets, places } = this.#layOut()
    this.offsets = offsets
    this.targets = new Int32Array(places.length)
    this.kinds = new Uint8Array(places.length)
    for (const [edge, place] of places.entries()) {
      this.targets[place] = elementAt(this.#to, edge)
      this.kinds[place] = elementAt(this.#kinds, edge)
    }
    this.#from.length = this.#to.length = this.#kinds.length = 0
  }

  get nodes(): number {
    return this.offsets.length - 1
  }

  /** The node at which a transaction reads, and at which its effect comes about. */
  start(transaction: number): number {
    return this.snapshot ? 2 * transaction : transaction
  }

  commit(transaction: number): number {
    return this.snapshot ? 2 * transaction + 1 : transaction
  }

  #edge(from: number, to: number, kind: DependencyKind): void {
    this.#from.push(from)
    this.#to.push(to)
    this.#kinds.push(kind)
  }

  #depend(from: number, to: number, kind: DependencyKind): void {
    if (from === to) return
    if (kind === dependency.rw || kind === dependency.rwTime)
      this.#edge(this.start(from), this.commit(to), kind)
    else this.#edge(this.commit(from), this.start(to), kind)
  }

  #addChain({ blocks, readers, unread }: Chain): void {
    const { ww, wr, rw } = dependency
    for (const [index, { writer }] of blocks.entries()) {
      const next = blocks[index + 1]
      if (next !== undefined) this.#depend(writer, next.writer, ww)
      else for (const each of unread) this.#depend(writer, each.writer, ww)
    }
    const full: number[] = []
    for (const { reader, at } of readers) {
      const seen = blocks[at - 1]
      if (seen !== undefined) this.#depend(seen.writer, reader, wr)
      const next = blocks[at]
      // what follows its own writes follows it by them
      if (next?.writer === reader) continue
      if (next === undefined) {
        if (unread.length > 0) full.push(reader)
        continue
      }
      this.#depend(reader, next.writer, rw)
    }
    if (full.length > 0)
      this.#addUnread(
        full,
        unread.map(({ writer }) => writer),
      )
  }

  /**
   * Each of the full readers precedes each of the unread writers but itself. One that is both stands in the middle: the
   * others of the readers precede it, it precedes the others of the writers. Where there are more of those, they precede
   * each other in any case, so that one node for all adds no path between two transactions that there is not.
   */
  #addUnread(readers: readonly number[], writers: readonly number[]): void {
    const among = new Set(writers)
    const both = new Set(readers.filter((reader) => among.has(reader)))
    const [middle] = both
    if (both.size === 1 && middle !== undefined && !this.snapshot) {
      for (const reader of new Set(readers)) this.#depend(reader, middle, dependency.rw)
      for (const writer of among) this.#depend(middle, writer, dependency.rw)
      return
    }
    const between = this.#nodes++
    for (const reader of readers) this.#edge(this.start(reader), between, dependency.rw)
    for (const writer of writers) this.#edge(between, this.commit(writer), dependency.rw)
  }

  /** A chain of nodes, one for each return, and one for each client. */
  #addRealTime({ transactions, effective }: Relation): void {
    const events: { readonly at: number; readonly id: number; readonly returns: boolean }[] = []
    const lastOf = new Map<ProcessId, number>()
    const byInvocation = transactions
      .filter(({ id }) => effective[id])
      .sort((a, b) => a.operation.invoked - b.operation.invoked)
    for (const { id, operation } of byInvocation) {
      const { process, invoked, returned } = operation
      events.push({ at: invoked, id, returns: false })
      const last = lastOf.get(process)
      if (last !== undefined && (transactions[last]?.operation.returned ?? Infinity) < invoked)
        this.#depend(last, id, dependency.process)
      // what never returned precedes nothing
      if (returned === Infinity) continue
      lastOf.set(process, id)
      events.push({ at: returned, id, returns: true })
    }
    // at equal times neither precedes the other
    events.sort((a, b) => a.at - b.at || Number(a.returns) - Number(b.returns))
    let passed = -1
    for (const { id, returns } of events) {
      if (!returns) {
        if (passed !== -1) this.#edge(passed, this.start(id), dependency.rt)
        continue
      }
      const node = this.#nodes++
      if (passed !== -1) this.#edge(passed, node, dependency.rt)
      this.#edge(this.commit(id), node, dependency.rt)
      passed = node
    }
  }

  #layOut(): { offsets: Int32Array; places: Int32Array } {
    const offsets = new Int32Array(this.#nodes + 1)
    for (const from of this.#from) offsets[from + 1] = (offsets[from + 1] as number) + 1
    for (let node = 0; node < this.#nodes; node++)
      offsets[node + 1] = (offsets[node + 1] as number) + (offsets[node] as number)
    const next = offsets.slice()
    const places = new Int32Array(this.#from.length)
    for (const [edge, from] of this.#from.entries()) {
      const place = next[from] as number
      places[edge] = place
      next[from] = place + 1
    }
    return { offsets, places }
  }
}
