import type { PlantedStall } from '../planted-bug.ts'

export const preVoteAlwaysRefused: PlantedStall = {
  id: 'pre-vote-always-refused',
  does: 'refuses each pre-vote as if it heard a leader, though the last one is long gone',
  seenIn:
    'hashicorp/raft#605, where two servers of three, one of them the former leader, refused each other so; rabbitmq/ra#439',
  breaks: ['liveness'],
  needs: 'an election',
  settings: { preVote: true },
  deviation: { raft: { hearsLeader: () => true } },
}
