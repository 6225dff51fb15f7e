import { describe, expect, test } from 'vitest'
import type { Effect, RaftConfig } from '../../../../src/raft/core/index.ts'
import { append, appendsTo, entry, kinds, Machine, memberEntry, members, sends } from './machine.ts'

/** A leader of term 1 of `size` servers that committed its no-op. */
function leader(size = 3, config: Partial<RaftConfig> = {}): Machine {
  const machine = new Machine({ size, config: { membershipChange: 'single', ...config } }).win()
  for (const peer of machine.server.peers) machine.accept(peer, 1)
  return machine
}

const knownOf = (effects: readonly Effect[], peer: string): number[] =>
  appendsTo(effects, peer).map(({ commitIndex }) => commitIndex)

describe('thesis §4.2.2: a leader that removes itself', () => {
  test('leads until the change is committed, and does not count itself', () => {
    const machine = leader()
    machine.reconfigure(7, { remove: ['n1'] })
    machine.sync()
    machine.accept('n2', 2)
    expect(machine.server).toMatchObject({ role: 'leader', commitIndex: 1 })
    const effects = machine.accept('n3', 2)
    expect(effects).toContainEqual({ do: 'done', request: 7 })
    expect(machine.server).toMatchObject({ role: 'follower', commitIndex: 2, currentTerm: 1, leader: null })
    for (const peer of ['n2', 'n3']) expect(knownOf(effects, peer)).toContain(2)
  })

  test('takes commands until then; those that were not committed with it are open', () => {
    const machine = leader()
    machine.reconfigure(7, { remove: ['n1'] })
    machine.propose(8)
    machine.sync()
    machine.accept('n2', 2)
    expect(machine.accept('n3', 2)).toContainEqual({ do: 'abandon', request: 8 })
  })

  test('leads through the joint membership, and stands no more after it (§6, logcabin#205)', () => {
    const machine = leader(3, { membershipChange: 'joint' })
    machine.reconfigure(7, { remove: ['n1'] })
    for (let entries = 0; entries < 2; entries++) {
      expect(machine.server.role).toBe('leader')
      machine.sync()
      for (const peer of ['n2', 'n3']) machine.accept(peer, machine.server.log.lastIndex)
    }
    expect(machine.server).toMatchObject({ role: 'follower', membership: members(['n2', 'n3']) })
    expect(sends(machine.fire('election'))).toEqual([])
    expect(machine.server.role).toBe('follower')
  })
})

describe('thesis §4.2.2: a server that its own latest membership leaves out', () => {
  /** n2 of two servers led term 1, removed itself, and nobody knows whether that is committed. */
  const left = (commitIndex = 0): Machine => {
    const machine = new Machine({ id: 'n2', size: 2, currentTerm: 1 })
    const entries = [entry(1, 1), memberEntry(2, 1, members(['n1']))]
    machine.receive('n1', append({ entries, commitIndex }))
    machine.sync()
    return machine
  }

  test('stands until that is committed: the others may need its longer log', () => {
    const machine = left(1)
    machine.fire('election')
    machine.sync()
    expect(machine.server.role).toBe('candidate')
  })

  test('does not count its own vote, but leads with those of the others', () => {
    const machine = left()
    machine.fire('election')
    expect(sends(machine.sync()).map(({ to }) => to)).toEqual(['n1'])
    expect(machine.server.role).toBe('candidate')
    machine.receive('n1', { type: 'vote', term: 2, granted: true })
    expect(machine.server.role).toBe('leader')
    machine.accept('n1', 3)
    expect(machine.server).toMatchObject({ role: 'follower', commitIndex: 3 })
  })

  test('stands no more once it knows that it is', () => {
    const machine = left(2)
    expect(kinds(machine.fire('election'))).toEqual(['set-timer'])
    expect(machine.server.role).toBe('follower')
  })

  test('nor when it was out before the latest change: that one is not for it to save', () => {
    const machine = new Machine({ id: 'n3', currentTerm: 1 })
    const out = [memberEntry(1, 1, members(['n1', 'n2'])), memberEntry(2, 1, members(['n1', 'n2', 'n4']))]
    machine.receive('n1', append({ entries: out }))
    machine.sync()
    expect(kinds(machine.fire('election'))).toEqual(['set-timer'])
  })
})

describe('thesis §4.2.3: a removed server is told, so that it deposes nobody', () => {
  /** n1 removed n3. */
  const removed = (): Machine => {
    const machine = leader()
    machine.reconfigure(7, { remove: ['n3'] })
    machine.sync()
    return machine
  }

  test('it gets the entry that removes it, but holds nothing and confirms nothing', () => {
    const machine = leader(3, { reads: 'read-index' })
    const effects = machine.reconfigure(7, { remove: ['n3'] })
    expect(appendsTo(effects, 'n3')).toMatchObject([{ entries: [{ index: 2 }] }])
    machine.sync()
    machine.accept('n3', 2)
    expect(machine.server.commitIndex).toBe(1)
    machine.propose(8, 'r', 'read')
    expect(kinds(machine.accept('n3', 2))).not.toContain('answer')
  })

  test('until it has answered word that the entry is committed', () => {
    const machine = removed()
    machine.accept('n3', 2)
    expect(knownOf(machine.fire('heartbeat'), 'n3')).toEqual([1])
    machine.accept('n3', 2)
    machine.accept('n2', 2)
    expect(knownOf(machine.fire('heartbeat'), 'n3')).toEqual([2])
    // no answer: once more
    expect(knownOf(machine.fire('heartbeat'), 'n3')).toEqual([2])
    machine.accept('n3', 2)
    expect(knownOf(machine.fire('heartbeat'), 'n3')).toEqual([])
    expect(machine.server.progressOf('n3')).toBeUndefined()
  })

  test('or for some heartbeats, if it does not answer', () => {
    const machine = removed()
    machine.accept('n2', 2)
    let heartbeats = 0
    while (machine.server.progressOf('n3') !== undefined && heartbeats < 100) {
      machine.fire('heartbeat')
      machine.accept('n2', 2)
      heartbeats++
    }
    expect(heartbeats).toBeGreaterThan(3)
    expect(heartbeats).toBeLessThan(20)
  })

  test('one that answers is not given up while the change is not committed', () => {
    const machine = removed()
    for (let heartbeat = 0; heartbeat < 30; heartbeat++) {
      machine.fire('heartbeat')
      machine.accept('n3', 2)
    }
    expect(machine.server.progressOf('n3')).toBeDefined()
  })

  test('added again, it is a member as any other', () => {
    const machine = removed()
    machine.accept('n2', 2)
    machine.reconfigure(8, { add: ['n3'] })
    expect(machine.server.progressOf('n3')).toMatchObject({ voter: true, removedAt: 0 })
    for (let heartbeat = 0; heartbeat < 30; heartbeat++) machine.fire('heartbeat')
    expect(machine.server.progressOf('n3')).toBeDefined()
  })
})
