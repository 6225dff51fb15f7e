import { expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { CandidateRuns } from '../../../src/minimize/candidate-runs.ts'
import { necessityOfDecisions } from '../../../src/minimize/necessity.ts'
import type { Script } from '../../../src/record/decision.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { runPlan } from '../../../src/run/run-plan.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import { violation } from './made-up-violation.ts'

test('what is taken away is what the words say: of a message that comes twice the second arrival, not the late sync', () => {
  const plan = drawPlan(scenarios[0]!, 'candidate', builtInRaft())
  const held = runPlan(plan, builtInRaft())
  const tried: Script[] = []
  const scripted = (_: unknown, script: Script): typeof held => {
    tried.push(script)
    return held
  }
  const again = { do: 'deliver', from: 'n1', to: 'n2', message: 'm', again: true, hold: true } as const
  const late = { do: 'fire', node: 'n1', timer: 'election', hold: true } as const
  const runs = new CandidateRuns(violation, { runs: 100 })
  const runner = { timed: () => held, scripted, scriptable: true }
  const found = necessityOfDecisions([again, late], plan, runner, runs)
  expect(found.map(({ text }) => text)).toEqual([
    'second arrival of a message from n1 at n2',
    'disk of n1 that syncs late',
  ])
  const { hold: _, ...inTime } = late
  expect(tried).toEqual([[late], [again, inTime]])
})
