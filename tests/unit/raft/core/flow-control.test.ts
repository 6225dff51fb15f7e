import { describe, expect, test } from 'vitest'
import type { RaftConfig } from '../../../../src/raft/core/index.ts'
import { appendsTo, Machine } from './machine.ts'

/** A leader of term 1 that knows where the logs agree, with entries on request. */
function leader(config: Partial<RaftConfig> = {}): Machine {
  const machine = new Machine({ config: { noop: false, ...config } }).win()
  for (const peer of machine.server.peers) machine.accept(peer, 0)
  return machine
}

/** Indexes of the entries that go to n2 with a command. */
function sentWith(machine: Machine, request: number): number[] {
  return appendsTo(machine.propose(request), 'n2').flatMap(({ entries }) => entries.map(({ index }) => index))
}

describe('thesis §10.2.1: entries go ahead of the answers, no more than so many messages', () => {
  test('then the leader waits for the follower', () => {
    const machine = leader({ inflight: 2 })
    expect([1, 2, 3, 4].map((request) => sentWith(machine, request))).toEqual([[1], [2], [], []])
  })

  test('an answer makes room: what has come together goes in one message', () => {
    const machine = leader({ inflight: 2 })
    for (const request of [1, 2, 3, 4, 5]) machine.propose(request)
    const [next] = appendsTo(machine.accept('n2', 1), 'n2')
    expect(next?.entries.map(({ index }) => index)).toEqual([3, 4, 5])
    expect(appendsTo(machine.accept('n2', 1), 'n2')).toEqual([])
  })

  test('one answer may be for several messages', () => {
    const machine = leader({ inflight: 2 })
    for (const request of [1, 2]) machine.propose(request)
    machine.accept('n2', 2)
    expect([3, 4, 5].map((request) => sentWith(machine, request))).toEqual([[3], [4], []])
  })

  test('each follower has its own bound', () => {
    const machine = leader({ inflight: 1 })
    machine.propose(1)
    machine.accept('n3', 1)
    expect(appendsTo(machine.propose(2), 'n3')).toHaveLength(1)
    expect(appendsTo(machine.propose(3), 'n2')).toHaveLength(0)
  })

  test('a heartbeat goes nonetheless, without entries', () => {
    const machine = leader({ inflight: 1 })
    machine.propose(1)
    machine.propose(2)
    machine.server.progressOf('n2')!.answered()
    expect(appendsTo(machine.fire('heartbeat'), 'n2')).toMatchObject([{ prevIndex: 1, entries: [] }])
  })

  test('its answer says what has come: the leader goes on from there', () => {
    const machine = leader({ inflight: 1 })
    machine.propose(1)
    machine.propose(2)
    machine.server.progressOf('n2')!.answered()
    machine.fire('heartbeat')
    expect(appendsTo(machine.accept('n2', 1), 'n2')).toMatchObject([
      { prevIndex: 1, entries: [{ index: 2 }] },
    ])
  })

  test('or it refuses, and what was lost is sent again', () => {
    const machine = leader({ inflight: 1 })
    machine.propose(1)
    machine.server.progressOf('n2')!.answered()
    machine.fire('heartbeat')
    expect(appendsTo(machine.refuse('n2', 1, 0), 'n2')).toMatchObject([
      { prevIndex: 0, entries: [{ index: 1 }] },
    ])
  })

  test('without any answer for a heartbeat all of it counts as lost', () => {
    const machine = leader({ inflight: 2 })
    for (const request of [1, 2, 3]) machine.propose(request)
    machine.fire('heartbeat')
    expect(appendsTo(machine.fire('heartbeat'), 'n2')).toMatchObject([
      { prevIndex: 0, entries: [{ index: 1 }, { index: 2 }, { index: 3 }] },
    ])
    expect(machine.server.progressOf('n2')).toMatchObject({ state: { kind: 'probe' } })
  })

  test('while it finds out where the logs agree there is one message at a time', () => {
    const machine = new Machine({ terms: [1, 1], currentTerm: 1, config: { noop: false } }).win()
    expect([1, 2].map((request) => sentWith(machine, request))).toEqual([[], []])
    expect(appendsTo(machine.accept('n2', 2), 'n2')).toMatchObject([
      { entries: [{ index: 3 }, { index: 4 }] },
    ])
  })

  test('without pipelining there always is', () => {
    const machine = leader({ pipeline: false })
    expect([1, 2, 3].map((request) => sentWith(machine, request))).toEqual([[1], [], []])
  })
})
