import { describe, expect, test } from 'vitest'
import type { Effect, RaftConfig } from '../../../../src/raft/core/index.ts'
import { appendsTo, entry, Machine, members } from './machine.ts'

const membership = members(['n1', 'n2', 'n3'])
const snapshot = { index: 5, term: 1, membership }

/** A leader of term 3 whose log begins after a snapshot up to 5; entries 6 and 7 follow. */
function leader(config: Partial<RaftConfig> = {}): Machine {
  const entries = [entry(6, 2), entry(7, 2)]
  const machine = new Machine({
    currentTerm: 2,
    config: { noop: false, snapshotChunk: 10, ...config },
    stored: { base: { index: 5, term: 1 }, entries, snapshot },
  })
  return machine.win()
}

/** The leader learns that n2 has nothing. */
function refused(machine: Machine): Effect[] {
  if (machine.server.config.backtrack === 'fast') return machine.refuse('n2', 7, 0)
  return [7, 6, 5].flatMap((index) => machine.refuse('n2', index, 0))
}

const chunks = (effects: readonly Effect[], to = 'n2'): string[] =>
  effects.flatMap((one) =>
    one.do === 'send-chunk' && one.to === to ? [`${one.message.index} ${one.message.offset}`] : [],
  )

/** The answer to the chunk that stood at `chunk`: by default the one sent last. */
const reply = (
  machine: Machine,
  offset: number,
  installed = false,
  index = 5,
  term = 3,
  chunk = machine.server.progressOf('n2')?.snapshot?.offset ?? 0,
): Effect[] =>
  machine.receive('n2', {
    type: 'snapshot-reply',
    term,
    index,
    chunk,
    offset,
    installed,
    round: machine.server.reads.round,
  })

const progress = (machine: Machine) => machine.server.progressOf('n2')!

describe('§7: a follower lacks what the log does not have any more', () => {
  test.each<[string, Partial<RaftConfig>]>([
    ['at once by the hint', { backtrack: 'fast' }],
    ['step by step', { backtrack: 'one' }],
    ['stepwise', { backtrack: 'one', replication: 'stepwise' }],
  ])('it is sent the snapshot, from its beginning (willemt/raft#118): %s', (_, config) => {
    const machine = leader(config)
    const effects = refused(machine)
    expect(effects.filter((one) => one.do === 'send-chunk')).toEqual([
      {
        do: 'send-chunk',
        to: 'n2',
        message: {
          type: 'install-snapshot',
          term: 3,
          index: 5,
          lastTerm: 1,
          membership,
          offset: 0,
          round: machine.server.reads.round,
        },
        limit: 10,
      },
    ])
  })

  test('one that has the last entry of it is not: entries do', () => {
    const machine = leader()
    expect(appendsTo(machine.refuse('n2', 7, 5), 'n2')).toMatchObject([
      { prevIndex: 5, prevTerm: 1, entries: [{ index: 6 }, { index: 7 }] },
    ])
    expect(progress(machine).snapshot).toBeUndefined()
  })

  test('meanwhile it is sent no entries, and hears that the leader is there', () => {
    const machine = leader()
    refused(machine)
    expect(appendsTo(machine.propose(1), 'n2')).toEqual([])
    expect(appendsTo(machine.fire('heartbeat'), 'n2')).toMatchObject([{ prevIndex: 5, entries: [] }])
    expect(machine.refuse('n2', 5, 0)).toEqual([])
  })
})

