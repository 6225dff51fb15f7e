import { elementAt } from '../../src/base/element-at.ts'
import { firstIndex } from '../../src/base/search.ts'
import type { ProcessId } from '../../src/record/operation.ts'
import { antiDependencies, dependency } from './dependency.ts'
import type { Dependency, DependencyKinds } from './dependency.ts'
import type { RelationIndex } from './relation-index.ts'

/** A cycle whose first dependency is of `through`, all others of `over`. */
export interface CycleShape {
  readonly through: DependencyKinds
  readonly over: DependencyKinds
  /** Whether no two anti-dependencies may follow each other. */
  readonly nonadjacent?: true
}

/**
 * Breadth-first walks over the whole relation, without drawing it: what a chain or the order of time leads to is a
 * stretch to its end, and within a walk each stretch is entered only as far as none before it was.
 */
export class CycleWalk {
  readonly #index: RelationIndex
  readonly #byInvocation: Int32Array
  readonly #byProcess = new Map<ProcessId, number[]>()
  readonly #readers: readonly { readonly reader: number; readonly at: number }[][]
  /** By two states: a walk may come to a transaction by an anti-dependency or otherwise. */
  readonly #visited: Int32Array
  readonly #parent: Int32Array
  readonly #blocksFrom: Int32Array
  readonly #writersStretch: Int32Array
  readonly #readersFrom: Int32Array
  readonly #readersStretch: Int32Array
  #timeFrom = 0
  readonly #processFrom = new Map<ProcessId, number>()
  #walk = 0
  /** Transactions looked at so far. */
  work = 0

