import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nodeIds } from '../../../../src/base/node-id.ts'
import {
  changed,
  isVoter,
  joint,
  left,
  membershipText,
  replicasOf,
  votersChanged,
} from '../../../../src/raft/core/membership.ts'
import { members } from './machine.ts'

const three = members(['n1', 'n2', 'n3'])

describe('thesis §4.1, §4.2.1: what a change makes of a membership', () => {
  test('added servers become voters, removed ones leave altogether', () => {
    expect(changed(three, { add: ['n4'], remove: ['n1'] })).toEqual(members(['n2', 'n3', 'n4']))
  })

  test('a learner is no voter; promoted, it is no learner', () => {
    const learning = changed(three, { learners: ['n4'] })!
    expect(learning).toEqual(members(['n1', 'n2', 'n3'], [], ['n4']))
    expect(changed(learning, { add: ['n4'] })).toEqual(members(['n1', 'n2', 'n3', 'n4']))
  })

  test('a voter that is to be a learner votes no more', () => {
    expect(changed(three, { learners: ['n3'] })).toEqual(members(['n1', 'n2'], [], ['n3']))
  })

  test('a learner can be removed', () => {
    expect(changed(members(['n1'], [], ['n2', 'n3']), { remove: ['n2'] })).toEqual(
      members(['n1'], [], ['n3']),
    )
  })

  test('who is to come and to go, goes', () => {
    expect(changed(three, { add: ['n3', 'n4'], remove: ['n3'] })).toEqual(members(['n1', 'n2', 'n4']))
    expect(changed(three, { learners: ['n3'], remove: ['n3'] })).toEqual(members(['n1', 'n2']))
  })

  test('none when no voter would be left', () => {
    expect(changed(members(['n1']), { remove: ['n1'] })).toBeUndefined()
    expect(changed(members(['n1']), { learners: ['n1'] })).toBeUndefined()
  })

  test.each([
    ['nothing', {}],
    ['a voter to be added', { add: ['n2'] }],
    ['a stranger to be removed', { remove: ['n9'] }],
    ['the same voters in another order', { add: ['n1'] }],
  ])('none when it says %s', (_, change) => {
    expect(changed(three, change)).toBeUndefined()
  })
})

describe('§6: the joint membership', () => {
  const after = members(['n2', 'n3', 'n4'], [], ['n1'])
  const both = joint(three, after)

  test('has the new voters and the old ones, and is left for the new ones alone', () => {
    expect(both).toEqual(members(['n2', 'n3', 'n4'], ['n1', 'n2', 'n3'], ['n1']))
    expect(left(both)).toEqual(after)
  })

  test('all of them vote in it, a voter that is to be a learner as well', () => {
    for (const node of nodeIds(4)) expect(isVoter(both, node)).toBe(true)
    expect(isVoter(left(both), 'n1')).toBe(false)
  })

  test('the log goes to each of them, once', () => {
    expect(replicasOf(both).sort()).toEqual(nodeIds(4))
  })
})

test('how many voters a change comes to: each that comes and each that goes', () => {
  expect(votersChanged(three, members(['n1', 'n2', 'n3', 'n4']))).toBe(1)
  expect(votersChanged(three, members(['n1', 'n2', 'n4']))).toBe(2)
  expect(votersChanged(three, members(['n3', 'n2', 'n1'], [], ['n4']))).toBe(0)
})

test('in words', () => {
  expect(membershipText(three)).toBe('n1 n2 n3')
  expect(membershipText(members(['n1', 'n4'], ['n1', 'n2'], ['n5']))).toBe('n1 n4 from n1 n2, learning n5')
})

test('whatever is asked for: no server is voter and learner, none stands twice, one voter is left', () => {
  const nodes = fc.array(fc.constantFrom(...nodeIds(5)), { maxLength: 4 })
  const change = fc.record({ add: nodes, remove: nodes, learners: nodes }, { requiredKeys: [] })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
      let membership = three
      for (const one of changes) {
        const next = changed(membership, one)
        if (next === undefined) continue
        const all = [...next.voters, ...next.learners]
        expect(new Set(all).size).toBe(all.length)
        expect(next.voters.length).toBeGreaterThan(0)
        for (const node of one.remove ?? []) expect(all).not.toContain(node)
        for (const node of one.add ?? [])
          expect(next.voters.includes(node)).toBe(
            !(one.remove ?? []).includes(node) && !(one.learners ?? []).includes(node),
          )
        membership = next
      }
    }),
  )
})