describe('§7, Figure 13: chunk by chunk', () => {
  test('each answer asks for the next; the last one, and it is back to entries', () => {
    const machine = leader()
    refused(machine)
    expect(chunks(reply(machine, 10))).toEqual(['5 10'])
    expect(chunks(reply(machine, 20))).toEqual(['5 20'])
    const effects = reply(machine, 25, true)
    expect(chunks(effects)).toEqual([])
    expect(appendsTo(effects, 'n2')).toMatchObject([{ prevIndex: 5, entries: [{ index: 6 }, { index: 7 }] }])
    expect(progress(machine)).toMatchObject({ matchIndex: 5, snapshot: undefined })
  })

  test('what is installed counts towards a majority', () => {
    const machine = leader()
    refused(machine)
    reply(machine, 25, true)
    expect(progress(machine).matchIndex).toBe(5)
    machine.propose(1)
    machine.sync()
    machine.accept('n2', 8)
    expect(machine.server.commitIndex).toBe(8)
  })

  test('stepwise, the next entry follows alone', () => {
    const machine = leader({ replication: 'stepwise', backtrack: 'one' })
    refused(machine)
    expect(appendsTo(reply(machine, 25, true), 'n2')).toMatchObject([
      { prevIndex: 5, entries: [{ index: 6 }] },
    ])
  })

  test('an answer that comes twice asks for nothing twice', () => {
    const machine = leader()
    refused(machine)
    reply(machine, 10)
    expect(reply(machine, 10, false, 5, 3, 0)).toEqual([])
    reply(machine, 20)
    expect(reply(machine, 10, false, 5, 3, 0)).toEqual([])
    reply(machine, 25, true)
    expect(chunks(reply(machine, 20))).toEqual([])
  })

  test('a follower that lost what it had begins again', () => {
    const machine = leader()
    refused(machine)
    reply(machine, 20)
    expect(chunks(reply(machine, 0))).toEqual(['5 0'])
    expect(chunks(reply(machine, 10))).toEqual(['5 10'])
  })

  test('a follower that has less than it had gets it, when it says so of the chunk sent last', () => {
    const machine = leader()
    refused(machine)
    reply(machine, 10)
    reply(machine, 20)
    expect(chunks(reply(machine, 10))).toEqual(['5 10'])
    expect(chunks(reply(machine, 20))).toEqual(['5 20'])
    // an answer to what was sent before says nothing
    expect(chunks(reply(machine, 10, false, 5, 3, 10))).toEqual([])
  })

  test('an answer about another snapshot, or of another term, says nothing', () => {
    const machine = leader()
    refused(machine)
    expect(reply(machine, 10, false, 4)).toEqual([])
    expect(reply(machine, 10, false, 5, 2)).toEqual([])
    expect(progress(machine).snapshot).toMatchObject({ offset: 0 })
  })
})

describe('chunks and answers get lost', () => {
  test('what was not answered between two heartbeats is sent again', () => {
    const machine = leader()
    refused(machine)
    expect(chunks(machine.fire('heartbeat'))).toEqual([])
    expect(chunks(machine.fire('heartbeat'))).toEqual(['5 0'])
    reply(machine, 10)
    expect(chunks(machine.fire('heartbeat'))).toEqual([])
    expect(chunks(machine.fire('heartbeat'))).toEqual(['5 10'])
  })

  test('the other one had it all: it says so, and that ends it', () => {
    const machine = leader()
    refused(machine)
    machine.accept('n2', 7)
    expect(progress(machine)).toMatchObject({ snapshot: undefined, matchIndex: 7 })
  })

  test('one that is silent for long gets the latest when it is back (ratis#1567)', () => {
    const machine = leader({ snapshotEvery: 3, trailing: 0 })
    refused(machine)
    machine.propose(1)
    machine.sync()
    machine.accept('n3', 8)
    machine.step({ type: 'snapshot-taken', index: 8 })
    expect(machine.server.snapshot).toMatchObject({ index: 8 })
    const sent: string[] = []
    for (let heartbeat = 0; heartbeat < 40; heartbeat++) sent.push(...chunks(machine.fire('heartbeat')))
    expect(sent.slice(0, 3)).toEqual(['5 0', '5 0', '5 0'])
    expect(sent.at(-1)).toBe('8 0')
    expect(progress(machine).snapshot).toMatchObject({ meta: { index: 8 } })
  })

  test('a newer one meanwhile changes nothing for one that answers: this one must arrive, too', () => {
    const machine = leader({ snapshotEvery: 3, trailing: 0 })
    refused(machine)
    reply(machine, 10)
    machine.propose(1)
    machine.sync()
    machine.accept('n3', 8)
    machine.step({ type: 'snapshot-taken', index: 8 })
    expect(machine.server.log.base.index).toBe(5)
    expect(chunks(reply(machine, 20))).toEqual(['5 20'])
    const effects = reply(machine, 25, true)
    expect(appendsTo(effects, 'n2')).toMatchObject([
      { prevIndex: 5, entries: [{ index: 6 }, { index: 7 }, { index: 8 }] },
    ])
  })

  test('a leader that is deposed sends nothing more', () => {
    const machine = leader()
    refused(machine)
    machine.receive('n3', { type: 'append-reply', term: 9, success: false, index: 0, hint: 0, round: 0 })
    expect(reply(machine, 10)).toEqual([])
    expect(machine.fire('heartbeat')).toEqual([])
  })
})
