import { memoryUsage, cpuUsage, uptime } from 'node:process'
import type { Json } from '../../../base/json.ts'
import type { CodedOutcome } from '../../../record/operation.ts'
import { isUntaken } from '../api/undecided.ts'
import type { ConsensusStatus } from '../consensus.ts'
import type { Histogram } from '../histogram.ts'
import type { Ending, Exchange } from '../http/exchange.ts'
import type { StorageCounters, TransportCounters } from '../parts.ts'
import { Registry, type Counter } from './registry.ts'

/** Where the metrics look when they are read. */
export interface MetricSources {
  status(): ConsensusStatus
  waiting(): number
  readonly storage: StorageCounters
  readonly transport: TransportCounters
}

const roles = ['follower', 'candidate', 'leader'] as const
type CallOutcome = 'ok' | 'fail' | 'info' | 'refused'

/** All that a server measures of itself. */
export class ServerMetrics {
  readonly registry = new Registry()
  readonly elections: Counter
  readonly leaderChanges: Counter
  readonly snapshots: Counter
  readonly loopLag: Histogram
  readonly #requests = this.registry.counters(
    'whitewater_http_requests_total',
    'Requests answered, by route, method and status; gone when the client left first.',
    ...['route', 'method', 'status'],
  )
  readonly #latency = this.registry.histograms(
    'whitewater_http_request_duration_seconds',
    'From the headers of a request to its answer, by route.',
    'route',
  )
  readonly #calls: { readonly [outcome in CallOutcome]: Counter }
  /** By what is asked on each request; the families look up by text. */
  readonly #requestCounters = new Map<string, Counter>()
  readonly #latencies = new Map<string, Histogram>()

  constructor(sources: MetricSources) {
    const { registry } = this
    const calls = registry.counters(
      'whitewater_proposals_total',
      'Calls handed to Raft: ok, fail (the service refused), info (fate unknown), refused (not taken).',
      'outcome',
    )
    this.#calls = {
      ok: calls.with('ok'),
      fail: calls.with('fail'),
      info: calls.with('info'),
      refused: calls.with('refused'),
    }
    this.elections = registry.counter('whitewater_raft_elections_total', 'Elections this server stood in.')
    this.leaderChanges = registry.counter(
      'whitewater_raft_leader_changes_total',
      'Times this server came to know of another leader than before.',
    )
    this.snapshots = registry.counter(
      'whitewater_raft_snapshots_total',
      'Snapshots that took the place of a part of the log, taken here or sent by the leader.',
    )
    this.loopLag = registry.histogram(
      'whitewater_event_loop_lag_seconds',
      'How much later than due the event loop came to a timer, sampled ten times a second.',
    )
    registerRaft(registry, sources)
    registerStorage(registry, sources.storage)
    registerTransport(registry, sources.transport)
    registerProcess(registry)
  }

  answered(exchange: Exchange, ending: Ending, now: number): void {
    const { route } = exchange
    const { method = '' } = exchange.request
    const key = `${method} ${String(ending)} ${route}`
    let counter = this.#requestCounters.get(key)
    if (counter === undefined) {
      counter = this.#requests.with(route, known(method), String(ending))
      if (known(method) === method) this.#requestCounters.set(key, counter)
    }
    counter.add()
    let latency = this.#latencies.get(route)
    if (latency === undefined) this.#latencies.set(route, (latency = this.#latency.with(route)))
    latency.observe((now - exchange.started) / 1000)
  }

  called(outcome: CodedOutcome<Json>): void {
    const untaken = outcome.type === 'fail' && isUntaken(outcome.error)
    this.#calls[untaken ? 'refused' : outcome.type].add()
  }
}

/** Methods are the client's words: what is no usual one must not make a metric of its own. */
const known = (method: string): string => (/^(GET|HEAD|PUT|POST|DELETE)$/.test(method) ? method : 'other')

function registerRaft(registry: Registry, { status, waiting }: MetricSources): void {
  const gauge = (name: string, help: string, value: () => number): void =>
    registry.read('gauge', `whitewater_${name}`, help, value)
  gauge('raft_term', 'The current term.', () => status().term)
  registry.readLabelled('gauge', 'whitewater_raft_role', 'The role of this server: 1 for what it is.', () => {
    const { role } = status()
    return roles.map((name) => [[['role', name]], name === role ? 1 : 0])
  })
  gauge('raft_has_leader', 'Whether a leader is known.', () => (status().leader === null ? 0 : 1))
  gauge('raft_first_index', 'Index of the first entry that is still in the log.', () => status().firstIndex)
  gauge('raft_last_index', 'Index of the last entry in the log.', () => status().lastIndex)
  gauge('raft_commit_index', 'Index of the last entry known to be committed.', () => status().commitIndex)
  gauge('raft_applied_index', 'Index of the last entry applied.', () => status().lastApplied)
  gauge('raft_log_entries', 'Entries in the log.', () => {
    const { firstIndex, lastIndex } = status()
    return lastIndex - firstIndex + 1
  })
  gauge('raft_members', 'Members that vote, as this server knows them.', () => status().voters.length)
  gauge('waiting_calls', 'Calls of clients under way.', waiting)
}

function registerStorage(registry: Registry, counters: StorageCounters): void {
  const counter = (name: string, help: string, value: () => number): void =>
    registry.read('counter', `whitewater_storage_${name}`, help, value)
  counter('fsyncs_total', 'Times something was made durable.', () => counters.fsyncs)
  registry.readHistogram(
    'whitewater_storage_fsync_duration_seconds',
    'Time to make something durable.',
    counters.fsyncSeconds,
  )
  counter('written_bytes_total', 'Bytes made durable.', () => counters.bytesWritten)
  counter('records_total', 'Records written to the log.', () => counters.records)
  registry.read('gauge', 'whitewater_storage_log_segments', 'Files of the log.', () => counters.walSegments)
}

function registerTransport(registry: Registry, counters: TransportCounters): void {
  const counter = (name: string, help: string, value: () => number): void =>
    registry.read('counter', `whitewater_peer_${name}`, help, value)
  counter('messages_sent_total', 'Messages sent to other servers.', () => counters.messagesSent)
  counter('messages_received_total', 'Messages of other servers.', () => counters.messagesReceived)
  counter(
    'messages_dropped_total',
    'Messages given up: no link, or one too slow.',
    () => counters.messagesDropped,
  )
  counter('sent_bytes_total', 'Bytes sent to other servers.', () => counters.bytesSent)
  counter('received_bytes_total', 'Bytes received from other servers.', () => counters.bytesReceived)
  counter('rejected_total', 'Connections of others that were turned away.', () => counters.rejected)
  counter(
    'invalid_messages_total',
    'Messages of other servers that were none; each ended its connection.',
    () => counters.invalidMessages,
  )
  registry.read(
    'gauge',
    'whitewater_peer_connections',
    'Open links to other servers.',
    () => counters.connections,
  )
}

/** Under the names that dashboards know. */
function registerProcess(registry: Registry): void {
  const started = Date.now() / 1000 - uptime()
  registry.read('gauge', 'process_resident_memory_bytes', 'Resident memory.', () => memoryUsage.rss())
  registry.read('gauge', 'nodejs_heap_size_used_bytes', 'Heap in use.', () => memoryUsage().heapUsed)
  registry.read('counter', 'process_cpu_seconds_total', 'Processor time, of user and system.', () => {
    const { user, system } = cpuUsage()
    return (user + system) / 1e6
  })
  registry.read('gauge', 'process_start_time_seconds', 'When the process began, in Unix time.', () => started)
}
