/** One committed entry: what it is, and where that was first seen. */
export interface CommittedEntry {
  readonly index: number
  readonly term: number
  readonly digest: number
  /** `currentTerm` of the first server seen to commit it. */
  readonly commitTerm: number
  /** Ordinal of that server. */
  readonly node: number
  readonly step: number
  /** The entry recorded before this one: a walk along it is bounded by what was really seen. */
  readonly earlier: CommittedEntry | undefined
}

/**
 * What the cluster has committed, by index, over all servers and incarnations. An entry stays committed for ever
 * (§5.3), so nothing is ever removed. Entries that were compacted before anybody saw them are not in it.
 */
export class CommittedLedger {
  readonly #entries: (CommittedEntry | undefined)[] = []
  #highest: CommittedEntry | undefined = undefined
  #latest: CommittedEntry | undefined = undefined

  /** The committed entry with the highest index known. */
  get highest(): CommittedEntry | undefined {
    return this.#highest
  }

  /** The entry that was recorded last. */
  get latest(): CommittedEntry | undefined {
    return this.#latest
  }

  at(index: number): CommittedEntry | undefined {
    return this.#entries[index]
  }

  /** Records the first commit of an index. */
  record(
    index: number,
    term: number,
    digest: number,
    commitTerm: number,
    node: number,
    step: number,
  ): CommittedEntry {
    const entry: CommittedEntry = { index, term, digest, commitTerm, node, step, earlier: this.#latest }
    this.#entries[index] = entry
    this.#latest = entry
    if (this.#highest === undefined || index > this.#highest.index) this.#highest = entry
    return entry
  }
}
