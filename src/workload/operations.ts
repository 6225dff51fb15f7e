import fc from 'fast-check'
import type { Millis } from '../base/time.ts'
import type { PlannedOperation, WorkloadPlan } from './plan.ts'

/** A number, or a range to draw it from, both ends inclusive. */
export type NumberOrRange = number | { readonly min: number; readonly max: number }

/** How often each operation is chosen, in parts of their sum. */
export interface Mix {
  readonly read: number
  readonly write: number
  readonly cas: number
}

export interface WorkloadOptions {
  /** Default `kv`. */
  readonly kind?: 'register' | 'kv'
  /** Default 1 to 8. */
  readonly clients?: NumberOrRange
  /** Default 1 to 4. */
  readonly keys?: NumberOrRange
  /** Operations a second of all clients together, were they answered at once. */
  readonly rate: number
  /** How long they go on: `rate * duration / 1000` operations are planned. */
  readonly duration: Millis
  /** Default: one of a few mixes. */
  readonly mix?: Mix
  /** Default 1,000. */
  readonly timeout?: Millis
  /** Default 200. */
  readonly retryAfter?: Millis
}

// few reads leave breaches unseen; few writes leave nothing to see
const mixes: readonly Mix[] = [
  { read: 2, write: 2, cas: 1 },
  { read: 5, write: 4, cas: 1 },
  { read: 3, write: 1, cas: 0 },
  { read: 1, write: 3, cas: 0 },
  { read: 2, write: 1, cas: 3 },
]

const limit = 0x8000_0000
const integers = fc.integer({ min: 0, max: limit - 1 })

/**
 * Workload plans. Each operation is drawn as one integer and unpacked: an arbitrary for each field would
 * take many times as long.
 */
export function workloadPlans(options: WorkloadOptions): fc.Arbitrary<WorkloadPlan> {
  const { kind = 'kv', rate, duration, timeout = 1000, retryAfter = 200 } = options
  const count = Math.max(1, Math.round((rate * duration) / 1000))
  const list = fc.array(integers, { minLength: count + 3, maxLength: count + 3, size: 'max' })
  return list.map(([forClients = 0, forKeys = 0, forMix = 0, ...drawn]) => {
    const clients = within(options.clients ?? { min: 1, max: 8 }, forClients)
    const keys = kind === 'register' ? 1 : within(options.keys ?? { min: 1, max: 4 }, forKeys)
    const mix = options.mix ?? (mixes[part(forMix, mixes.length)] as Mix)
    // each client thinks for its share of the time, give or take
    const longestThink = Math.max(0, Math.round((2000 * clients) / rate))
    const unpack = unpacker(clients, keys, longestThink, mix)
    return { kind, clients, keys, timeout, retryAfter, operations: drawn.map(unpack) }
  })
}

function unpacker(clients: number, keys: number, longestThink: Millis, { read, write, cas }: Mix) {
  const sum = read + write + cas
  return (integer: number): PlannedOperation => {
    const client = integer % clients
    let rest = Math.floor(integer / clients)
    const key = rest % keys
    rest = Math.floor(rest / keys)
    const choice = rest % sum
    rest = Math.floor(rest / sum)
    const think = rest % (longestThink + 1)
    return { client, think, f: choice < read ? 'read' : choice < read + write ? 'write' : 'cas', key }
  }
}

const part = (integer: number, parts: number): number => Math.floor((integer / limit) * parts)

function within(range: NumberOrRange, integer: number): number {
  return typeof range === 'number' ? range : range.min + part(integer, range.max - range.min + 1)
}
