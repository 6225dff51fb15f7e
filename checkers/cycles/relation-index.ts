import { dependency } from './dependency.ts'
import type { Dependency, DependencyKind, DependencyKinds } from './dependency.ts'
import type { Relation } from './relation.ts'

/** What a transaction is to a chain; -1 where it is not. */
export interface Role {
  readonly chain: number
  /** The first and the last block it wrote. */
  firstBlock: number
  lastBlock: number
  /** How many blocks its read saw. */
  at: number
  /** Its place among the writers whose order nothing shows. */
  unread: number
}

/** The relation by transaction, for walks over it. */
export class RelationIndex {
  readonly relation: Relation
  /** By transaction, then by chain. */
  readonly #roles = new Map<number, Map<number, Role>>()
  readonly #dependencies = new Map<number, Dependency[]>()

  constructor(relation: Relation) {
    this.relation = relation
    for (const dependency of relation.dependencies) {
      const known = this.#dependencies.get(dependency.from)
      if (known === undefined) this.#dependencies.set(dependency.from, [dependency])
      else known.push(dependency)
    }
    for (const [chain, { blocks, readers, unread }] of relation.chains.entries()) {
      for (const [index, { writer }] of blocks.entries()) {
        const role = this.#role(writer, chain)
        if (role.firstBlock === -1) role.firstBlock = index
        role.lastBlock = index
      }
      for (const { reader, at } of readers) this.#role(reader, chain).at = at
      for (const [index, { writer }] of unread.entries()) this.#role(writer, chain).unread = index
    }
  }

  rolesOf(transaction: number): Iterable<Role> {
    return this.#roles.get(transaction)?.values() ?? []
  }

  dependenciesOf(transaction: number): readonly Dependency[] {
    return this.#dependencies.get(transaction) ?? []
  }

  /** A dependency of one of the kinds from one transaction to the other, if there is one; no chain is walked. */
  between(from: number, to: number, kinds: DependencyKinds): Dependency | undefined {
    if (from === to) return undefined
    for (const each of this.dependenciesOf(from)) if (each.to === to && (each.kind & kinds) !== 0) return each
    for (const role of this.rolesOf(from)) {
      const other = this.#roles.get(to)?.get(role.chain)
      const found = other && this.#onChain(from, role, to, other, kinds)
      if (found !== undefined) return found
    }
    if (!this.relation.realTime) return undefined
    const a = this.relation.transactions[from]?.operation
    const b = this.relation.transactions[to]?.operation
    if (a === undefined || b === undefined || a.returned >= b.invoked) return undefined
    if ((kinds & dependency.process) !== 0 && a.process === b.process)
      return { from, to, kind: dependency.process }
    return (kinds & dependency.rt) === 0 ? undefined : { from, to, kind: dependency.rt }
  }

  #onChain(
    from: number,
    role: Role,
    to: number,
    other: Role,
    kinds: DependencyKinds,
  ): Dependency | undefined {
    const chain = this.relation.chains[role.chain]
    if (chain === undefined) return undefined
    const { key, blocks, unread } = chain
    const made = (kind: DependencyKind, before?: string, after?: string): Dependency => ({
      from,
      to,
      kind,
      key,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    })
    if (role.firstBlock !== -1) {
      const before = blocks[role.firstBlock]?.last
      if ((kinds & dependency.ww) !== 0) {
        if (other.lastBlock > role.firstBlock)
          return made(dependency.ww, before, blocks[other.lastBlock]?.first)
        if (other.unread !== -1) return made(dependency.ww, before, unread[other.unread]?.first)
      }
      if ((kinds & dependency.wr) !== 0 && other.at > role.firstBlock) return made(dependency.wr, before)
    }
    if (role.at === -1 || (kinds & dependency.rw) === 0) return undefined
    if (other.lastBlock >= role.at) return made(dependency.rw, undefined, blocks[other.lastBlock]?.first)
    return other.unread === -1 ? undefined : made(dependency.rw, undefined, unread[other.unread]?.first)
  }

  #role(transaction: number, chain: number): Role {
    let roles = this.#roles.get(transaction)
    if (roles === undefined) this.#roles.set(transaction, (roles = new Map<number, Role>()))
    const known = roles.get(chain)
    if (known !== undefined) return known
    const role = { chain, firstBlock: -1, lastBlock: -1, at: -1, unread: -1 }
    roles.set(chain, role)
    return role
  }
}
