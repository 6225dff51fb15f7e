import { expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { CandidateRuns, type Runner } from '../../../src/minimize/candidate-runs.ts'
import { laterBeginning } from '../../../src/minimize/later-beginning.ts'
import type { Decision, Script } from '../../../src/record/decision.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import type { RunResult } from '../../../src/run/run-result.ts'
import { runScript } from '../../../src/run/scripted/scripted-run.ts'
import type { ScriptedWorld } from '../../../src/sim/scripted-world.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import { violation } from './made-up-violation.ts'

const plan = { ...drawPlan(scenarios[0]!, 'later', builtInRaft()), nodes: 3, settings: {} }
const raft = () => builtInRaft({ pipeline: false })

/** What is called wrong here: a client is answered. */
const wrong = (result: RunResult): RunResult => (result.counts.ok > 0 ? { ...result, violation } : result)

const runner: Runner = {
  timed: () => runScript(plan, raft(), []),
  scripted: (one, script, traced, continued) => wrong(runScript(one, raft(), script, { traced }, continued)),
  scriptable: true,
}

/** n1 stands so often; then it is elected by n2, takes a write, and n2 gets what the heartbeat carries, not what was sent at first. */
function longRun(candidacies: number): Script {
  const stand: Decision = { do: 'fire', node: 'n1', timer: 'election' }
  const newest = (from: string, to: string) => (world: ScriptedWorld) => world.newest(from, to)
  const rounds: ((world: ScriptedWorld) => Decision | undefined)[] = [
    ...Array.from({ length: candidacies }, () => () => stand),
    newest('n1', 'n2'),
    newest('n2', 'n1'),
    () => ({ do: 'submit', node: 'n1', client: 0, call: { f: 'write', key: 'k1', value: 1 } }),
    () => ({ do: 'fire', node: 'n1', timer: 'heartbeat' }),
    newest('n1', 'n2'),
    newest('n2', 'n1'),
  ]
  const script: Decision[] = []
  runScript(
    plan,
    raft(),
    [],
    {},
    {
      clients: 1,
      next: (world) => {
        const decision = rounds.shift()?.(world)
        if (decision !== undefined) script.push(decision)
        return decision
      },
    },
  )
  return script
}

const later = (script: Script) =>
  laterBeginning(plan, script, runner, new CandidateRuns(violation, { runs: 1000 }), [])

test('a run of many terms begins with the last one, where a message has other contents than before', () => {
  const script = longRun(120)
  expect(script).toHaveLength(126)
  const asBefore = script.slice(119)
  expect(runner.scripted(plan, script, false).violation).toBe(violation)
  // in it the oldest append is meant, which has no write
  expect(runner.scripted(plan, asBefore, false).violation).toBeUndefined()
  const shorter = later(script)!
  expect(shorter).toHaveLength(7)
  expect(runner.scripted(plan, shorter, false).violation).toBe(violation)
})

test('a short script is left as it is, and so is one whose every end holds', () => {
  expect(later(longRun(20))).toBeUndefined()
  const holds: Script = Array.from({ length: 120 }, () => ({ do: 'fire', node: 'n1', timer: 'election' }))
  expect(later(holds)).toBeUndefined()
})
