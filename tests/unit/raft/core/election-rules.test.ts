import fc from 'fast-check'
import { expect, test } from 'vitest'
import { electionRules as rules } from '../../../../src/raft/core/election-rules.ts'

const vote = (term: number, granted: boolean) => ({ type: 'vote', term, granted }) as const

test('§5.2 an answer is a vote where it is granted, and of the present term', () => {
  expect(rules.isVoteFor(vote(3, true), 3)).toBe(true)
  expect(rules.isVoteFor(vote(2, true), 3)).toBe(false)
  expect(rules.isVoteFor(vote(3, false), 3)).toBe(false)
})

test('§5.2 each server is counted once, however often its vote comes, and the next count begins at none', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('n1', 'n2', 'n3')), (voters) => {
      let votes: readonly string[] = rules.votesToBeginWith(voters)
      expect(votes).toEqual([])
      for (const voter of voters) votes = rules.countVote(votes, voter, 'n1')
      expect([...votes].sort()).toEqual([...new Set(voters)].sort())
    }),
  )
})

test('§5.2 a new term frees the vote, stepping down within a term does not', () => {
  for (const role of ['follower', 'candidate', 'leader'] as const) {
    expect(rules.freesVote(4, 3, role)).toBe(true)
    expect(rules.freesVote(3, 3, role)).toBe(false)
    expect(rules.candidacyTerm(3, role)).toBe(4)
    expect(rules.heedsNewerTerm('append-reply', role)).toBe(true)
  }
})

test('Figure 2: a candidate says where its log ends, and a server goes on from what its disk has', () => {
  expect(rules.claimedEnd({ lastIndex: 5, lastTerm: 2 }, 7, 3)).toEqual({ lastIndex: 5, lastTerm: 2 })
  expect(rules.restoredState({ currentTerm: 4, votedFor: 'n2' }, 2)).toEqual({
    currentTerm: 4,
    votedFor: 'n2',
  })
})
