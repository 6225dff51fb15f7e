import { expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import type { Runner } from '../../../src/minimize/candidate-runs.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import type { RunResult } from '../../../src/run/run-result.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import { minimizeFailure } from '../../../src/testcase/minimize-failure.ts'
import { runPlan } from '../../../src/run/run-plan.ts'

/** A failure of so many steps that broke at one, and how its trace is asked for when it is made again. */
async function tracedAt(steps: number, step: number): Promise<unknown[]> {
  const plan = drawPlan(scenarios[0]!, 'long', builtInRaft())
  const made = runPlan(plan, builtInRaft())
  const result: RunResult = {
    ...made,
    status: 'invalid',
    violation: { property: 'p', shape: 's', step, time: 0, headline: 'it broke', proof: [], facts: [] },
    counts: { ...made.counts, steps },
  }
  const traced: unknown[] = []
  const runner = {
    scriptable: false,
    timed: (_plan: unknown, ...asked: unknown[]) => {
      traced.push(asked)
      return result
    },
  } as unknown as Runner
  const report = await minimizeFailure(
    { plan, result, target: 't', token: 'w1:t' },
    runner,
    { skip: true },
    () => builtInRaft(),
  )
  expect(report.replayCommand).toContain('w1:t')
  expect(report.record.violation?.headline).toBe('it broke')
  return traced
}

test('a failure is made again with its trace, but for one so long that it would not fit into memory', async () => {
  expect(await tracedAt(500_000, 1)).toEqual([[true]])
  // of a longer run what came up to the breach
  expect(await tracedAt(500_001, 1)).toEqual([[true, 1]])
  expect(await tracedAt(9_000_000, 500_000)).toEqual([[true, 500_000]])
  expect(await tracedAt(500_001, 500_001)).toEqual([[false]])
})
