import type { PlantedStall } from '../planted-bug.ts'

export const newerTermInReplyIgnored: PlantedStall = {
  id: 'newer-term-in-reply-ignored',
  does: 'looks at the terms of requests only: the newer term in a refusal does not end its own',
  seenIn: 'a known mistake of student implementations',
  breaks: ['liveness'],
  needs: 'a follower of a newer term than the leader',
  deviation: { raft: { heedsNewerTerm: (type) => type !== 'append-reply' && type !== 'vote' } },
}
