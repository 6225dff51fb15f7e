import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const preVotesCountAsVotes: PlantedBug = {
  id: 'pre-votes-count-as-votes',
  does: 'takes the answers to its pre-votes for votes once it stands',
  seenIn: 'thesis §9.6: a pre-vote is no promise, and the same server gives it to several',
  breaks: [
    'election-safety',
    'one-vote-per-term',
    'committed-on-majority',
    'leader-completeness',
    'state-machine-safety',
    'linearizability',
  ],
  needs: 'two candidates of one term that asked before',
  settings: { preVote: true },
  deviation: { raft: { votesFromPreVotes: (preVotes) => preVotes ?? [] } },
  example: {
    nodes: 2,
    script: scriptOf(`
    n1 election
    n2 election
    n1>n2 pre-vote
    n2>n1 pre-vote
    n2>n1 pre-vote-reply granted
    n1>n2 pre-vote-reply granted
    `),
  },
}
