import type { Json } from '../base/json.ts'
import type { ProtocolFinding } from './cluster.ts'
import { isClientEvent, type ClientEvent, type MaelstromEvent } from './event.ts'
import type { NetworkCounts } from './network.ts'
import type { WireViolation } from './wire-watch.ts'
import type { CheckResult, Validity } from './workload.ts'

/** Everything that is judged, before it is put into words. */
export interface Observed {
  readonly workload: CheckResult
  readonly history: readonly MaelstromEvent[]
  readonly findings: readonly ProtocolFinding[]
  readonly wire: readonly WireViolation[]
  readonly counts: { readonly clients: NetworkCounts; readonly servers: NetworkCounts }
  readonly availability: number | 'total' | undefined
  readonly malformed: 'note' | 'fail'
  /** Seconds of processor time by node. */
  readonly cpu: { readonly [node: string]: number }
  /** Why the run ended before its time. */
  readonly missing?: string
}

/** The verdict, in the words of Maelstrom's `results.edn`. */
export interface MaelstromResults {
  readonly valid: Validity
  /** What is wrong or unknown, a sentence each; the most grave first. */
  readonly because: readonly string[]
  /** Parts by name: `workload`, `stats`, `net`, ...; each has `valid`. */
  readonly parts: { readonly [name: string]: { readonly [field: string]: Json } }
}

/** What came of a test. */
export interface MaelstromReport extends MaelstromResults {
  readonly workload: string
  readonly seed: string
  /** The folder of the store that holds all of it. */
  readonly store: string
}

/** From what outweighs all else. */
export const worst = (all: readonly Validity[]): Validity =>
  all.includes(false) ? false : all.includes('unknown') ? 'unknown' : true

export function resultsOf(observed: Observed): MaelstromResults {
  const { workload, history, findings, wire, missing } = observed
  const client = history.filter(isClientEvent)
  const crashes = findings.filter(({ kind }) => kind === 'node-crashed' || kind === 'flood')
  const malformed = findings.filter(({ kind }) => kind === 'malformed')
  const stats = statsOf(client)
  const availability = availabilityOf(client, observed.availability)
  const told = (list: readonly ProtocolFinding[]): Json =>
    list.map(({ node, kind, because, count }) => ({ node, kind, because, count }))
  const parts = {
    workload: { valid: workload.valid, ...workload.details },
    invariants: { valid: wire.length === 0, violations: wire.map((one) => ({ ...one })) },
    nodes: { valid: crashes.length === 0, crashes: told(crashes), cpu: observed.cpu },
    protocol: {
      valid: malformed.length === 0 || observed.malformed === 'note',
      malformed: told(malformed),
      busy: told(findings.filter(({ kind }) => kind === 'busy')),
    },
    availability,
    stats,
    net: netOf(observed.counts, client),
  }
  const because = [
    ...wire.map(({ property, because }) => `${property}: ${because}`),
    ...(workload.because === undefined ? [] : [workload.because]),
    ...crashes.map((one) => one.because),
    ...(parts.protocol.valid ? [] : malformed.map((one) => one.because)),
    ...(availability.valid
      ? []
      : [`only ${String(availability['ok-fraction'])} of the operations succeeded`]),
    ...(missing === undefined ? [] : [missing]),
    ...(stats['ok-count'] === 0
      ? ['no operation succeeded: nothing is proven']
      : stats.without.map((f) => `no ${f} succeeded: nothing is proven of it`)),
  ]
  const valid = worst([
    ...Object.values(parts).map((part) => part.valid as Validity),
    ...(missing === undefined ? [] : ['unknown' as const]),
  ])
  return { valid, because: [...new Set(because)], parts }
}

interface Stats {
  readonly [field: string]: Json
  readonly valid: Validity & Json
  readonly 'ok-count': number
  /** Functions of which none succeeded, though some were invoked. */
  readonly without: readonly string[]
}

export function statsOf(events: readonly ClientEvent[]): Stats {
  const by: Record<string, Record<string, number>> = {}
  const all: Record<string, number> = { count: 0, 'ok-count': 0, 'fail-count': 0, 'info-count': 0 }
  for (const { type, f } of events) {
    if (type === 'invoke') continue
    const own = (by[f] ??= { count: 0, 'ok-count': 0, 'fail-count': 0, 'info-count': 0 })
    for (const counts of [own, all]) {
      counts.count = (counts.count ?? 0) + 1
      counts[`${type}-count`] = (counts[`${type}-count`] ?? 0) + 1
    }
  }
  const ok = all['ok-count'] ?? 0
  const without = Object.keys(by).filter((f) => by[f]?.['ok-count'] === 0 && !isAnswered(events, f))
  return {
    valid: ok > 0 && without.length === 0 ? true : 'unknown',
    ...all,
    'ok-count': ok,
    'by-f': by,
    without,
  }
}

/** A `cas` that finds another value is answered as it should be; a short run may have no other. */
const isAnswered = (events: readonly ClientEvent[], f: string): boolean =>
  f === 'cas' && events.some((event) => event.f === f && event.type === 'fail')

function availabilityOf(
  events: readonly ClientEvent[],
  wanted: number | 'total' | undefined,
): { readonly [field: string]: Json; readonly valid: boolean } {
  const completions = events.filter(({ type }) => type !== 'invoke')
  const ok = completions.filter(({ type }) => type === 'ok').length
  const fraction = completions.length === 0 ? 1 : ok / completions.length
  const needed = wanted === 'total' ? 1 : (wanted ?? 0)
  return { valid: fraction >= needed, 'ok-fraction': Math.round(fraction * 10_000) / 10_000 }
}

function netOf(
  { clients, servers }: Observed['counts'],
  events: readonly ClientEvent[],
): { readonly [field: string]: Json; readonly valid: true } {
  const operations = events.filter(({ type }) => type === 'invoke').length
  const row = ({ send, recv, messages }: NetworkCounts, perOperation: boolean): Json => ({
    'send-count': send,
    'recv-count': recv,
    'msg-count': messages,
    ...(perOperation &&
      operations > 0 && { 'msgs-per-op': Math.round((messages / operations) * 1000) / 1000 }),
  })
  const all = {
    send: clients.send + servers.send,
    recv: clients.recv + servers.recv,
    messages: clients.messages + servers.messages,
  }
  return { valid: true, all: row(all, true), clients: row(clients, false), servers: row(servers, true) }
}
