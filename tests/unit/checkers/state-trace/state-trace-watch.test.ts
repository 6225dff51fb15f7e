import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseStateEvent, StateTraceWatch } from '../../../../checkers/state-trace/index.ts'
import { scenarios } from '../../../../scenarios/index.ts'
import { drawPlan } from '../../../../src/run/drawing/draw-plan.ts'
import { runPlan } from '../../../../src/run/run-plan.ts'
import type { Environment } from '../../../../src/subject/contract.ts'
import type { Target } from '../../../../src/subject/target.ts'
import { unusualRaft, variantNames, type VariantName } from '../../../simulation/unusual/variants.ts'

type Told = readonly [server: string, incarnation: number, event: object]

/** What is found in events told in this order, the first at 0 ms, each a millisecond after the one before. */
function found(told: readonly Told[]) {
  const watch = new StateTraceWatch()
  for (const [at, [server, incarnation, event]] of told.entries())
    watch.take(server, incarnation, parseStateEvent(JSON.stringify(event)), at * 1000)
  const { property, shape } = watch.violation ?? {}
  return property === undefined ? undefined : `${property}/${shape}`
}

const event = (state: object, more: object = {}): object => ({ name: 'Ready', nid: '1', state, ...more })
const leader = (term: number): object => ({ name: 'BecomeLeader', nid: '1', state: { term, vote: '1' } })
const entry = (index: number, term: number, digest: string): object => ({ index, term, digest })

describe('what servers say of themselves', () => {
  test.each<[string, readonly Told[], string | undefined]>([
    [
      'two lead a term, told in any order',
      [
        ['n2', 1, leader(3)],
        ['n1', 4, leader(3)],
      ],
      'election-safety/two-leaders',
    ],
    [
      'one leads a term in two incarnations, another the next',
      [
        ['n1', 1, leader(3)],
        ['n1', 2, leader(3)],
        ['n2', 1, leader(4)],
      ],
      undefined,
    ],
    [
      'two become leaders of a term by their roles',
      [
        ['n1', 1, event({ term: 3 }, { role: 'follower' })],
        ['n2', 1, event({ term: 3 }, { role: 'StateFollower' })],
        ['n1', 1, event({}, { role: 'leader' })],
        ['n2', 1, event({}, { role: 'StateLeader' })],
      ],
      'election-safety/two-leaders',
    ],
    [
      'one still shows a leader’s role in a term that another leads',
      [
        ['n1', 1, leader(3)],
        ['n1', 1, event({ term: 3 }, { role: 'leader' })],
        ['n1', 1, event({ term: 4 }, { role: 'leader' })],
        ['n2', 1, leader(4)],
      ],
      undefined,
    ],
    [
      'a term goes back',
      [
        ['n1', 1, event({ term: 3 })],
        ['n1', 1, event({ term: 2 })],
      ],
      'monotone/currentTerm',
    ],
    [
      'over a restart a term may',
      [
        ['n1', 1, event({ term: 3, vote: 'a' })],
        ['n1', 2, event({ term: 2, vote: 'b' })],
      ],
      undefined,
    ],
    [
      'a commit index goes back',
      [
        ['n1', 1, event({ term: 3, commit: 4 })],
        ['n1', 1, event({ commit: 3 })],
      ],
      'monotone/commitIndex',
    ],
    [
      'a vote is changed',
      [
        ['n1', 1, event({ term: 3 })],
        ['n1', 1, event({ term: 3, vote: '1' })],
        ['n1', 1, event({ term: 3, vote: 2 })],
      ],
      'one-vote-per-term/vote-changed',
    ],
    [
      'a vote is forgotten',
      [
        ['n1', 1, event({ term: 3 })],
        ['n1', 1, event({ term: 3, vote: '1' })],
        ['n1', 1, event({ term: 3, vote: '0' })],
      ],
      'one-vote-per-term/vote-forgotten',
    ],
    [
      'a vote of another term is another vote',
      [
        ['n1', 1, event({ term: 3, vote: '1' })],
        ['n1', 1, event({ term: 4 })],
        ['n1', 1, event({ term: 4, vote: '2' })],
      ],
      undefined,
    ],
    [
      'more is applied than committed',
      [
        ['n1', 1, event({ commit: 3 }, { lastApplied: 3 })],
        ['n1', 1, event({ commit: 3 }, { lastApplied: 4 })],
      ],
      'applied-within-commit/applied-uncommitted',
    ],
    [
      'committed entries go',
      [
        ['n1', 1, event({ commit: 3 }, { log: 3 })],
        ['n1', 1, event({ commit: 3 }, { log: 2 })],
      ],
      'commit-within-log/commit-beyond-log',
    ],
    [
      'a commit is known before its entries',
      [
        ['n1', 1, event({ commit: 3 }, { log: 1 })],
        ['n1', 1, event({ commit: 3 }, { log: 2 })],
      ],
      undefined,
    ],
    [
      'one index and term, two entries',
      [
        ['n1', 1, event({}, { entries: [entry(1, 1, 'a')] })],
        ['n2', 1, event({}, { entries: [entry(1, 1, 'b')] })],
      ],
      'log-matching/different-commands',
    ],
    [
      'an index that was not committed may have another entry',
      [
        ['n1', 1, event({ commit: 0 }, { entries: [entry(1, 1, 'a')] })],
        ['n2', 1, event({ commit: 1 }, { entries: [entry(1, 2, 'b')] })],
      ],
      undefined,
    ],
    [
      'two entries are committed at an index',
      [
        ['n1', 1, event({ commit: 1 }, { entries: [entry(1, 1, 'a')] })],
        ['n2', 1, event({ commit: 1 }, { entries: [entry(1, 2, 'b')] })],
      ],
      'state-machine-safety/commit',
    ],
    [
      'states differ where the same was applied',
      [
        ['n1', 1, event({}, { lastApplied: 2, stateDigest: 'x' })],
        ['n2', 1, event({}, { lastApplied: 2, stateDigest: 'y' })],
      ],
      'state-machine-safety/state',
    ],
  ])('%s', (_, told, expected) => {
    expect(found(told)).toBe(expected)
  })

  test('an event in the words of etcd is read; what it lacks was not said', () => {
    const line =
      '{"name":"BecomeLeader","nid":"1","state":{"term":2,"vote":"1","commit":0},"role":"StateLeader","log":1,"conf":[["1","2","3"],[]]}'
    expect(parseStateEvent(line)).toEqual({
      ...{
        name: 'BecomeLeader',
        nid: '1',
        term: 2,
        vote: '1',
        commit: 0,
        elected: true,
        leads: true,
        lastIndex: 1,
        entries: [],
      },
    })
    expect(parseStateEvent('{"name":"InitState","nid":3}')).toEqual({
      ...{ name: 'InitState', nid: '3', elected: false, entries: [] },
    })
  })

  test.each([
    ['{"name":"Ready"}', /nid/],
    ['{"name":"Ready","nid":"1","state":{"term":-1}}', /state\.term/],
    ['[]', /./],
    [JSON.stringify({ name: 'Ready', nid: '1', stateDigest: 'x'.repeat(101) }), /stateDigest/],
    ['{"name":"Rea', /JSON/],
  ])('%s is none', (text, reason) => {
    expect(() => parseStateEvent(text)).toThrow(reason)
  })
})

