import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../src/base/json.ts'
import { adminInput } from '../../../../src/raft/node/admin.ts'

describe('an operator asks', () => {
  test('for other members (§6), with what goes into the log along with the change', () => {
    const value = { add: ['n4'], remove: ['n1'], learners: ['n5'], context: { n4: 'host:1' } }
    expect(adminInput({ f: 'reconfigure', value }, 7)).toEqual({
      type: 'reconfigure',
      request: 7,
      change: { add: ['n4'], remove: ['n1'], learners: ['n5'] },
      context: { n4: 'host:1' },
    })
  })

  test('what a change leaves out is empty, and its context null', () => {
    const change = { add: ['n4'], remove: [], learners: [] }
    const input = { type: 'reconfigure', request: 1, change, context: null }
    expect(adminInput({ f: 'reconfigure', value: { add: ['n4'] } }, 1)).toEqual(input)
  })

  test('for a leader by name, or for any (thesis §3.10)', () => {
    expect(adminInput({ f: 'transfer-leadership', value: 'n2' }, 3)).toEqual({
      type: 'transfer',
      request: 3,
      to: 'n2',
    })
    expect(adminInput({ f: 'transfer-leadership', value: null }, 3)).toEqual({
      type: 'transfer',
      request: 3,
      to: null,
    })
  })
})

describe('whatever else comes', () => {
  test.each<[string, Json]>([
    ['a call of a service', { f: 'write', key: 'x', value: 1 }],
    ['a status query', { f: 'status', value: 3 }],
    ['a call without a function', { value: 3 }],
    ['null', null],
    ['a text', 'reconfigure'],
    ['a list', ['reconfigure']],
  ])('%s is no call of an operator', (_, call) => {
    expect(adminInput(call, 1)).toBeUndefined()
  })

  test.each<[string, Json]>([
    ['no value', { f: 'reconfigure' }],
    ['null', { f: 'reconfigure', value: null }],
    ['lists that are none', { f: 'reconfigure', value: { add: 'n4', remove: 3, learners: { n5: true } } }],
    ['nodes that are none', { f: 'reconfigure', value: { add: [4, null, ['n4']] } }],
  ])('a change with %s changes nothing, and the core refuses it as such', (_, call) => {
    const change = { add: [], remove: [], learners: [] }
    expect(adminInput(call, 1)).toEqual({ type: 'reconfigure', request: 1, change, context: null })
  })
})
