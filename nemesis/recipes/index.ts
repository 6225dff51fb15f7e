import { crashBeforeSync, followerCrash, powerFailure } from './disks.ts'
import { earlyElections, laggingCandidate } from './elections.ts'
import { figure8 } from './figure-8.ts'
import { crashAfterCommit, crashAfterElection, crashAfterPropose } from './leader-crashes.ts'
import { oldMessagesReturn, shuffledAppends } from './messages.ts'
import {
  halfDeafLeader,
  isolatedLeader,
  leaderWithFew,
  oldLeaderWins,
  sleepingLeader,
  slowLeaderClock,
} from './old-leaders.ts'
import type { Recipe } from './recipe.ts'
import { candidateCrash, staleVotes, voterCrash } from './votes.ts'

/** Every recipe; each as likely as the others. */
export const recipes: readonly Recipe[] = [
  voterCrash,
  candidateCrash,
  staleVotes,
  crashAfterPropose,
  crashAfterCommit,
  crashAfterElection,
  isolatedLeader,
  leaderWithFew,
  oldLeaderWins,
  sleepingLeader,
  slowLeaderClock,
  halfDeafLeader,
  earlyElections,
  laggingCandidate,
  crashBeforeSync,
  followerCrash,
  powerFailure,
  oldMessagesReturn,
  shuffledAppends,
  figure8,
]
