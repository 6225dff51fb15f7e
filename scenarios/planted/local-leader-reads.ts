import type { PlantedBug } from './planted-bug.ts'

export const localLeaderReads: PlantedBug = {
  id: 'local-leader-reads',
  does: 'answers reads from the leader’s own state without asking a majority whether it still leads',
  seenIn: 'etcd-io/etcd#741, RedisLabs/redisraft#19, deventlab/d-engine#381',
  breaks: ['linearizability'],
  needs: 'a leader that is cut off while another is elected, and a client that still asks it',
  deviation: { raft: { answersLocally: (kind) => kind === 'read' } },
}