  constructor(index: RelationIndex) {
    this.#index = index
    const { transactions, chains, effective } = index.relation
    const ids = transactions.filter(({ id }) => effective[id]).map(({ id }) => id)
    ids.sort((a, b) => this.#invoked(a) - this.#invoked(b))
    this.#byInvocation = Int32Array.from(ids)
    for (const id of ids) {
      const { process } = transactions[id]?.operation ?? { process: 0 }
      const known = this.#byProcess.get(process)
      if (known === undefined) this.#byProcess.set(process, [id])
      else known.push(id)
    }
    this.#readers = chains.map(({ readers }) => [...readers].sort((a, b) => a.at - b.at))
    this.#visited = new Int32Array(2 * transactions.length)
    this.#parent = new Int32Array(2 * transactions.length)
    this.#blocksFrom = new Int32Array(2 * chains.length)
    this.#readersFrom = new Int32Array(chains.length)
    this.#writersStretch = new Int32Array(2 * chains.length)
    this.#readersStretch = new Int32Array(chains.length)
  }

  /**
   * The shortest cycle of the shape through a transaction, of fewer than `below` transactions and within its component;
   * its first dependency leaves the transaction. Undefined when there is none.
   */
  shortestFrom(
    start: number,
    shape: CycleShape,
    component: Int32Array,
    below: number,
  ): readonly Dependency[] | undefined {
    this.#walk++
    this.#timeFrom = this.#byInvocation.length
    this.#processFrom.clear()
    let layer: number[] = []
    this.#expand(start, -1, shape.through, shape, component, layer)
    for (let length = 2; length < below && layer.length > 0; length++) {
      for (const state of layer) {
        const last = this.#index.between(state >> 1, start, this.#allowed(state, shape, true))
        if (last !== undefined) return [...this.#pathTo(start, state, shape), last]
      }
      const next: number[] = []
      for (const state of layer)
        this.#expand(state >> 1, state, this.#allowed(state, shape, false), shape, component, next)
      layer = next
    }
    return undefined
  }

  /** What may follow; back to the start no anti-dependency may lead when one follows there. */
  #allowed(state: number, { over, through, nonadjacent }: CycleShape, closing: boolean): DependencyKinds {
    if (nonadjacent === undefined) return over
    const follows = (state & 1) === 1 || (closing && (through & antiDependencies) !== 0)
    return follows ? over & ~antiDependencies : over
  }

  #expand(
    from: number,
    parent: number,
    kinds: DependencyKinds,
    { nonadjacent }: CycleShape,
    component: Int32Array,
    into: number[],
  ): void {
    const visit = (to: number, anti: 0 | 1): void => {
      this.work++
      const state = 2 * to + (nonadjacent === undefined ? 0 : anti)
      if (to === from || component[to] !== component[from] || this.#visited[state] === this.#walk) return
      this.#visited[state] = this.#walk
      this.#parent[state] = parent
      into.push(state)
    }
    for (const { to, kind } of this.#index.dependenciesOf(from))
      if ((kind & kinds) !== 0) visit(to, (kind & antiDependencies) === 0 ? 0 : 1)
    for (const { chain, firstBlock, at } of this.#index.rolesOf(from)) {
      if (firstBlock !== -1 && (kinds & dependency.ww) !== 0)
        this.#visitWriters(chain, firstBlock + 1, 0, visit)
      if (firstBlock !== -1 && (kinds & dependency.wr) !== 0) this.#visitReaders(chain, firstBlock + 1, visit)
      if (at !== -1 && (kinds & dependency.rw) !== 0)
        this.#visitWriters(chain, at, nonadjacent === undefined ? 0 : 1, visit)
    }
    if (!this.#index.relation.realTime) return
    if ((kinds & dependency.rt) !== 0) this.#visitLater(from, visit)
    else if ((kinds & dependency.process) !== 0) this.#visitOwnLater(from, visit)
  }

  #visitWriters(chain: number, from: number, anti: 0 | 1, visit: Visit): void {
    const { blocks = [], unread = [] } = this.#index.relation.chains[chain] ?? {}
    const slot = 2 * chain + anti
    if (this.#writersStretch[slot] !== this.#walk) {
      this.#writersStretch[slot] = this.#walk
      this.#blocksFrom[slot] = blocks.length
      for (const { writer } of unread) visit(writer, anti)
    }
    const end = this.#blocksFrom[slot] as number
    for (let block = from; block < end; block++) visit(blocks[block]?.writer ?? -1, anti)
    this.#blocksFrom[slot] = Math.min(end, from)
  }

  #visitReaders(chain: number, at: number, visit: Visit): void {
    const readers = this.#readers[chain] ?? []
    const first = firstIndex(readers.length, (index) => (readers[index]?.at ?? 0) >= at)
    if (this.#readersStretch[chain] !== this.#walk) {
      this.#readersStretch[chain] = this.#walk
      this.#readersFrom[chain] = readers.length
    }
    const end = this.#readersFrom[chain] as number
    for (let i = first; i < end; i++) visit(readers[i]?.reader ?? -1, 0)
    this.#readersFrom[chain] = Math.min(end, first)
  }

  #visitLater(from: number, visit: Visit): void {
    const returned = this.#index.relation.transactions[from]?.operation.returned ?? Infinity
    while (this.#timeFrom > 0) {
      const id = this.#byInvocation[this.#timeFrom - 1] as number
      if (this.#invoked(id) <= returned) return
      visit(id, 0)
      this.#timeFrom--
    }
  }

  #visitOwnLater(from: number, visit: Visit): void {
    const { process = 0, returned = Infinity } = this.#index.relation.transactions[from]?.operation ?? {}
    const own = this.#byProcess.get(process) ?? []
    let end = this.#processFrom.get(process) ?? own.length
    while (end > 0 && this.#invoked(elementAt(own, end - 1)) > returned) visit(elementAt(own, --end), 0)
    this.#processFrom.set(process, end)
  }

  #invoked(id: number): number {
    return this.#index.relation.transactions[id]?.operation.invoked ?? 0
  }

  #pathTo(start: number, end: number, shape: CycleShape): Dependency[] {
    const path: Dependency[] = []
    for (let state = end; state !== -1; state = this.#parent[state] as number) {
      const parent = this.#parent[state] as number
      const kinds = parent === -1 ? shape.through : this.#allowed(parent, shape, false)
      const arrived =
        shape.nonadjacent === undefined
          ? kinds
          : (state & 1) === 1
            ? kinds & antiDependencies
            : kinds & ~antiDependencies
      const found = this.#index.between(parent === -1 ? start : parent >> 1, state >> 1, arrived)
      if (found !== undefined) path.unshift(found)
    }
    return path
  }
}

type Visit = (to: number, anti: 0 | 1) => void
