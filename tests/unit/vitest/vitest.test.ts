import { describe, expect, test } from 'vitest'
import { builtInRaft, run } from '../../../src/index.ts'
import { raftTest, toBeLinearizable } from '../../../src/vitest.ts'
import { voteTwice } from '../../../scenarios/planted/vote-twice.ts'
import type { HistoryEvent } from '../../../src/record/history-event.ts'

const history = (read: number): HistoryEvent[] => [
  { process: 0, type: 'invoke', f: 'write', value: 1 },
  { process: 0, type: 'ok', f: 'write', value: 1 },
  { process: 1, type: 'invoke', f: 'read', value: null },
  { process: 1, type: 'ok', f: 'read', value: read },
]

raftTest('raftTest passes on the built-in Raft', {
  scenarios: ['steady-cluster', 'leader-isolated'],
  runs: 3,
})

describe('toBeLinearizable', () => {
  test('holds for a history that is', () => {
    expect(history(1)).toBeLinearizable('register')
    expect(history(1)).not.toSatisfy((events: HistoryEvent[]) => !toBeLinearizable(events, 'register').pass)
  })

  test('says why a history is not', () => {
    expect(() => expect(history(2)).toBeLinearizable('register')).toThrow(/not linearizable as register.*2/)
    expect(history(2)).not.toBeLinearizable('register')
  })
})

describe('run', () => {
  test('reports the first failure of a Raft with a bug, minimized, in words', async () => {
    const target = builtInRaft({}, voteTwice.deviation)
    const { failures, runs, diverged } = await run({ target, scenarios: ['contested-elections'], runs: 100 })
    expect(diverged).toEqual([])
    expect(failures).toHaveLength(1)
    expect(runs).toBeLessThanOrEqual(100)
    const [failure] = failures
    expect(failure?.report.record.signature).toBe('rule/second-vote-in-a-term')
    expect(failure?.text).toContain('in term')
    expect(failure?.report.minimized?.script?.length).toBeLessThanOrEqual(12)
  })

  test('holds on the built-in Raft with a scenario of one’s own', async () => {
    const { failures, runs, undecided } = await run({
      runs: 2,
      scenarios: [{ name: 'mine', about: 'nothing happens', coverageMarks: ['leaderElected'] }],
    })
    expect({ failures, runs, undecided }).toEqual({ failures: [], runs: 2, undecided: [] })
  })
})
