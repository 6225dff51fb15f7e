import { didYouMean } from '../base/did-you-mean.ts'
import { InputError } from '../base/input-error.ts'
import type { Millis } from '../base/time.ts'
import { faultNames, type FaultName } from './nemesis.ts'
import type { Latency } from './network.ts'
import { topologyNames } from './workloads/topology.ts'
import { transactionLevels } from './workloads/transaction-levels.ts'

/** How a program is tested; names and defaults are Maelstrom's where it has them. */
export interface MaelstromOptions {
  /** The program: a path, or the name of one on the PATH. */
  readonly bin: string
  /** Its arguments. */
  readonly parameters?: readonly string[]
  /** Default `lin-kv`. */
  readonly workload?: string
  /** Servers `n0`, `n1`, ...; default 5, called `n1` to `n5`. */
  readonly nodeCount?: number
  /** Names of servers, in place of a count. */
  readonly nodes?: readonly string[]
  /** Clients: a number, or `4n`, four for each server. Default `1n`, of lin-kv `2n`. */
  readonly concurrency?: string
  /** Operations a second over all clients; 0: none. Default 5. */
  readonly rate?: number
  /** Default 60,000. */
  readonly timeLimit?: Millis
  readonly latency?: Millis
  readonly latencyDistribution?: Latency['distribution']
  readonly nemesis?: readonly string[]
  /** Default 10,000. */
  readonly nemesisInterval?: Millis
  readonly topology?: string
  /** Share of operations that must succeed; `total`: all. Default: not judged. */
  readonly availability?: number | 'total'
  /** Of transactions. Default `strict-serializable`. */
  readonly consistency?: string
  readonly keyCount?: number
  readonly maxTransactionLength?: number
  readonly maxWritesPerKey?: number
  /** Whether the answer "no such key" to a read is a read of nothing. Default true; Maelstrom drops it. */
  readonly strictMissing?: boolean
  /** How long a node may take to answer `init`. Default 10,000. */
  readonly initTimeout?: Millis
  /** Name of the request that tells a node who it is. Default `init`. */
  readonly initType?: string
  /**
   * Whether a partition stops a message by the sender that it claims, `src`, or by the node that really sent it, `origin`: one that
   * passes on a client's request under the client's name is cut off too. Default `src`, as in Maelstrom.
   */
  readonly partitionBy?: 'src' | 'origin'
  /** What lines do that are no messages: `note` names them, `fail` makes them a finding. Default `note`. */
  readonly malformed?: 'note' | 'fail'
  /** Whether every message that is sent, or received, or what nodes print to standard error, stands in `jepsen.log`. */
  readonly logNetSend?: boolean
  readonly logNetRecv?: boolean
  readonly logStderr?: boolean
  /** Of workload, network and nemesis; the program's own timing stays what it is. Default: drawn. */
  readonly seed?: string
  /** Quiet time between the end of all faults and the reads of the end. Default 10,000. */
  readonly finalPause?: Millis
  /** Wall time of the checkers. Default 60,000. */
  readonly checkFor?: Millis
  /** Folder of the store. Default `store`. */
  readonly output?: string
  /** Ends it early; what was recorded is judged. */
  readonly signal?: AbortSignal
  /** Is told how it goes, a line at a time. */
  readonly onProgress?: (text: string) => void
}

export const workloadNames = [
  'lin-kv',
  'broadcast',
  'echo',
  'g-counter',
  'g-set',
  'kafka',
  'pn-counter',
  'txn-list-append',
  'txn-rw-register',
  'unique-ids',
] as const
export type WorkloadName = (typeof workloadNames)[number]

/** Everything decided. */
export interface MaelstromSettings {
  readonly workload: WorkloadName
  readonly nodes: readonly string[]
  readonly concurrency: number
  readonly rate: number
  readonly timeLimit: Millis
  readonly latency: Latency
  readonly faults: readonly FaultName[]
  readonly nemesisInterval: Millis
  readonly initTimeout: Millis
  readonly initType: string
}

const MAX_NODES = 100
const MAX_CONCURRENCY = 1000
const MAX_RATE = 100_000
const distributions = ['constant', 'uniform', 'exponential'] as const

