/**
 * What an event costs in whole runs of larger clusters and of more clients, and whether the memory of a process stays level over many
 * runs: `node bench/scale.ts [runs]` (default 5,000; each is made and judged as a campaign does it).
 */
import { scenarioNamed } from '../scenarios/index.ts'
import { present } from '../src/base/assert.ts'
import { drawPlan } from '../src/run/drawing/draw-plan.ts'
import { runPlan } from '../src/run/run-plan.ts'
import { builtInRaft, type BuiltInRaftOptions } from '../src/subject/built-in-raft/built-in-raft.ts'

interface Size {
  readonly nodes: number
  readonly clients: number
  /** Operations a virtual second, of all clients. */
  readonly rate: number
  /** Virtual, of faults. */
  readonly seconds: number
}

const scenario = present(scenarioNamed('everything-at-once'), 'the scenario')
const usual = builtInRaft()

/** Returns the number of events. */
function run(seed: string, { nodes, clients, rate, seconds }: Size): number {
  const plan = drawPlan(scenario, seed, usual, { nodes, rate, clients, timeLimit: seconds * 1000 })
  const { violation, counts } = runPlan(plan, builtInRaft(plan.settings as BuiltInRaftOptions), scenario)
  if (violation !== undefined) throw new Error(violation.headline)
  return counts.steps
}

const cpuMillis = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Warm; the best of three rounds of a second of CPU time each. */
function measured(size: Size): { readonly micros: number; readonly events: number } {
  let best = { micros: Infinity, events: 0 }
  for (let round = 0, seed = 0; round < 4; round++) {
    const began = cpuMillis()
    let [events, runs] = [0, 0]
    while (cpuMillis() - began < 1000) {
      events += run(`scale/${seed++}`, size)
      runs++
    }
    const micros = (1000 * (cpuMillis() - began)) / events
    if (round > 0 && micros < best.micros) best = { micros, events: events / runs }
  }
  return best
}

function show(what: string, size: Size, least: number): number {
  const { micros, events } = measured(size)
  const ratio = least === 0 ? 1 : micros / least
  console.log(
    `${what.padEnd(14)} ${Math.round(events).toLocaleString('en-US').padStart(9)} events a run  ${micros.toFixed(2).padStart(6)} µs each  ${ratio.toFixed(2)}x`,
  )
  return least === 0 ? micros : least
}

const runs = Number(process.argv[2] ?? 5000)
console.log(`memory of a process that makes ${runs.toLocaleString('en-US')} runs, as a campaign draws them`)
for (let made = 0; made < runs; made++) {
  run(`memory/${made}`, { nodes: 5, clients: 3, rate: 20, seconds: 4 })
  if ((made + 1) % Math.ceil(runs / 10) !== 0) continue
  const { rss, heapUsed } = process.memoryUsage()
  console.log(
    `${(made + 1).toLocaleString('en-US').padStart(9)} runs  ${(rss / 2 ** 20).toFixed(0).padStart(5)} MiB resident  ${(heapUsed / 2 ** 20).toFixed(0).padStart(4)} MiB of heap`,
  )
}

console.log('\nwhole runs of 20 s of faults, 10 operations a second, 3 clients; to the first line')
let least = 0
for (const nodes of [3, 5, 7, 9, 13, 19, 25])
  least = show(`${nodes} servers`, { nodes, clients: 3, rate: 10, seconds: 20 }, least)

console.log('\n5 servers, 100 operations a second')
least = 0
for (const clients of [1, 5, 20, 50, 100, 200])
  least = show(`${clients} clients`, { nodes: 5, clients, rate: 100, seconds: 20 }, least)
