import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const termNotPersisted: PlantedBug = {
  id: 'term-not-persisted',
  does: 'keeps its term in memory only, so a restart begins in term 0 again and forgets in which terms it voted',
  seenIn: 'NodeDB-Lab/nodedb#161, tikv/tikv#3572',
  breaks: ['one-vote-per-term', 'monotone', 'election-safety', 'log-matching', 'committed-on-majority'],
  needs: 'a restart',
  deviation: { raft: { stateToStore: () => ({ currentTerm: 0, votedFor: null }) } },
  example: {
    nodes: 2,
    script: scriptOf(`
      n1 election
      n2 election
      n1 crash
      n1 restart
      n2>n1 request-vote
    `),
  },
}
