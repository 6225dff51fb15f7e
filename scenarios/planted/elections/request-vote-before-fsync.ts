import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const requestVoteBeforeFsync: PlantedBug = {
  id: 'request-vote-before-fsync',
  does: 'asks for votes before its disk has the new term and its vote for itself',
  seenIn: 'what "before responding to RPCs" (Figure 2) leaves open, taken by the letter',
  breaks: ['one-vote-per-term', 'leader-completeness'],
  needs: 'a candidate that loses power after it asked, and votes or stands again in the same term',
  deviation: {
    raft: {
      waitsForDisk: (type) => type !== 'append' && type !== 'install-snapshot' && type !== 'request-vote',
    },
  },
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n2 election (held)
      n2 crash
      n2 restart
      n1>n2 request-vote
    `),
  },
}
