import { elementAt } from '../base/element-at.ts'
import fc from 'fast-check'
import type { Ppm } from '../base/random.ts'
import type { Millis } from '../base/time.ts'
import type { PlannedFunction, PlannedOperation, WorkloadKind, WorkloadPlan } from './plan.ts'

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
  readonly kind?: WorkloadKind
  /** Default 1 to 8. */
  readonly clients?: NumberOrRange
  /** Default 1 to 4; 3 to 10 paths of a directory, 2 to 4 accounts of a ledger. */
  readonly keys?: NumberOrRange
  /** Operations a second of all clients together, were they answered at once. */
  readonly rate: number
  /** How long they go on: `rate * duration / 1000` operations are planned. */
  readonly duration: Millis
  /** Of registers. Default: one of a few mixes. */
  readonly mix?: Mix
  /** Those of registers that may be called: the mix does without the others. Default: `read`, `write`, `cas`. */
  readonly functions?: readonly string[]
  /** Default 1,000. */
  readonly timeout?: Millis
  /** Default 200. */
  readonly retryAfter?: Millis
  /** Clients ask what became of an operation whose time is up. Default false. */
  readonly asks?: boolean
  /** How many clients have a session in common; drawn from these. Default: each has its own. */
  readonly shares?: readonly number[]
  /** Requests of sessions arrive once more, as the plan says it. Default: they do not. */
  readonly duplicates?: { readonly chance: Ppm; readonly within: Millis }
}

// few reads leave breaches unseen; few writes leave nothing to see
const mixes: readonly Mix[] = [
  { read: 2, write: 2, cas: 1 },
  { read: 5, write: 4, cas: 1 },
  { read: 3, write: 1, cas: 0 },
  { read: 1, write: 3, cas: 0 },
  { read: 2, write: 1, cas: 3 },
]

type Parts = { readonly [f in PlannedFunction]?: number }

/** Mixes of the services that are not registers. */
const serviceMixes: { readonly [kind in 'directory' | 'ledger']: readonly Parts[] } = {
  directory: [
    { create: 5, 'create-file': 2, remove: 3, rename: 4, list: 3, stat: 2, read: 1 },
    { create: 6, 'create-file': 1, remove: 1, rename: 1, list: 3, stat: 1, read: 2 },
    { create: 2, remove: 2, rename: 6, list: 2, stat: 2, read: 2 },
  ],
  ledger: [
    { transfer: 4, deposit: 1, debit: 2, balance: 4 },
    { debit: 3, deposit: 2, balance: 5 },
    { open: 1, transfer: 5, deposit: 2, balance: 3 },
  ],
}

const LIMIT = 0x8000_0000
const integers = fc.integer({ min: 0, max: LIMIT - 1 })

/**
 * Workload plans. Each operation is drawn as one integer and unpacked: an arbitrary for each field would
 * take many times as long.
 */
export function workloadPlans(options: WorkloadOptions): fc.Arbitrary<WorkloadPlan> {
  const { kind = 'kv', rate, duration, timeout = 1000, retryAfter = 200, shares = [1], duplicates } = options
  const count = Math.max(1, Math.round((rate * duration) / 1000))
  const list = fc.array(integers, { minLength: count + 3, maxLength: count + 3, size: 'max' })
  return list.map(([forClients = 0, forKeys = 0, forMix = 0, ...drawn]) => {
    const clients = within(options.clients ?? { min: 1, max: 8 }, forClients)
    const keys = kind === 'register' ? 1 : within(options.keys ?? defaultKeys[kind], forKeys)
    // each client thinks for its share of the time, give or take
    const longestThink = Math.max(0, Math.round((2000 * clients) / rate))
    const choices: readonly Parts[] =
      kind === 'directory' || kind === 'ledger'
        ? serviceMixes[kind]
        : options.mix === undefined
          ? mixes
          : [options.mix]
    const mix = elementAt(choices, part(forMix, choices.length))
    const unpack = unpacker(clients, keys, longestThink, mixOf(mix, options.functions))
    const operations = drawn.map(unpack)
    // from the low digits of an integer whose high ones were used: nothing else is drawn otherwise
    const share = elementAt(shares, forMix % shares.length)
    return {
      kind,
      clients,
      keys,
      timeout,
      retryAfter,
      ...(options.asks === true && { asks: true }),
      ...(share > 1 && { share }),
      ...(duplicates && { duplicate: duplicates.chance, duplicateWithin: duplicates.within }),
      operations: kind === 'ledger' ? withAccounts(operations, keys) : operations,
    }
  })
}

/** The mix with those functions alone: a write in the place of a cas, or the other way round. */
function mixOf(mix: Parts, functions: readonly string[] = ['read', 'write', 'cas']): Parts {
  const { read = 0, write = 0, cas = 0 } = mix
  const others = Object.keys(mix).some((f) => f !== 'read' && f !== 'write' && f !== 'cas')
  if (others || (functions.includes('write') && functions.includes('cas'))) return mix
  return functions.includes('write') ? { read, write: write + cas } : { read, cas: write + cas }
}

const defaultKeys = { kv: { min: 1, max: 4 }, directory: { min: 3, max: 10 }, ledger: { min: 2, max: 4 } }
const MAX_MONEY = 20

function unpacker(clients: number, keys: number, longestThink: Millis, parts: Parts) {
  const choices = (Object.keys(parts) as PlannedFunction[]).flatMap((f) =>
    Array.from({ length: parts[f] as number }, () => f),
  )
  return (integer: number): PlannedOperation => {
    const client = integer % clients
    let rest = Math.floor(integer / clients)
    const key = rest % keys
    rest = Math.floor(rest / keys)
    const f = elementAt(choices, rest % choices.length)
    rest = Math.floor(rest / choices.length)
    const think = rest % (longestThink + 1)
    const left = Math.floor(rest / (longestThink + 1))
    // little more is drawn for these: the integer has no more to give
    const to = (key + 1 + (think % Math.max(1, keys - 1))) % keys
    const pays = f === 'open' || f === 'deposit' || f === 'debit' || f === 'transfer'
    const changes = f === 'create' || f === 'create-file' || f === 'remove' || f === 'rename'
    return {
      client,
      think,
      f,
      key,
      ...((f === 'transfer' || f === 'rename') && { to }),
      ...(pays && { amount: 1 + (integer % MAX_MONEY) }),
      ...(changes && left % 3 === 1 && { conditional: true }),
      ...(f === 'remove' && left % 4 === 2 && { recursive: true }),
    }
  }
}

/** The first operations open the accounts, with some money. */
function withAccounts(operations: readonly PlannedOperation[], keys: number): PlannedOperation[] {
  return operations.map(({ client, think, ...rest }, position) =>
    position < keys
      ? { client, think: 0, f: 'open', key: position, amount: 2 * MAX_MONEY }
      : { client, think, ...rest },
  )
}

const part = (integer: number, parts: number): number => Math.floor((integer / LIMIT) * parts)

function within(range: NumberOrRange, integer: number): number {
  return typeof range === 'number' ? range : range.min + part(integer, range.max - range.min + 1)
}
