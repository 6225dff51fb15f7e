import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const answeredByIndexAlone: PlantedBug = {
  id: 'answered-by-index-alone',
  does: 'answers who waits for an index by the entry that is applied there, though it is of another term and another’s',
  seenIn: 'a known mistake of student implementations: the result of another command is returned',
  breaks: ['linearizability'],
  needs: 'a command that gives way to another one at its index',
  settings: { forward: true },
  deviation: { raft: { answersRequest: () => true } },
  example: {
    nodes: 3,
    settings: { noop: false },
    script: scriptOf(`
    n1 election
    n1>n2 request-vote
    n2>n1 vote granted
    n1>n2 append entries-
    c0>n2 cas k1 null->1
    n2>n1 forward
    n1>n2 forward-reply
    n3 election
    n3 election
    n3>n2 request-vote
    n3>n2 request-vote
    n2>n3 vote granted
    n3>n2 append entries-
    n2>n3 append-reply success
    c1>n3 cas k1 null->2
    n3>n2 append entries+
    n2>n3 append-reply success
    n3 heartbeat
    n3>n2 append entries-
    `),
  },
}
