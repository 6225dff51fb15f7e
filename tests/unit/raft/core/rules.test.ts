import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RaftLog, rules } from '../../../../src/raft/core/index.ts'
import { entry, logOf } from './machine.ts'

const end = (lastIndex: number, lastTerm: number) => ({ lastIndex, lastTerm })

describe('§5.2 quorum: a majority of the members', () => {
  test.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [5, 3],
    [6, 4],
    [7, 4],
  ])('of %i members it takes %i', (members, quorum) => {
    expect(rules.quorum(members)).toBe(quorum)
  })

  test('any two quorums share a server, and one fewer would not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 101 }), (members) => {
        expect(2 * rules.quorum(members)).toBeGreaterThan(members)
        expect(2 * (rules.quorum(members) - 1)).toBeLessThanOrEqual(members)
      }),
    )
  })
})

describe('§5.4.1 up to date: the later last term wins; with equal terms the longer log', () => {
  test.each([
    ['a later term with a shorter log', end(9, 1), end(1, 2), true],
    ['an earlier term with a longer log', end(1, 2), end(9, 1), false],
    ['an equal term and a longer log', end(3, 2), end(4, 2), true],
    ['an equal term and an equally long log', end(3, 2), end(3, 2), true],
    ['an equal term and a shorter log', end(3, 2), end(2, 2), false],
    ['two empty logs', end(0, 0), end(0, 0), true],
    ['an empty log against one entry', end(1, 1), end(0, 0), false],
  ])('%s', (_, own, candidate, granted) => {
    expect(rules.candidateUpToDate(own, candidate, 0)).toBe(granted)
  })

  test('of two logs at least one is up to date for the other, both only when their ends are equal', () => {
    const logEnd = fc.record({ lastIndex: fc.nat(4), lastTerm: fc.nat(4) })
    fc.assert(
      fc.property(logEnd, logEnd, (a, b) => {
        const both = rules.candidateUpToDate(a, b, 0) && rules.candidateUpToDate(b, a, 0)
        expect(rules.candidateUpToDate(a, b, 0) || rules.candidateUpToDate(b, a, 0)).toBe(true)
        expect(both).toBe(a.lastIndex === b.lastIndex && a.lastTerm === b.lastTerm)
      }),
    )
  })
})

test('§5.2 one vote per term: free when not given, and kept for whom it was given to', () => {
  expect(rules.mayVoteFor(null, 'n2')).toBe(true)
  expect(rules.mayVoteFor('n2', 'n2')).toBe(true)
  expect(rules.mayVoteFor('n3', 'n2')).toBe(false)
})

describe('Figure 2, AppendEntries receiver 3 and 4: only a conflict cuts, only what is missing is appended', () => {
  const log = new RaftLog(logOf([1, 1, 2]))
  test.each([
    ['nothing new', [entry(2, 1), entry(3, 2)], { cutFrom: 0, appendFrom: 2 }],
    ['a prefix of what is there', [entry(1, 1)], { cutFrom: 0, appendFrom: 1 }],
    ['one more', [entry(3, 2), entry(4, 2)], { cutFrom: 0, appendFrom: 1 }],
    ['a conflict in the middle', [entry(1, 1), entry(2, 3), entry(3, 3)], { cutFrom: 2, appendFrom: 1 }],
    ['a conflict at the end', [entry(3, 3)], { cutFrom: 3, appendFrom: 0 }],
    ['no entries at all', [], { cutFrom: 0, appendFrom: 0 }],
  ])('%s', (_, entries, expected) => {
    expect(rules.reconcile(log, entries, (entries[0]?.index ?? 1) - 1)).toEqual(expected)
  })
})

test('Figure 2, AppendEntries receiver 5: min(leaderCommit, last new entry), and never back', () => {
  expect(rules.followerCommit(1, 5, 3, 9)).toBe(3)
  expect(rules.followerCommit(1, 2, 3, 9)).toBe(2)
  expect(rules.followerCommit(4, 2, 3, 9)).toBe(4)
  expect(rules.followerCommit(4, 9, 3, 9)).toBe(4)
})

test('§5.4.2 the leader commits by counting only entries of its own term; those before come along', () => {
  const log = new RaftLog(logOf([1, 2, 4]))
  expect(rules.leaderCommit(log, 0, 2, 4)).toBe(0)
  expect(rules.leaderCommit(log, 0, 3, 4)).toBe(3)
  expect(rules.leaderCommit(log, 3, 2, 4)).toBe(3)
})

test('§5.3 consistency check: the entry before must be there with the same term; before the first stands term 0', () => {
  const log = new RaftLog(logOf([1, 2]))
  expect(rules.previousMatches(log, 0, 0, false)).toBe(true)
  expect(rules.previousMatches(log, 2, 2, false)).toBe(true)
  expect(rules.previousMatches(log, 2, 1, false)).toBe(false)
  expect(rules.previousMatches(log, 3, 2, false)).toBe(false)
})

test('Figure 2: everything waits for the disk but what a leader sends', () => {
  expect((['request-vote', 'vote', 'append', 'append-reply'] as const).filter(rules.waitsForDisk)).toEqual([
    'request-vote',
    'vote',
    'append-reply',
  ])
})

test('thesis §9.6: a server hears a leader while it knows of one, unless it is the leader that asks', () => {
  expect(rules.hearsLeader(null, 'n2')).toBe(false)
  expect(rules.hearsLeader('n3', 'n2')).toBe(true)
  expect(rules.hearsLeader('n2', 'n2')).toBe(false)
})

test('thesis §6.2: a leader goes on with a quorum, itself included, and not with one fewer', () => {
  expect(rules.keepsLeading(2, 2)).toBe(true)
  expect(rules.keepsLeading(1, 2)).toBe(false)
})