/** What the servers of a correct Raft would say of themselves after each of their steps, and by incarnation. */
function toldInRun(name: VariantName, seed: string): Told[] {
  const told: Told[] = []
  const raft = unusualRaft(name)
  const incarnations = new Map<string, number>()
  const create = (environment: Environment) => {
    const { id } = environment
    const incarnation = (incarnations.get(id) ?? 0) + 1
    incarnations.set(id, incarnation)
    const node = raft.create(environment) as Awaited<ReturnType<Target['create']>>
    const view = node.view?.bind(node)
    return Object.assign(node, {
      view() {
        const shown = view?.()
        if (shown === undefined) throw new Error('it shows nothing')
        const {
          role,
          currentTerm: term,
          votedFor: vote,
          commitIndex: commit,
          lastApplied,
          log,
          firstIndex,
        } = shown
        told.push([
          id,
          incarnation,
          event(
            { term, vote, commit },
            {
              role,
              lastApplied,
              entries: log,
              log: firstIndex + log.length - 1,
              snapshotIndex: firstIndex - 1,
            },
          ),
        ])
        return shown
      },
    })
  }
  const target = { ...raft, create } as Target
  const wild = scenarios.find(({ name }) => name === 'everything-at-once')
  if (wild === undefined) throw new Error('there is no such scenario')
  const result = runPlan(drawPlan(wild, seed, target, { timeLimit: 1500 }), target)
  expect(result.status).toBe('valid')
  return told
}

/** Those that show something, and to nobody before it is asked for. */
const shown = variantNames.filter(
  (name) => unusualRaft(name).globals !== 'virtual' && !/without a view/.test(name),
)

test.each(shown)('%s: a correct Raft is not accused, in whatever order its servers are heard', (name) => {
  for (const seed of ['1', '2']) {
    const told = toldInRun(name, seed)
    expect(told.length).toBeGreaterThan(100)
    const servers = [...new Set(told.map(([server]) => server))]
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(servers.length - 1)), (order) => {
        const queues = servers.map((server) => told.filter(([one]) => one === server))
        const heard: Told[] = []
        while (heard.length < told.length) {
          const next = queues[order.next().value as number]?.shift()
          if (next !== undefined) heard.push(next)
        }
        expect(found(heard)).toBeUndefined()
      }),
      { numRuns: 2 },
    )
  }
})
