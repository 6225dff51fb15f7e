import type { NodeId } from '../../base/node-id.ts'
import type { Message } from './messages.ts'

/** What keeps a leader in its place, or has it give way: pre-votes, newer terms, handing over (§5.1, thesis §3.10, §9.6). */
export interface LeadershipRules {
  /** Whether hearing the message's term means that the term has begun (§5.1). That of a pre-vote has not. */
  beginsTerm(message: Message): boolean
  /** The term that an answer to a pre-vote speaks of (thesis §9.6). */
  preVoteReplyTerm(granted: boolean, asked: number, currentTerm: number): number
  /** Which of those that would vote for a server have voted for it once it stands: none, it has only asked (thesis §9.6). */
  votesFromPreVotes(preVotes: ReadonlySet<NodeId> | undefined): Iterable<NodeId>
  /** Whether a leader takes commands again when handing over has taken an election timeout (thesis §3.10). */
  givesUpTransfer(): boolean
  /** How many entries of a leader wait to be committed, of which it takes no more than so many. */
  uncommitted(lastIndex: number, commitIndex: number, termBegin: number): number
}

const nobody: readonly NodeId[] = []

export const leadershipRules: LeadershipRules = {
  beginsTerm(message) {
    if (message.type === 'pre-vote') return false
    return message.type !== 'pre-vote-reply' || !message.granted
  },

  // A grant speaks of the term asked about, else the one who asked would drop it as old (etcd d4471b2). A
  // refusal tells one who lags behind which term it is, so that it asks about the right one next.
  preVoteReplyTerm: (granted, asked, currentTerm) => (granted ? asked : currentTerm),

  votesFromPreVotes: () => nobody,

  givesUpTransfer: () => true,

  // What it inherited does not count: that is committed only by way of an entry of its own (§5.4.2).
  uncommitted: (lastIndex, commitIndex, termBegin) => lastIndex - Math.max(commitIndex, termBegin - 1),
}
