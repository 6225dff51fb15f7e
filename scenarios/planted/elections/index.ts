import type { PlantedBug, PlantedStall } from '../planted-bug.ts'
import { candidateClaimsCommitted } from './candidate-claims-committed.ts'
import { candidateClaimsOwnTerm } from './candidate-claims-own-term.ts'
import { candidateNotPersisted } from './candidate-not-persisted.ts'
import { dupVoteCounted } from './dup-vote-counted.ts'
import { leaderIgnoresNewerTerms } from './leader-ignores-newer-terms.ts'
import { majorityHalf } from './majority-half.ts'
import { newerTermInReplyIgnored } from './newer-term-in-reply-ignored.ts'
import { ownVoteCountedTwice } from './own-vote-counted-twice.ts'
import { refusalCounted } from './refusal-counted.ts'
import { requestVoteBeforeFsync } from './request-vote-before-fsync.ts'
import { requestVoteTermIgnored } from './request-vote-term-ignored.ts'
import { staleVoteCounted } from './stale-vote-counted.ts'
import { standsAgainInSameTerm } from './stands-again-in-same-term.ts'
import { standsInSameTerm } from './stands-in-same-term.ts'
import { termFromLogAtRestart } from './term-from-log-at-restart.ts'
import { termNotPersisted } from './term-not-persisted.ts'
import { voteAndInsteadOfOr } from './vote-and-instead-of-or.ts'
import { voteClearedByLeader } from './vote-cleared-by-leader.ts'
import { voteClearedOnStepDown } from './vote-cleared-on-step-down.ts'
import { voteComparesCommitted } from './vote-compares-committed.ts'
import { voteIndexOnly } from './vote-index-only.ts'
import { voteKeptInNewTerm } from './vote-kept-in-new-term.ts'
import { voteNeedsLongerLog } from './vote-needs-longer-log.ts'
import { voteNotRestored } from './vote-not-restored.ts'
import { voteReplyBeforeFsync } from './vote-reply-before-fsync.ts'
import { voteTermOnly } from './vote-term-only.ts'
import { votesCarryOver } from './votes-carry-over.ts'

/** Mistakes in elections and with votes that make a step break a property. */
export const electionsBugs: readonly PlantedBug[] = [
  voteIndexOnly,
  voteTermOnly,
  voteAndInsteadOfOr,
  voteComparesCommitted,
  candidateClaimsOwnTerm,
  majorityHalf,
  termNotPersisted,
  candidateNotPersisted,
  voteReplyBeforeFsync,
  requestVoteBeforeFsync,
  staleVoteCounted,
  refusalCounted,
  dupVoteCounted,
  ownVoteCountedTwice,
  votesCarryOver,
  voteClearedOnStepDown,
  voteClearedByLeader,
  voteNotRestored,
  termFromLogAtRestart,
  standsInSameTerm,
]

/** Those after which a cluster stands still. */
export const electionsStalls: readonly PlantedStall[] = [
  voteNeedsLongerLog,
  candidateClaimsCommitted,
  voteKeptInNewTerm,
  requestVoteTermIgnored,
  leaderIgnoresNewerTerms,
  newerTermInReplyIgnored,
  standsAgainInSameTerm,
]
