import { expect, test } from 'vitest'
import { commitRules as rules } from '../../../../src/raft/core/commit-rules.ts'

test('§5.3 more than half of the voters have a copy, and two such majorities share a server', () => {
  expect([1, 2, 3, 4, 5, 6, 7].map((voters) => rules.copiesNeeded(voters))).toEqual([1, 2, 2, 3, 3, 4, 4])
})

test('a leader counts what its disk has; entries are applied one after the other; nothing else is known at a start', () => {
  expect(rules.ownCopyUpTo(3, 5)).toBe(3)
  expect(rules.nextToApply(3, 9)).toBe(4)
  expect(rules.commitIndexAtStart(3, 9)).toBe(3)
})

test('§5.3 a request is answered by its own entry, not by another leader’s at the same index', () => {
  expect(rules.isAwaited(2, 2)).toBe(true)
  expect(rules.isAwaited(2, 3)).toBe(false)
})
