import type { PlantedBug, PlantedStall } from '../planted-bug.ts'
import { inheritedEntriesFillTheLog } from './inherited-entries-fill-the-log.ts'
import { newerTermInAnswersIgnored } from './newer-term-in-answers-ignored.ts'
import { preVoteAnsweredInOwnTerm } from './pre-vote-answered-in-own-term.ts'
import { preVotesCountAsVotes } from './pre-votes-count-as-votes.ts'
import { transferNeverGivenUp } from './transfer-never-given-up.ts'
import { votesBroadcast } from './votes-broadcast.ts'

/** Pre-votes, newer terms, handing over (thesis §3.10, §9.6). */
export const leadershipBugs: readonly PlantedBug[] = [preVotesCountAsVotes, votesBroadcast]

/** Those of them that make a cluster stand still. */
export const leadershipStalls: readonly PlantedStall[] = [
  inheritedEntriesFillTheLog,
  newerTermInAnswersIgnored,
  preVoteAnsweredInOwnTerm,
  transferNeverGivenUp,
]
