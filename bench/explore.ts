/**
 * `node bench/explore.ts`: states a second of `whitewater explore` on the built-in Raft, beside what it would take to make a run for each
 * state from its begin, as replaying explorers do, over the same states in the same process.
 */
import { scenarioNamed } from '../scenarios/index.ts'
import { nodeIds } from '../src/base/node-id.ts'
import { BreadthFirst } from '../src/explore/breadth-first.ts'
import { nothing, type Bounds } from '../src/explore/bounds.ts'
import { clientCalls } from '../src/explore/client-calls.ts'
import { ClientHistories } from '../src/explore/client-histories.ts'
import { exploredPlan } from '../src/explore/explored-plan.ts'
import { ServerStates } from '../src/explore/server-states.ts'
import { present } from '../src/base/assert.ts'
import { runScript } from '../src/run/scripted/scripted-run.ts'
import type { Script } from '../src/record/decision.ts'
import { builtInRaft, type BuiltInRaftOptions } from '../src/subject/built-in-raft/built-in-raft.ts'
import { plantedBug, plantedTarget } from '../src/testcase/targets.ts'
import type { Target } from '../src/subject/target.ts'

const scenario = present(scenarioNamed('steady-cluster'), 'the scenario')
const plan = exploredPlan(scenario, '1', builtInRaft(), { nodes: 3 })

async function searched(name: string, target: Target, bounds: Bounds) {
  const calls = clientCalls(plan, target, bounds.operations)
  const servers = new ServerStates(target, nodeIds(plan.nodes), plan.seed, calls)
  const search = new BreadthFirst(servers, new ClientHistories(calls), { bounds, isSymmetric: true })
  const began = performance.now()
  const end = await search.search(
    { depth: 100, states: 4_000_000 },
    () => 'breaks',
    () => false,
  )
  const seconds = (performance.now() - began) / 1000
  const { states, events, depth } = search
  console.log(
    `${name.padEnd(34)} ${states.toLocaleString('en-US').padStart(10)} states  ${events.toLocaleString('en-US').padStart(10)} events  ${String(depth).padStart(3)} deep  ${servers.size} of servers  ${seconds.toFixed(1)} s  ${Math.round(states / seconds).toLocaleString('en-US')} states/s  (${end})`,
  )
  return states / seconds
}

/** Runs made from their begin a second: scripts of a shortest counterexample, cut at each length. */
function replayed(): number {
  const bug = plantedBug('commit-old-term')
  const { script } = (bug as unknown as { example: { script: Script } }).example
  const make = (): Target => builtInRaft(plan.settings as BuiltInRaftOptions) as unknown as Target
  let runs = 0
  const began = performance.now()
  while (performance.now() - began < 3000) {
    for (let length = 1; length <= script.length; length++, runs++)
      runScript(plan, make(), script.slice(0, length))
  }
  return (runs * 1000) / (performance.now() - began)
}

const correct = builtInRaft(plan.settings as BuiltInRaftOptions) as unknown as Target
await searched('warm up', correct, { ...nothing, timeouts: 2, operations: 1 })
const rate = await searched('timeouts 3, operations 2', correct, { ...nothing, timeouts: 3, operations: 2 })
await searched('timeouts 3, operations 1, late 1', correct, {
  ...nothing,
  timeouts: 3,
  operations: 1,
  lateMessages: 1,
})
await searched('timeouts 2, operations 1, restart 1', correct, {
  ...nothing,
  timeouts: 2,
  operations: 1,
  restarts: 1,
})
const figure8 = plantedTarget(plantedBug('commit-old-term'))({ settings: plan.settings })
await searched('Figure 8: timeouts 4, operations 2', figure8, { ...nothing, timeouts: 4, operations: 2 })
const replays = replayed()
console.log(
  `a run for each state from its begin: ${Math.round(replays).toLocaleString('en-US')} states/s; explore is ${(rate / replays).toFixed(1)}x as fast`,
)
