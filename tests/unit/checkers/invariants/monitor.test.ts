import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { invariants } from '../../../../checkers/invariants/catalogue.ts'
import { InvariantMonitor } from '../../../../checkers/invariants/monitor.ts'
import { InputError } from '../../../../src/base/input-error.ts'
import type { LiveState } from '../../../../src/record/live-state.ts'
import { signatureOf } from '../../../../src/record/verdict.ts'
import { Scene } from './scene.ts'

describe('a server alone', () => {
  test('stands, wins, appends, commits and applies in one step', () => {
    const scene = new Scene(1).at(1, (server) => {
      server.role = 'leader'
      server.currentTerm = 1
      server.votedFor = 'n1'
      server.log.append(1, 7)
      server.commitIndex = server.lastApplied = 1
    })
    expect(scene.headlines).toEqual([])
    expect(scene.triggers).toEqual([
      'proposed n1 1',
      'candidate n1 1',
      'leader n1 1',
      'committed n1 1',
      'applied n1 1',
    ])
    expect(scene.monitor.counts).toMatchObject({
      candidacies: 1,
      elections: 1,
      appended: 1,
      commits: 1,
      applied: 1,
    })
  })
})

describe('only', () => {
  test('leaves the other properties out', () => {
    const scene = new Scene(3, { only: ['monotone'] }).vote(3, 1, 2).vote(3, 2, 2).vote(3, 2, 1)
    expect(scene.violations.map((violation) => violation.property)).toEqual(['monotone'])
  })

  test('rejects a name there is not', () => {
    expect(
      () => new InvariantMonitor({ members: ['n1'], report: () => undefined, only: ['safety'] }),
    ).toThrow(InputError)
  })
})

test('every entry of the catalogue carries its own name', () => {
  const named = Object.keys(invariants)
  expect(new Set(named).size).toBe(named.length)
  const scene = new Scene(3, { only: named })
  expect(scene.headlines).toEqual([])
})

test('shapes name no server, term or index', () => {
  const shapeOf = (name: number, term: number): string[] => {
    const scene = new Scene(5).vote(name, 1, term).vote(name, 2, term)
    return scene.violations.map(signatureOf)
  }
  expect(shapeOf(3, 2)).toEqual(shapeOf(5, 9))
})

describe('a server that shows nonsense', () => {
  test('is reported, field by field', () => {
    const scene = new Scene()
    scene.at(1, (server) => (server.currentTerm = Number.NaN))
    scene.at(2, (server) => (server.commitIndex = -1))
    scene.at(3, (server) => (server.log.firstIndex = 0))
    expect(scene.headlines).toEqual([
      'well-formed/currentTerm: n1 shows currentTerm = NaN, which no Raft state can have',
      'well-formed/commitIndex: n2 shows commitIndex = -1, which no Raft state can have',
      'well-formed/firstIndex: n3 shows firstIndex = 0, which no Raft state can have',
    ])
  })

  test('cannot make the monitor throw or hang', () => {
    const odd = fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 0, max: 6 }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          Number.NaN,
          -1,
          -7.5,
          2.5,
          1e9,
          2 ** 53,
          Infinity,
          -Infinity,
          999_999,
          2 ** 32,
        ),
      },
    )
    const look = fc.record({
      role: fc.constantFrom('follower', 'candidate', 'leader', 'king'),
      currentTerm: odd,
      votedFor: fc.constantFrom(null, 'n1', 'n2', 'stranger', undefined, 3),
      commitIndex: odd,
      lastApplied: odd,
      firstIndex: odd,
      lastIndex: odd,
      changedFrom: odd,
      term: odd,
      digest: odd,
      match: odd,
      node: fc.integer({ min: -1, max: 3 }),
      feed: fc.constantFrom('observe', 'observe', 'observe', 'start', 'crash', 'durable', 'sent', 'executed'),
    })
    fc.assert(
      fc.property(fc.array(look, { maxLength: 25 }), (looks) => {
        const monitor = new InvariantMonitor({ members: ['n1', 'n2', 'n3'], report: () => undefined })
        let now = {} as (typeof looks)[number]
        const log = {
          get firstIndex() {
            return now.firstIndex
          },
          get lastIndex() {
            return now.lastIndex
          },
          get changedFrom() {
            return now.changedFrom
          },
          termAt: (index: number) => (index > 1e6 ? -1 : now.term),
          digestAt: () => now.digest,
          markSeen: () => undefined,
        }
        const live = new Proxy(
          { log, matchIndexOf: () => now.match },
          {
            get: (target, field) => Reflect.get(field in target ? target : now, field) as unknown,
          },
        ) as unknown as LiveState
        looks.forEach((next, step) => {
          now = next
          const { node } = next
          if (next.feed === 'start') monitor.started(node, live, step, step)
          else if (next.feed === 'crash') monitor.crashed(node, step, step)
          else if (next.feed === 'durable') monitor.durable(node, live, step, step)
          else if (next.feed === 'sent') monitor.sent(node, 'vote', next.term, true, 'n1', step, step)
          else if (next.feed === 'executed') monitor.executed(node, next.term, 'c', next.digest, step, step)
          else monitor.observe(node, step, step)
        })
      }),
      { numRuns: 400, seed: 7 },
    )
  })
})
