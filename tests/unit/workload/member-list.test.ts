import { describe, expect, test } from 'vitest'
import { RandomStream } from '../../../src/base/random.ts'
import { codedOutcome } from '../../../src/record/coded-outcome.ts'
import { MemberList, Operator, plainCalls, type OperatorCall } from '../../../src/workload/index.ts'
import { FakeWorld } from './fake-world.ts'

const all = ['n1', 'n2', 'n3']
const random = new RandomStream('members')
const ok = { type: 'ok', value: null } as const
const fail = { type: 'fail', error: 'no' } as const
const info = { type: 'info', error: 'timeout' } as const

describe('the members as their operator knows them', () => {
  test('change with what succeeded, and not with what failed', () => {
    const list = new MemberList(all)
    expect(list.after({ remove: ['n2'] }, random)).toEqual(['n1', 'n3'])
    list.learn(['n1', 'n3'], codedOutcome(fail))
    expect(list.after({ remove: ['n1'] }, random)).toEqual(['n2', 'n3'])
    list.learn(['n2', 'n3'], ok)
    expect(list.after({ add: ['n1'] }, random)).toEqual(all)
  })

  test('a change that changes nothing or leaves fewer than two is none', () => {
    const list = new MemberList(all)
    expect(list.after({ add: ['n1'] }, random)).toBeUndefined()
    list.learn(['n1', 'n3'], ok)
    expect(list.after({ remove: ['n2'] }, random)).toBeUndefined()
    expect(list.after({ remove: ['n1'] }, random)).toBeUndefined()
  })

  test('a change that leaves fewer than the servers play is none', () => {
    expect(new MemberList(all, 2).after({ remove: ['n2'] }, random)).toEqual(['n1', 'n3'])
    expect(new MemberList(all, 3).after({ remove: ['n2'] }, random)).toBeUndefined()
  })

  test('after an unknown outcome both are possible: a refusal speaks for the other', () => {
    const list = new MemberList(all)
    list.learn(['n1', 'n2'], codedOutcome(info))
    expect(list.towardsAll()).toEqual(all)
    list.learn(all, codedOutcome(fail))
    // all of them may be members already: asked for once more, to be certain
    expect(list.towardsAll()).toEqual(all)
    list.learn(all, ok)
    expect(list.towardsAll()).toBeUndefined()
  })

  test('come back one by one', () => {
    const list = new MemberList(['n1', 'n2', 'n3', 'n4'])
    list.learn(['n2', 'n3'], ok)
    expect(list.towardsAll()).toEqual(['n1', 'n2', 'n3'])
    list.learn(['n1', 'n2', 'n3'], ok)
    expect(list.towardsAll()).toEqual(['n1', 'n2', 'n3', 'n4'])
  })
})

describe('the members as several operators know them', () => {
  const four = ['n1', 'n2', 'n3', 'n4']
  const shared = (): MemberList => new MemberList(four, 2, true)

  test('while one waits another asks for a change of what is, or of what that one asked for', () => {
    const list = shared()
    list.asks(['n1', 'n2', 'n3'])
    const asked = Array.from({ length: 20 }, () => list.after({ remove: ['n1'] }, random)?.join())
    expect(new Set(asked)).toEqual(new Set(['n2,n3,n4', 'n2,n3']))
  })

  test('an answer that comes late rules nothing out: what is refused gives way to the list before', () => {
    const list = shared()
    list.asks(['n1', 'n2', 'n3'])
    list.asks(['n2', 'n3'])
    list.learn(['n2', 'n3'], ok)
    list.learn(['n1', 'n2', 'n3'], ok)
    expect(list.towardsAll()).toEqual(four)
    list.asks(four)
    list.learn(four, codedOutcome(fail))
    expect(list.towardsAll()).toEqual(['n1', 'n2', 'n3'])
  })

  test('all are members for certain once that is answered with nothing else open', () => {
    const list = shared()
    expect(list.towardsAll()).toBeUndefined()
    list.asks(['n1', 'n2', 'n3'])
    expect(list.towardsAll()).toEqual(four)
    list.asks(four)
    list.learn(four, ok)
    expect(list.towardsAll()).toEqual(four)
    list.learn(['n1', 'n2', 'n3'], codedOutcome(info))
    list.asks(four)
    list.learn(four, ok)
    expect(list.towardsAll()).toBeUndefined()
  })
})

describe('an operator who tells servers all members', () => {
  const calls: readonly OperatorCall[] = [
    { think: 10, f: 'reconfigure', value: { remove: ['n2'] } },
    { think: 10, f: 'reconfigure', value: { remove: ['n2'] } },
    { think: 10, f: 'transfer-leadership', value: 'n3' },
  ]
  function begin(): { world: FakeWorld; operator: Operator } {
    const world = new FakeWorld()
    const options = { calls, process: 5, processes: 6, timeout: 1000, retryAfter: 200 }
    const operator = new Operator({ ...options, members: new MemberList(all) }, world)
    operator.start()
    return { world, operator }
  }

  test('asks for lists, skips what changes nothing, and makes all members again when it retires', () => {
    const { world, operator } = begin()
    world.runTo(10)
    expect(world.last().call).toEqual({ f: 'reconfigure', value: ['n1', 'n3'] })
    world.last().answer(ok)
    world.runTo(40)
    expect(world.last().call).toEqual({ f: 'transfer-leadership', value: 'n3' })
    operator.retire()
    world.last().answer(ok)
    world.runTo(300)
    expect(world.last().call).toEqual({ f: 'reconfigure', value: all })
    world.last().answer(fail)
    world.runTo(600)
    expect(world.submitted).toHaveLength(4)
    world.last().answer(ok)
    world.runTo(2000)
    expect(world.submitted).toHaveLength(4)
    expect(world.pendingTimers).toBe(0)
  })

  test('of several one makes all members again', () => {
    const world = new FakeWorld()
    const options = { calls, process: 5, processes: 7, timeout: 1000, retryAfter: 200 }
    const second = new Operator({ ...options, members: new MemberList(all), restores: false }, world)
    second.start()
    world.runTo(10)
    second.retire()
    world.last().answer(ok)
    world.runTo(3000)
    expect(world.submitted).toHaveLength(1)
  })

  test('retired between two calls it begins at once; stopped it is silent', () => {
    const { world, operator } = begin()
    world.runTo(10)
    world.last().answer(ok)
    operator.retire()
    world.runTo(300)
    expect(world.last().call).toEqual({ f: 'reconfigure', value: all })
    operator.stop()
    world.last().answer(fail)
    world.runTo(3000)
    expect(world.submitted).toHaveLength(2)
  })
})

test('plain calls are of one server, name who is to lead, and leave out what cannot be', () => {
  const drawn: readonly OperatorCall[] = [
    { think: 1, f: 'reconfigure', value: { add: ['n1'], remove: ['n2'] } },
    { think: 2, f: 'reconfigure', value: { learners: ['n3'] } },
    { think: 3, f: 'transfer-leadership', value: null },
  ]
  const changes = [
    { think: 1, f: 'reconfigure', value: { add: ['n1'] } },
    { think: 1, f: 'reconfigure', value: { remove: ['n2'] } },
    { think: 2, f: 'reconfigure', value: { remove: ['n3'] } },
  ]
  const handOver = { think: 3, f: 'transfer-leadership', value: 'n3' }
  expect(plainCalls(drawn, { membership: true, transfer: true }, all)).toEqual([...changes, handOver])
  expect(plainCalls(drawn, { membership: true, transfer: false }, all)).toEqual(changes)
  expect(plainCalls(drawn, { membership: false, transfer: true }, all)).toEqual([handOver])
})