/** @throws InputError that names the option. */
export function settingsOf(options: MaelstromOptions): MaelstromSettings {
  const {
    workload = 'lin-kv',
    rate = 5,
    timeLimit = 60_000,
    nemesis = [],
    nemesisInterval = 10_000,
  } = options
  const { latency = 0, latencyDistribution = 'constant', topology = 'grid', availability } = options
  const { initTimeout = 10_000, initType = 'init' } = options
  oneOf('workload', workload, workloadNames)
  oneOf('latencyDistribution', latencyDistribution, distributions)
  oneOf('topology', topology, topologyNames)
  oneOf('consistencyModels', options.consistency ?? 'strict-serializable', transactionLevels)
  for (const fault of nemesis) oneOf('nemesis', fault, faultNames)
  within('rate', rate, 0, MAX_RATE)
  within('timeLimit', timeLimit, 1, Number.MAX_SAFE_INTEGER)
  within('latency', latency, 0, 3_600_000)
  within('nemesisInterval', nemesisInterval, 1, 3_600_000)
  within('initTimeout', initTimeout, 1, 3_600_000)
  for (const name of ['keyCount', 'maxTransactionLength', 'maxWritesPerKey'] as const) {
    const value = options[name]
    if (value !== undefined) whole(name, value, 1, 1_000_000)
  }
  if (availability !== undefined && availability !== 'total') within('availability', availability, 0, 1)
  const nodes = nodesOf(options)
  return {
    workload: workload as WorkloadName,
    nodes,
    concurrency: concurrencyOf(options, nodes.length),
    rate,
    timeLimit,
    latency: { mean: latency, distribution: latencyDistribution },
    faults: [...new Set(nemesis as readonly FaultName[])],
    nemesisInterval,
    initTimeout,
    initType,
  }
}

function nodesOf({ nodeCount, nodes }: MaelstromOptions): readonly string[] {
  if (nodes === undefined) {
    if (nodeCount === undefined) return ['n1', 'n2', 'n3', 'n4', 'n5']
    whole('nodeCount', nodeCount, 1, MAX_NODES)
    return Array.from({ length: nodeCount }, (_, at) => `n${at}`)
  }
  const bad = nodes.find((id) => !/^[a-bd-z][\w-]{0,30}$/.test(id) || /^(lin|seq|lww)-(kv|tso)$/.test(id))
  if (bad !== undefined || nodes.length === 0 || nodes.length > MAX_NODES)
    throw new InputError(
      `must be up to ${MAX_NODES} names of letters and digits that do not begin with c, such as n1,n2,n3; got "${bad ?? ''}"`,
      { option: 'nodes' },
    )
  if (new Set(nodes).size < nodes.length) throw new InputError('names a node twice', { option: 'nodes' })
  return nodes
}

function concurrencyOf({ concurrency, workload = 'lin-kv' }: MaelstromOptions, nodes: number): number {
  const text = concurrency ?? (workload === 'lin-kv' ? '2n' : '1n')
  const match = /^(\d+(?:\.\d+)?)(n?)$/.exec(text)
  const clients = Math.floor(Number(match?.[1]) * (match?.[2] === 'n' ? nodes : 1))
  if (!(clients >= 1 && clients <= MAX_CONCURRENCY))
    throw new InputError(`must be a number of clients such as 10, or 2n, two for each node; got "${text}"`, {
      option: 'concurrency',
    })
  if (workload === 'lin-kv' && clients % (2 * nodes) !== 0)
    throw new InputError(
      `of lin-kv must be a multiple of twice the nodes, such as 2n, ${2 * nodes} here: half of the clients of a key only read; got "${text}"`,
      { option: 'concurrency' },
    )
  return clients
}

function oneOf(option: string, value: string, names: readonly string[]): void {
  if (!names.includes(value))
    throw new InputError(`must be one of ${names.join(', ')}; got "${value}"${didYouMean(value, names)}`, {
      option,
    })
}

function within(option: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high))
    throw new InputError(`must be a number from ${low} to ${high}; got ${String(value)}`, { option })
}

function whole(option: string, value: number, low: number, high: number): void {
  if (!Number.isSafeInteger(value) || value < low || value > high)
    throw new InputError(`must be a whole number from ${low} to ${high}; got ${String(value)}`, { option })
}
