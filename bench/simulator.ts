/**
 * What each layer of the simulator costs, beside a bare loop of the same Raft (see bare-raft.ts), and whether
 * the speed stays flat as a run gets longer.
 *
 *   node bench/simulator.ts
 */
import { InvariantMonitor } from '../checkers/invariants/monitor.ts'
import { scenarios } from '../scenarios/index.ts'
import { nodeIds } from '../src/base/node-id.ts'
import { RandomStream } from '../src/base/random.ts'
import { drawPlan } from '../src/run/drawing/draw-plan.ts'
import type { Scenario } from '../src/run/scenario.ts'
import { runPlan } from '../src/run/run-plan.ts'
import { TimedWorld } from '../src/sim/timed-world.ts'
import type { WorldPlan } from '../src/sim/world-plan.ts'
import { builtInRaft, type BuiltInRaftOptions } from '../src/subject/built-in-raft/built-in-raft.ts'
import { bareRaft } from './bare-raft.ts'

const world: WorldPlan = {
  network: { latency: { distribution: 'uniform', min: 1, mean: 2 }, drop: 0, duplicate: 0, fifo: false },
  disk: { min: 1, mean: 0 },
  client: { distribution: 'constant', min: 0, mean: 0 },
}

/** The built-in Raft in the simulator, with digest and crash-capable disks; with all invariants or with none. */
function simulated(
  size: number,
  seconds: number,
  opsPerSecond: number,
  seed: string,
  only?: readonly string[],
): number {
  const members = nodeIds(size)
  const sim = new TimedWorld({
    target: builtInRaft(),
    members,
    random: new RandomStream(seed),
    monitor: (report) => new InvariantMonitor({ members, report, ...(only === undefined ? {} : { only }) }),
    world,
  })
  sim.start()
  let sequence = 0
  const operate = (): void => {
    const leader = sim.cluster.processes.find(({ live }) => live?.role === 'leader')
    if (leader !== undefined) {
      const call = { client: 1, sequence: ++sequence, call: { f: 'write', key: 'x', value: sequence } }
      sim.submit(leader.ordinal, call, () => {}, {})
    }
    sim.after(1000 / opsPerSecond, operate)
  }
  operate()
  sim.run(seconds * 1e6)
  if (sim.cluster.violation !== undefined) throw new Error(sim.cluster.violation.headline)
  return sim.cluster.step
}

interface Measured {
  readonly eventsPerSecond: number
  readonly millisPerRun: number
}

/** What a process compiles while it warms up is not measured. */
const WARM_MILLIS = 2000

/** CPU time, warm, best of three rounds of at least half a second each: the machine is not ours alone. */
function measure(run: (seed: string) => number): Measured {
  let best: Measured = { eventsPerSecond: 0, millisPerRun: Infinity }
  const began = process.cpuUsage()
  for (let warm = 0, spent = 0; spent < WARM_MILLIS; warm++) {
    run(`warm.${warm}`)
    const used = process.cpuUsage(began)
    spent = (used.user + used.system) / 1000
  }
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage()
    let events = 0
    let runs = 0
    let millis = 0
    while (millis < 500) {
      events += run(`${round}.${runs++}`)
      const used = process.cpuUsage(before)
      millis = (used.user + used.system) / 1000
    }
    if (events / millis > best.eventsPerSecond / 1000) {
      best = { eventsPerSecond: (1000 * events) / millis, millisPerRun: millis / runs }
    }
  }
  return best
}

function show(what: string, { eventsPerSecond, millisPerRun }: Measured, rival?: Measured): void {
  const ratio = rival === undefined ? '' : `${(eventsPerSecond / rival.eventsPerSecond).toFixed(2)}x`
  console.log(
    `${what.padEnd(58)} ${(eventsPerSecond / 1e6).toFixed(2).padStart(6)} M events/s ${millisPerRun.toFixed(2).padStart(8)} ms/run ${ratio.padStart(7)}`,
  )
}

/** A whole run as campaigns make it: clients, disks, faults, invariants, history check. */
function wholeRun(scenario: Scenario, nodes: number, seconds: number): (seed: string) => number {
  const usual = builtInRaft()
  return (seed) => {
    const plan = drawPlan(scenario, seed, usual, { nodes, rate: 10, clients: 3, timeLimit: seconds * 1000 })
    const result = runPlan(plan, builtInRaft(plan.settings as BuiltInRaftOptions), scenario)
    if (result.violation !== undefined) throw new Error(result.violation.headline)
    return result.counts.steps
  }
}

console.log(`Node ${process.version}; one core; ratios are to the bare loop of the same size and length\n`)
for (const size of [3, 5]) {
  const bare = measure((seed) => bareRaft(size, 60, 10, seed))
  show(`${size} servers, 60 s, 10 operations/s: bare loop, no checks`, bare)
  show(
    '  simulator: environment, disks, digest',
    measure((seed) => simulated(size, 60, 10, seed, [])),
    bare,
  )
  const full = measure((seed) => simulated(size, 60, 10, seed))
  show('  simulator with all invariants', full, bare)
  const short = measure((seed) => simulated(size, 5, 10, seed))
  show('  the same, 5 s', short, bare)
  console.log(`  60 s against 5 s: ${(full.eventsPerSecond / short.eventsPerSecond).toFixed(2)}x (1 is flat)`)
  const everything = scenarios.at(-1) as Scenario
  show('  whole run of 60 s: clients, faults, history check', measure(wholeRun(everything, size, 60)), bare)
  show('  whole run as a campaign draws it (4 s of faults)', measure(wholeRun(everything, size, 4)), bare)
  console.log()
}
const everything = scenarios.at(-1) as Scenario
const usual = builtInRaft()
const drawing = measure((seed) => (drawPlan(everything, seed, usual), 1))
console.log(`drawing a plan: ${(drawing.millisPerRun * 1000).toFixed(0)} us`)
