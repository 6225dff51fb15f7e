/**
 * What entries one at a time cost against pipelining: virtual time and messages until N entries, all handed
 * to the leader at once, are committed. Deterministic: it counts, it does not measure.
 *
 *   node bench/stepwise.ts
 */
import { InvariantMonitor } from '../checkers/invariants/monitor.ts'
import { nodeIds } from '../src/base/node-id.ts'
import { RandomStream } from '../src/base/random.ts'
import type { RaftConfig } from '../src/raft/core/index.ts'
import type { WorldPlan } from '../src/sim/world-plan.ts'
import { TimedWorld } from '../src/sim/timed-world.ts'
import type { RaftHost } from '../src/raft/node/host.ts'
import { builtInRaft } from '../src/subject/built-in-raft/built-in-raft.ts'

const world: WorldPlan = {
  network: { latency: { distribution: 'constant', min: 2, mean: 0 }, drop: 0, duplicate: 0, fifo: true },
  disk: { min: 1, mean: 0 },
  client: { distribution: 'constant', min: 0, mean: 0 },
}

interface Cost {
  readonly millis: number
  readonly messages: number
}

/** What it takes from the first request until the last answer, in a cluster whose leader is settled. */
function cost(servers: number, entries: number, settings: Partial<RaftConfig>): Cost {
  let messages = 0
  const own = builtInRaft({ noop: false, ...settings })
  const create: typeof own.create = (environment) => {
    const node = own.create(environment) as RaftHost
    const receive = node.receive.bind(node)
    node.receive = (from, message) => {
      messages++
      receive(from, message)
    }
    return node
  }
  const members = nodeIds(servers)
  const sim = new TimedWorld({
    target: { ...own, create },
    members,
    random: new RandomStream('stepwise'),
    monitor: (report) => new InvariantMonitor({ members, report }),
    world,
  })
  sim.start()
  sim.run(2_000_000)
  const leader = sim.cluster.processes.find(({ live }) => live?.role === 'leader')
  if (leader === undefined) throw new Error('two seconds without faults gave no leader')
  const from = sim.now
  let through = from
  let left = entries
  messages = 0
  const finished = { millis: 0, messages: 0 }
  for (let client = 1; client <= entries; client++) {
    const call = { client, sequence: 1, call: { f: 'write', key: 'x', value: client } }
    const done = (): void => {
      if (--left > 0) return
      through = sim.now
      finished.messages = messages
    }
    sim.submit(leader.ordinal, call, done, {})
  }
  sim.run(from + 600_000_000)
  if (left > 0 || sim.cluster.violation !== undefined) throw new Error(`${left} entries were not committed`)
  return { ...finished, millis: (through - from) / 1000 }
}

/** Each entry at once, ahead of all answers (thesis §10.2.1). */
const pipelined: Partial<RaftConfig> = { batch: 1, pipeline: true }
/** One message at a time, of up to 64 entries. */
const batched: Partial<RaftConfig> = { batch: 64, pipeline: false }

const row = (...cells: readonly (string | number)[]): void =>
  console.log(cells.map((cell, at) => String(cell).padStart(at === 0 ? 8 : 12)).join(''))
const ratio = (one: number, other: number): string => `${(one / other).toFixed(1)}x`

console.log('links 2 ms, disks 1 ms, no faults; ratios are stepwise to the other\n')
row('servers', 'entries', 'mode', 'time (ms)', 'messages', 'time', 'messages')
for (const servers of [3, 5]) {
  for (const entries of [1, 10, 100, 1000]) {
    const slow = cost(servers, entries, { replication: 'stepwise' })
    row(servers, entries, 'stepwise', slow.millis.toFixed(0), slow.messages, '', '')
    for (const [mode, settings] of [
      ['pipelined', pipelined],
      ['batches', batched],
    ] as const) {
      const { millis, messages } = cost(servers, entries, settings)
      const compared = [ratio(slow.millis, millis), ratio(slow.messages, messages)]
      row('', '', mode, millis.toFixed(0), messages, ...compared)
    }
  }
}
