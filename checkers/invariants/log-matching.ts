import type { ObservedCluster } from './observed-cluster.ts'
import type { Invariant } from './invariant.ts'
import type { ObservedServer } from './observed-server.ts'
import { entryName, entryWithCommand, however, letBe, thenMust } from './proof.ts'

/** The first sighting of an entry. Index and term identify it for ever: one leader per term made it, once. */
interface Sighting {
  readonly term: number
  readonly digest: number
  /** Term of the entry before it; -1 while nobody showed that one. */
  previousTerm: number
  readonly node: number
  readonly step: number
  /** Another entry seen at the same index, of another term. */
  readonly other: Sighting | undefined
}

/**
 * Log Matching (Figure 3): if two logs contain an entry with the same index and term, they are identical up
 * through that index.
 *
 * Checked entry by entry against all that was ever seen: the same index and term must mean the same command,
 * and the same term in front of it; the rest follows by induction, as in the paper's own proof (§5.3).
 * What stood in front of a compacted log is unknown and is left out.
 */
export class LogMatching implements Invariant {
  readonly property = 'log-matching'
  readonly #cluster: ObservedCluster
  readonly #sightings: (Sighting | undefined)[] = []

  constructor(cluster: ObservedCluster) {
    this.#cluster = cluster
  }

  onEntry(server: ObservedServer, index: number, term: number, digest: number, previousTerm: number): void {
    if (previousTerm > term) this.#decreases(server, index, term, previousTerm)
    const latest = this.#sightings[index]
    let seen = latest
    while (seen !== undefined && seen.term !== term) seen = seen.other
    if (seen === undefined) {
      const { step } = this.#cluster
      this.#sightings[index] = { term, digest, previousTerm, node: server.node, step, other: latest }
    } else if (seen.digest !== digest) {
      this.#differs(server, index, seen, digest)
    } else if (previousTerm >= 0 && seen.previousTerm !== previousTerm) {
      if (seen.previousTerm < 0) seen.previousTerm = previousTerm
      else this.#parts(server, index, seen, previousTerm)
    }
  }

  /** A snapshot covers committed entries only (§7), so the term it claims for its last one is settled. */
  onBoundary(server: ObservedServer, index: number, term: number): void {
    this.#behind(server, index, term)
    const committed = this.#cluster.ledger.at(index)
    if (committed === undefined || committed.term === term) return
    const { step } = this.#cluster
    const { id } = server
    const committer = this.#cluster.nameOf(committed.node)
    this.#cluster.violated({
      property: this.property,
      shape: 'snapshot-term',
      headline: `the snapshot of ${id} ends with index ${index} of term ${term}, but the entry committed there is of term ${committed.term}`,
      proof: [
        letBe(`${committer} committed ${entryName(index, committed.term)}`, committed.step),
        thenMust(`a snapshot that ends at index ${index} has lastIncludedTerm ${committed.term} (§7)`),
        however(`${id} has the term ${term} there`, step),
      ],
      facts: [
        { step: committed.step, node: committer, field: 'commitIndex', index },
        { step, node: id, field: 'log', index },
      ],
    })
  }

  /** An entry that was kept behind the snapshot follows on what the snapshot ends with. */
  #behind(server: ObservedServer, index: number, term: number): void {
    const next = server.log.termAt(index + 1)
    if (index < server.log.firstIndex || next < 0) return
    if (term > next) this.#decreases(server, index + 1, next, term)
    else this.onEntry(server, index + 1, next, server.log.digestAt(index + 1), term)
  }

  #decreases(server: ObservedServer, index: number, term: number, previousTerm: number): void {
    const { step } = this.#cluster
    const { id } = server
    this.#cluster.violated({
      property: this.property,
      shape: 'terms-decrease',
      headline: `the log of ${id} has term ${previousTerm} at index ${index - 1} and the lower term ${term} at index ${index}`,
      proof: [
        letBe(`the log of ${id} holds ${entryName(index - 1, previousTerm)}`, step),
        thenMust(
          'a leader appends in its own term, behind entries of terms it has already seen: terms never decrease along a log (§5.3, §5.4.1)',
        ),
        however(`the next entry is ${entryName(index, term)}`, step),
      ],
      facts: [
        { step, node: id, field: 'log', index: index - 1 },
        { step, node: id, field: 'log', index },
      ],
    })
  }

  #differs(server: ObservedServer, index: number, seen: Sighting, digest: number): void {
    const { step } = this.#cluster
    const { id } = server
    const other = this.#cluster.nameOf(seen.node)
    this.#cluster.violated({
      property: this.property,
      shape: 'different-commands',
      headline: `${other === id ? `${id} has two` : `${other} and ${id} have`} different commands at index ${index} in term ${seen.term}`,
      proof: [
        letBe(`${other} has ${entryWithCommand(index, seen.term, seen.digest)}`, seen.step),
        thenMust('entries with the same index and term store the same command (Log Matching, Figure 3)'),
        however(`${id} has ${entryWithCommand(index, seen.term, digest)}`, step),
      ],
      facts: [
        { step: seen.step, node: other, field: 'log', index },
        { step, node: id, field: 'log', index },
      ],
    })
  }

  #parts(server: ObservedServer, index: number, seen: Sighting, previousTerm: number): void {
    const { step } = this.#cluster
    const { id } = server
    const other = this.#cluster.nameOf(seen.node)
    const entry = entryName(index, seen.term)
    const before = (term: number): string =>
      index === 1 || term === 0 ? 'no entry before it' : `term ${term} before it, at index ${index - 1}`
    this.#cluster.violated({
      property: this.property,
      shape: 'different-prefixes',
      headline: `${other === id ? `${id} had and has` : `${other} and ${id} both have`} ${entry}, but ${other} had ${before(seen.previousTerm)} and ${id} has ${before(previousTerm)}`,
      proof: [
        letBe(`${other} has ${entry} with ${before(seen.previousTerm)}`, seen.step),
        thenMust(
          'logs that share an entry with the same index and term are identical up through it (Log Matching, Figure 3)',
        ),
        however(`${id} has ${entry} with ${before(previousTerm)}`, step),
      ],
      facts: [
        { step: seen.step, node: other, field: 'log', index: index - 1 },
        { step, node: id, field: 'log', index: index - 1 },
      ],
    })
  }
}
