import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const voteReplyBeforeFsync: PlantedBug = {
  id: 'vote-reply-before-fsync',
  does: 'sends its vote before its disk has it',
  seenIn: 'NodeDB-Lab/nodedb#161, and a public implementation',
  breaks: ['one-vote-per-term', 'election-safety'],
  needs: 'a voter that loses power between its vote and its sync',
  deviation: {
    raft: { waitsForDisk: (type) => type !== 'append' && type !== 'install-snapshot' && type !== 'vote' },
  },
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote (held)
      n2 crash
      n2 restart
      n2 election
    `),
  },
}
