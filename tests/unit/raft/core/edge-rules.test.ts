import { describe, expect, test } from 'vitest'
import { RaftLog, rules } from '../../../../src/raft/core/index.ts'
import { Memberships } from '../../../../src/raft/core/memberships.ts'
import { entry, logOf } from './machine.ts'

const membership = (...voters: string[]) => ({ voters, outgoing: [], learners: [] })

describe('§7 snapshots', () => {
  test('a snapshot is of what is applied, of the term and the members of its last entry', () => {
    const held = new Memberships(0, membership('n1', 'n2'))
    held.append({ ...entry(3, 1), membership: membership('n1', 'n2', 'n3') })
    const log = new RaftLog(logOf([1, 1, 2]))
    expect(rules.snapshotThrough(2, 3)).toBe(2)
    expect(rules.snapshotTerm(log, 2, 5)).toBe(1)
    expect(rules.snapshotMembership(held, 2)).toEqual(membership('n1', 'n2'))
    expect(rules.snapshotMembership(held, 3)).toEqual(membership('n1', 'n2', 'n3'))
  })

  test('only what it holds is dropped, and no more than that is said of who has installed it', () => {
    expect(rules.compactThrough(10, 14, 3)).toBe(7)
    expect(rules.matchAfterSnapshot(4, 10, 14)).toBe(10)
    expect(rules.matchAfterSnapshot(12, 10, 14)).toBe(12)
    expect(rules.appliedAfterSnapshot(4, 10)).toBe(10)
  })

  test('one that brings nothing new is not installed', () => {
    expect(rules.installsSnapshot(5, 4)).toBe(true)
    expect(rules.installsSnapshot(4, 4)).toBe(false)
    expect(rules.installsSnapshot(3, 4)).toBe(false)
  })

  test('entries behind it stay only where the log has its very last entry', () => {
    const log = new RaftLog(logOf([1, 1, 2]))
    expect(rules.keepsBehind(log, { index: 2, term: 1 })).toBe(true)
    expect(rules.keepsBehind(log, { index: 2, term: 2 })).toBe(false)
    expect(rules.keepsBehind(log, { index: 9, term: 2 })).toBe(false)
  })

  test('its members take the place of those that were known', () => {
    expect(rules.membershipAfterSnapshot(membership('n1'), membership('n2'))).toEqual(membership('n2'))
  })
})

describe('§6 members', () => {
  test('the latest in the log is in force, committed or not', () => {
    const held = new Memberships(0, membership('n1'))
    held.append({ ...entry(2, 1), membership: membership('n1', 'n2') })
    expect(rules.membershipInForce(held, 1)).toEqual(membership('n1', 'n2'))
    expect(rules.adoptsAtStart(entry(2, 1))).toBe(true)
    expect(rules.revertsWhenCut()).toBe(true)
  })

  test('voters count, and nobody else: not a learner, nor a leader that is none', () => {
    const members = { ...membership('n1', 'n2'), learners: ['n3'] }
    expect(['n1', 'n3', 'n4'].map((node) => rules.countsAsVoter(members, node, 'n4'))).toEqual([
      true,
      false,
      false,
    ])
  })

  test('while two sets decide it takes a majority of each', () => {
    expect(rules.decides(2, 2, 0, 0)).toBe(true)
    expect(rules.decides(2, 2, 2, 2)).toBe(true)
    expect(rules.decides(3, 2, 1, 2)).toBe(false)
    expect(rules.decides(1, 2, 3, 2)).toBe(false)
  })

  test('one voter comes or goes at a time', () => {
    expect([0, 1, 2].map((changed) => rules.isOneStep(changed))).toEqual([true, true, false])
  })
})

describe('§8 and thesis §6.4 reads', () => {
  test('a round is answered by an answer to it or a later one', () => {
    expect([2, 3, 4].map((answered) => rules.answersRound(answered, 3))).toEqual([false, true, true])
  })

  test('a follower answers the read that was asked about, once it has applied enough', () => {
    const read = { command: null, since: 0, index: -1 }
    const reads = new Map([
      [1, read],
      [2, { ...read }],
    ])
    expect(rules.asksLeader()).toBe(true)
    expect(rules.readsServed(reads, 1)).toEqual([read])
    expect(rules.readsServed(reads, 1)[0]).toBe(read)
    expect(rules.readsServed(reads, 7)).toEqual([])
    expect(rules.appliedEnough(-1, 9)).toBe(false)
    expect(rules.appliedEnough(5, 4)).toBe(false)
    expect(rules.appliedEnough(5, 5)).toBe(true)
  })
})

describe('leaders that come and go', () => {
  test('a granted pre-vote speaks of the term asked about, and is no vote', () => {
    expect(rules.preVoteReplyTerm(true, 5, 4)).toBe(5)
    expect(rules.preVoteReplyTerm(false, 5, 7)).toBe(7)
    expect([...rules.votesFromPreVotes(new Set(['n1', 'n2']))]).toEqual([])
  })

  test('what a leader inherited is not counted to what it may have uncommitted', () => {
    expect(rules.uncommitted(9, 3, 8)).toBe(2)
    expect(rules.uncommitted(9, 8, 5)).toBe(1)
  })
})
