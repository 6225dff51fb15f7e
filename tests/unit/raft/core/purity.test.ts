import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deepFreeze } from '../../../../src/base/json.ts'
import {
  defaultConfig,
  Raft,
  type Effect,
  type Input,
  type Message,
} from '../../../../src/raft/core/index.ts'
import { append, entry, Machine } from './machine.ts'

const small = fc.nat(4)
const term = fc.integer({ min: 0, max: 4 })
const entries = fc
  .tuple(small, fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }))
  .map(([prevIndex, terms]) => ({
    prevIndex,
    entries: terms.map((one, at) => entry(prevIndex + 1 + at, one)),
  }))

const members = fc.subarray(['n1', 'n2', 'n3', 'n4'], { minLength: 1 })
const membership = members.map((voters) => ({ voters, outgoing: [], learners: [] }))

const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ type: fc.constant('request-vote' as const), term, lastLogIndex: small, lastLogTerm: term }),
  fc.record({ type: fc.constant('vote' as const), term, granted: fc.boolean() }),
  fc.record({ type: fc.constant('pre-vote' as const), term, lastLogIndex: small, lastLogTerm: term }),
  fc.record({ type: fc.constant('pre-vote-reply' as const), term, granted: fc.boolean() }),
  fc.tuple(term, term, small, entries).map(([one, prevTerm, commitIndex, more]) => ({
    type: 'append' as const,
    term: one,
    prevTerm,
    commitIndex,
    round: commitIndex,
    ...more,
  })),
  fc.record({
    type: fc.constant('append-reply' as const),
    term,
    success: fc.boolean(),
    index: small,
    hint: small,
    round: small,
  }),
  fc.record({
    type: fc.constant('install-snapshot' as const),
    term,
    index: small,
    lastTerm: term,
    membership,
    offset: fc.nat(2),
    data: fc.constantFrom('', 'a', 'bc'),
    done: fc.boolean(),
    round: small,
  }),
  fc.record({
    type: fc.constant('snapshot-reply' as const),
    chunk: fc.nat(2),
    term,
    index: small,
    offset: fc.nat(2),
    installed: fc.boolean(),
    round: small,
  }),
  fc.record({ type: fc.constant('timeout-now' as const), term }),
  fc.record({ type: fc.constant('forward' as const), term, id: small, command: fc.constant('f') }),
  fc.record({ type: fc.constant('forward-reply' as const), term, id: small, index: small }),
  fc.record({ type: fc.constant('read-index' as const), term, id: small }),
  fc.record({ type: fc.constant('read-index-reply' as const), term, id: small, index: small }),
)

const input: fc.Arbitrary<Input> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('message' as const),
      from: fc.constantFrom('n2', 'n3'),
      message,
    }),
  },
  fc.record({
    type: fc.constant('timer' as const),
    timer: fc.constantFrom('election' as const, 'heartbeat' as const, 'transfer' as const),
  }),
  fc.record({
    type: fc.constant('propose' as const),
    request: fc.nat(9),
    command: fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<never>,
    kind: fc.constantFrom('read' as const, 'write' as const),
  }),
  fc.nat(12).map((token) => ({ type: 'persisted' as const, token })),
  fc.nat(6).map((index) => ({ type: 'snapshot-taken' as const, index })),
  fc.record({
    type: fc.constant('reconfigure' as const),
    request: fc.nat(9),
    change: fc.record({ add: members, remove: members, learners: members }, { requiredKeys: [] }),
    context: fc.constant(null),
  }),
  fc.record({
    type: fc.constant('transfer' as const),
    request: fc.nat(9),
    to: fc.constantFrom('n1', 'n2', 'n4', null),
  }),
)

const settings = fc.record({
  batch: fc.constantFrom(1, 2, 64),
  noop: fc.boolean(),
  pipeline: fc.boolean(),
  backtrack: fc.constantFrom('one' as const, 'fast' as const),
  replication: fc.constantFrom('eager' as const, 'stepwise' as const),
  preVote: fc.boolean(),
  checkQuorum: fc.boolean(),
  inflight: fc.constantFrom(1, 2, 64),
  reads: fc.constantFrom('log' as const, 'read-index' as const, 'lease' as const),
  snapshotEvery: fc.constantFrom(0, 1, 2),
  trailing: fc.constantFrom(0, 1),
  snapshotChunk: fc.constantFrom(1, 1000),
  maxUncommitted: fc.constantFrom(0, 1, 2),
  forward: fc.boolean(),
  membershipChange: fc.constantFrom('single' as const, 'joint' as const),
})

const inputs = fc.array(input, { maxLength: 60, size: 'max' })

test('the same inputs give the same effects', () => {
  fc.assert(
    fc.property(settings, inputs, (config, list) => {
      const make = (): Raft =>
        new Raft({ ...defaultConfig, ...config, id: 'n1', members: ['n1', 'n2', 'n3'] })
      const [one, other] = [make(), make()]
      expect([...one.start(0)]).toEqual([...other.start(0)])
      let now = 0
      for (const each of list) {
        now += 40
        const effects = JSON.stringify(one.step(each, now))
        expect(JSON.stringify(other.step(structuredClone(each), now))).toBe(effects)
      }
    }),
  )
})

test('neither what goes in nor what comes out is ever written to again', () => {
  fc.assert(
    fc.property(settings, inputs, (config, list) => {
      const machine = new Machine({ config, terms: [1, 1, 2], currentTerm: 2 })
      const kept: { text: string; effects: Effect[] }[] = []
      for (const each of list) {
        const effects = machine.step(deepFreeze(each))
        for (const effect of effects) deepFreeze(effect)
        kept.push({ text: JSON.stringify(effects), effects })
      }
      for (const { text, effects } of kept) expect(JSON.stringify(effects)).toBe(text)
    }),
  )
})

test('whatever arrives: terms do not go back, commit and applied move forward together, one vote a term', () => {
  fc.assert(
    fc.property(settings, inputs, (config, list) => {
      const { raft } = new Machine({ config })
      const { server } = raft
      let before = { currentTerm: 0, votedFor: null as string | null, commitIndex: 0, lastApplied: 0 }
      for (const each of list) {
        raft.step(each, 0)
        const { currentTerm, votedFor, commitIndex, lastApplied } = server
        expect(currentTerm).toBeGreaterThanOrEqual(before.currentTerm)
        if (currentTerm === before.currentTerm && before.votedFor !== null)
          expect(votedFor).toBe(before.votedFor)
        expect(commitIndex).toBeGreaterThanOrEqual(before.commitIndex)
        expect(lastApplied).toBeLessThanOrEqual(commitIndex)
        for (const { nextIndex, matchIndex } of server.progress) expect(nextIndex).toBeGreaterThan(matchIndex)
        before = { currentTerm, votedFor, commitIndex, lastApplied }
      }
    }),
  )
})

test('a committed entry stays: nothing from a correct leader cuts below the commit index', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(small, small, small)), (late) => {
      const machine = new Machine({ currentTerm: 1 })
      const log = [1, 2, 3, 4].map((index) => entry(index, 1))
      const send = (prevIndex: number, count: number, commitIndex: number): void => {
        const list = log.slice(prevIndex, prevIndex + count)
        const prevTerm = prevIndex === 0 ? 0 : 1
        machine.receive('n2', append({ prevIndex, prevTerm, entries: list, commitIndex }))
      }
      send(0, 4, 3)
      for (const [prevIndex, count, commitIndex] of late) send(prevIndex, count, commitIndex)
      expect(machine.terms).toEqual([1, 1, 1, 1])
    }),
  )
})
