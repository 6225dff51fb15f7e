import { expect, test } from 'vitest'
import { replicationRules as rules } from '../../../../src/raft/core/replication-rules.ts'

test('§5.1 a leader of an older term is followed no more, an answer of another term means nothing', () => {
  expect([2, 3, 4].map((term) => rules.followsLeaderOf(term, 3))).toEqual([false, true, true])
  expect([2, 3, 4].map((term) => rules.answersThisTerm(term, 3, 'append-reply'))).toEqual([
    false,
    true,
    false,
  ])
})

test('§5.3 a follower vouches for what the message brought, a leader counts what was acknowledged, never back', () => {
  expect(rules.acknowledgedIndex(4, 9)).toBe(4)
  expect(rules.matchAfter({ matchIndex: 3, nextIndex: 8 }, 5, 9)).toBe(5)
  expect(rules.matchAfter({ matchIndex: 6, nextIndex: 8 }, 5, 9)).toBe(6)
})

test('Figure 2: a new leader knows of no match; who steps down keeps its log', () => {
  expect(rules.firstMatchState(7)).toEqual({ nextIndex: 8, matchIndex: 0 })
  expect(rules.keptAtStepDown(7, 3)).toBe(7)
})
