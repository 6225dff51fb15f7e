import type { NodeId } from '../../src/base/node-id.ts'

/** One vote that was seen: in a server's memory, or as it went out. */
export interface SeenVote {
  readonly voter: NodeId
  readonly candidate: NodeId
  readonly step: number
}

/** Who was seen voting for whom, by term: the reason why two leaders share a term stands here. */
export class VoteRecord {
  readonly #terms = new Map<number, SeenVote[]>()

  /** Keeps the first sighting of a vote; a server that says it again adds nothing. */
  saw(term: number, voter: NodeId, candidate: NodeId, step: number): void {
    const votes = this.#terms.get(term)
    if (votes === undefined) {
      this.#terms.set(term, [{ voter, candidate, step }])
      return
    }
    for (const vote of votes) if (vote.voter === voter && vote.candidate === candidate) return
    votes.push({ voter, candidate, step })
  }

  /** The votes seen for a candidate in a term, in the order in which they were seen. */
  of(term: number, candidate: NodeId): readonly SeenVote[] {
    return (this.#terms.get(term) ?? []).filter((vote) => vote.candidate === candidate)
  }
}
