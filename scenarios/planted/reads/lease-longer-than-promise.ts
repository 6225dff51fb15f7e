import type { PlantedBug } from '../planted-bug.ts'
import { scriptOf } from '../script-text.ts'

export const leaseLongerThanPromise: PlantedBug = {
  id: 'lease-longer-than-promise',
  does: 'lets its lease last for the longest election timeout, and not the shortest',
  seenIn: 'thesis §6.4.1; yugabyte/yugabyte-db#16 argues the bound',
  breaks: ['linearizability'],
  needs: 'a leader that is cut off while another is elected',
  settings: { reads: 'lease', checkQuorum: true },
  scenarios: ['lease-reads'],
  deviation: { raft: { leaseEnd: (roundBegan, electionTimeoutMin) => roundBegan + 2 * electionTimeoutMin } },
  example: {
    nodes: 5,
    script: scriptOf(`
    n4 election
    n4>n5 request-vote#b1928490
    n4>n2 request-vote#b1928490
    n2>n4 vote granted#08ffb4ff
    n5>n4 vote granted#08ffb4ff
    n4>n3 append entries+#dd2f668b
    n4>n1 append entries+#2b36cdc7
    n4>n5 append entries+#517da8b3
    n1>n4 append-reply success#8bb82941
    n3>n4 append-reply success#8bb82941
    c5>n3 write k1 63
    n5 election
    n5>n2 request-vote#5a1bb030
    n5>n3 request-vote#5a1bb030
    n2>n5 vote granted#753ab0fc
    n3>n5 vote granted#753ab0fc
    n5>n1 append entries+#42fa0a44
    n5>n3 append entries+#42fa0a44
    n1>n5 append-reply success#efbdf25b
    n3>n5 append-reply success#efbdf25b
    c5>n5 retry
    n5>n1 append entries+#bde385ed
    n5>n3 append entries+#bde385ed
    n1>n5 append-reply success#d36e358f
    n3>n5 append-reply success#d36e358f
    c1>n4 read k1
    `),
  },
}
