import type { PlantedStall } from '../planted-bug.ts'

export const transferNeverGivenUp: PlantedStall = {
  id: 'transfer-never-given-up',
  does: 'takes no more commands once leadership is being handed over, however long the other does not stand',
  seenIn: 'etcd-io/raft 8b0d0e9',
  breaks: ['liveness'],
  needs: 'a request to stand that is lost',
  scenarios: ['everything-at-once', 'changing-members'],
  deviation: { raft: { givesUpTransfer: () => false } },
}
