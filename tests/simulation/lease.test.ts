import { describe, expect, test } from 'vitest'
import { scriptOf } from '../../scenarios/planted/script-text.ts'
import { scenarios } from '../../scenarios/index.ts'
import type { Decision, Script } from '../../src/record/decision.ts'
import { drawPlan } from '../../src/run/drawing/draw-plan.ts'
import { runScript } from '../../src/run/scripted/scripted-run.ts'
import type { Rules } from '../../src/raft/core/index.ts'
import { builtInRaft, type BuiltInRaftOptions } from '../../src/subject/built-in-raft/built-in-raft.ts'

// A lease promises that nobody else is elected while it lasts (thesis §6.4.1). Each test takes one leg away.

const settings: BuiltInRaftOptions = {
  reads: 'lease',
  checkQuorum: true,
  electionTimeoutMin: 150,
  electionTimeoutMax: 300,
}

function verdict(script: Script, deviation: Partial<Rules> = {}): string | undefined {
  const drawn = drawPlan(scenarios[0]!, 'lease', builtInRaft())
  const plan = { ...drawn, nodes: 3, settings: { ...settings } }
  return runScript(plan, builtInRaft(settings, { raft: deviation }), script).violation?.property
}

/** n1 leads, and a write that it acknowledged is on all three. */
const begin = scriptOf(`
  n1 election
  n1>n2 request-vote
  n2>n1 vote granted
  n1>n2 append entries+
  n2>n1 append-reply success
  n1>n3 append entries+
  n3>n1 append-reply success
  c0>n1 write k1 1
  n1>n2 append entries+
  n2>n1 append-reply success
  n1>n3 append entries+
`)

const beat = scriptOf(`
  n1 heartbeat
  n1>n2 append entries-
  n2>n1 append-reply success
`)

/** n3 is elected by n2, and acknowledges a write; then a client of n1 reads. */
const end = scriptOf(`
  n2>n3 vote granted
  n3>n2 append entries+
  n2>n3 append-reply success
  c1>n3 write k1 2
  n3>n2 append entries+
  n2>n3 append-reply success
  c2>n1 read k1
`)

const stands = scriptOf(`
  n3 election
  n3>n2 request-vote
`)

describe('a voter that hears the leader elects nobody else', () => {
  const missed = [...begin, ...Array.from({ length: 5 }, () => beat).flat(), ...stands, ...end]

  test('so a follower that misses the leader is not elected, and no read is stale', () => {
    expect(verdict(missed)).toBeUndefined()
  })

  test('without that promise the old leader reads under a lease that means nothing', () => {
    expect(verdict(missed, { disregardsVotes: () => false })).toBe('linearizability')
  })
})

describe('a leader that asks another to stand holds no lease any more', () => {
  const asks: Decision = {
    do: 'submit',
    client: 9,
    node: 'n1',
    call: { f: 'transfer-leadership', value: 'n3' },
  }
  const handed = [
    ...begin,
    ...scriptOf('n3>n1 append-reply success'),
    asks,
    ...scriptOf(`
      n1>n3 timeout-now
      n3>n2 request-vote transfer
    `),
    ...end,
  ]

  test('so no read is stale while the other takes over', () => {
    expect(verdict(handed)).toBeUndefined()
  })

  test('with the lease kept, one is', () => {
    expect(verdict(handed, { handingOverEndsLease: () => false })).toBe('linearizability')
  })
})
