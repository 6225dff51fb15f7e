import type { NodeId } from '../../src/base/node-id.ts'
import type { Clause } from '../../src/record/verdict.ts'
import type { ObservedCluster } from './observed-cluster.ts'
import type { Invariant, MessageKind } from './invariant.ts'
import type { ObservedServer } from './observed-server.ts'
import { however, letBe, listed, thenMust } from './proof.ts'

interface Leadership {
  readonly server: ObservedServer
  readonly step: number
}

/**
 * Election Safety (Figure 3): at most one leader can be elected in a given term.
 * Who led a term is never forgotten: a leader that crashed led it all the same. Two leaders at once are no
 * breach as long as their terms differ.
 */
export class ElectionSafety implements Invariant {
  readonly property = 'election-safety'
  readonly #cluster: ObservedCluster
  readonly #leaders = new Map<number, Leadership>()

  constructor(cluster: ObservedCluster) {
    this.#cluster = cluster
  }

  onLeader(server: ObservedServer): void {
    this.#leads(server, server.currentTerm)
  }

  /** Only a leader sends entries or snapshots (§5.3): all there is for a server that shows no state. */
  onSent(server: ObservedServer, kind: MessageKind, term: number): void {
    if ((kind === 'append' || kind === 'snapshot') && server.live === undefined) this.#leads(server, term)
  }

  #leads(server: ObservedServer, term: number): void {
    const earlier = this.#leaders.get(term)
    if (earlier === undefined) this.#leaders.set(term, { server, step: this.#cluster.step })
    else if (earlier.server !== server) this.#violated(earlier, server, term)
  }

  #violated(earlier: Leadership, server: ObservedServer, term: number): void {
    const { step } = this.#cluster
    const first = earlier.server.id
    const second = server.id
    this.#cluster.violated({
      property: this.property,
      shape: 'two-leaders',
      headline: `${first} and ${second} were both elected leader of term ${term}: ${first} at step ${earlier.step}, ${second} at step ${step}`,
      proof: [
        letBe(`${first} leads term ${term}`, earlier.step),
        letBe(`${second} leads term ${term}`, step),
        thenMust('at most one leader can be elected in a given term (Election Safety, Figure 3)'),
        ...this.#votes(term, first, second),
      ],
      facts: [
        { step: earlier.step, node: first, field: 'currentTerm' },
        { step, node: second, field: 'currentTerm' },
      ],
    })
  }

  /** Two majorities share a server (§5.2), so either it voted twice, or a leader had no majority. */
  #votes(term: number, first: NodeId, second: NodeId): Clause[] {
    const { votes, majority, members, servers } = this.#cluster
    const forFirst = votes.of(term, first)
    const forSecond = votes.of(term, second)
    const clauses: Clause[] = []
    for (const vote of forFirst) {
      const other = forSecond.find((candidate) => candidate.voter === vote.voter)
      if (other === undefined) continue
      clauses.push(
        letBe(`${vote.voter} votes for ${first} in term ${term}`, vote.step),
        however(`${vote.voter} votes for ${second} in term ${term} as well`, other.step),
      )
    }
    // where members change, each of the two may have counted a majority of its own
    const fixed = servers.every(({ live }) => (live?.membership?.voters ?? members).length === members.length)
    for (const [candidate, seen] of [
      [first, forFirst],
      [second, forSecond],
    ] as const) {
      if (!fixed) break
      if (seen.length === 0 || seen.length >= majority) continue
      const voters = listed(seen.map((vote) => vote.voter))
      clauses.push(
        however(`${candidate} has the votes of ${voters} only; ${majority} of ${members.length} are needed`),
      )
    }
    return clauses.length > 0 ? clauses : [however(`term ${term} has the leaders ${first} and ${second}`)]
  }
}
