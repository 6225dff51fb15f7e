import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const commitBeforeOwnDisk: PlantedBug = {
  id: 'commit-before-own-disk',
  does: 'counts its own copy before its disk has it',
  seenIn: 'etcd-io/etcd#14370',
  breaks: ['committed-on-majority', 'state-machine-safety', 'linearizability'],
  needs: 'a leader whose disk is slower than the answers of its followers, or that loses power',
  deviation: { raft: { ownCopyUpTo: (_durableIndex, lastIndex) => lastIndex } },
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n1>n2 request-vote
      n2>n1 vote granted (held)
      n1>n2 append entries+
      n2>n1 append-reply success
    `),
  },
}
