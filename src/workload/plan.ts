import { z } from 'zod'
import type { Ppm } from '../base/random.ts'
import type { Millis } from '../base/time.ts'
import { operatorCallSchema, type OperatorCall } from './operator-plan.ts'

/**
 * What the operations of each kind are called. In every kind `read` looks at the object and `write` changes
 * it, whatever the service calls that.
 */
const plannedFunctions = {
  register: ['read', 'write', 'cas'],
  kv: ['read', 'write', 'cas'],
  directory: ['read', 'write', 'create', 'create-file', 'remove', 'rename', 'list', 'stat'],
  ledger: ['read', 'write', 'open', 'deposit', 'debit', 'transfer', 'balance'],
} as const

export type WorkloadKind = keyof typeof plannedFunctions
export type PlannedFunction = (typeof plannedFunctions)[WorkloadKind][number]

/** One operation that a client is to carry out, after the ones before it. */
export interface PlannedOperation extends AskedOperation {
  /** From 0. */
  readonly client: number
}

/** What a client asks. */
export interface AskedOperation {
  /** How long the client waits before it, from the end of its operation before. */
  readonly think: Millis
  readonly f: PlannedFunction
  /** From 0; always 0 for a register. The number of a path or an account for those services. */
  readonly key: number
  /** Where a `rename` or a `transfer` goes: another key. */
  readonly to?: number
  /** The money of an `open`, `deposit`, `debit` or `transfer`. Default 1. */
  readonly amount?: number
  /** Of a directory's changes: only if the node is still as its client last knew it. Default false. */
  readonly conditional?: boolean
  /** Of a directory's `remove`: with all that is below. Default false. */
  readonly recursive?: boolean
}

/**
 * What the clients of one run do: a JSON value. The operations are listed one by one, so that a failing
 * plan can be shrunk to the few that matter.
 *
 * Values of registers are not listed: operation number i (from 0) writes i + 1, so that every value tells who
 * wrote it. A cas expects what its client last learned of the key.
 */
export interface WorkloadPlan {
  /** `register`: one register, no keys. `kv`: registers by key. `directory` and `ledger`: those services. */
  readonly kind: WorkloadKind
  readonly clients: number
  readonly keys: number
  /** How long an operation may take before its outcome is unknown. */
  readonly timeout: Millis
  /** How long a client with a session waits for an answer before it asks another server. */
  readonly retryAfter: Millis
  /** A client with a session asks what became of an operation whose time is up. Default false. */
  readonly asks?: boolean
  /** So many clients, one after the other by number, have one session in common. Default 1. */
  readonly share?: number
  /** Chance that a request of a session arrives once more after its operation, in parts per million. Default 0. */
  readonly duplicate?: Ppm
  /** It then does up to so much later, at each server, whatever became of it meanwhile. Default: `timeout`. */
  readonly duplicateWithin?: Millis
  readonly operations: readonly PlannedOperation[]
  /** What an operator does meanwhile: one more client, without a session. Default: nothing. */
  readonly operator?: readonly OperatorCall[]
  /** So many operators, that do not wait for each other, make those calls in turn. Default 1. */
  readonly operators?: number
}

/** Most calls of an operator in one plan. */
export const MOST_OPERATOR_CALLS = 10_000

const millis = z.int().min(0)
const kinds = Object.keys(plannedFunctions) as WorkloadKind[]
const changesOfDirectory: readonly PlannedFunction[] = ['write', 'create', 'create-file', 'remove', 'rename']
/** What a session keeps of its requests by default: more in flight at once would be refused. */
const MAX_IN_FLIGHT = 64
const functions = [...new Set(kinds.flatMap((kind): readonly PlannedFunction[] => plannedFunctions[kind]))]

export const workloadPlanSchema = z
  .strictObject({
    kind: z.enum(kinds),
    clients: z.int().min(1).max(1000),
    keys: z.int().min(1).max(1000),
    timeout: z.int().min(1),
    retryAfter: z.int().min(1),
    asks: z.boolean().exactOptional(),
    share: z.int().min(1).max(MAX_IN_FLIGHT).exactOptional(),
    duplicate: z.int().min(0).max(1_000_000).exactOptional(),
    duplicateWithin: z.int().min(1).exactOptional(),
    operations: z.array(
      z.strictObject({
        client: z.int().min(0),
        think: millis,
        f: z.enum(functions),
        key: z.int().min(0),
        to: z.int().min(0).exactOptional(),
        amount: z.int().min(0).max(1_000_000).exactOptional(),
        conditional: z.boolean().exactOptional(),
        recursive: z.boolean().exactOptional(),
      }),
    ),
    operator: z.array(operatorCallSchema).max(MOST_OPERATOR_CALLS).exactOptional(),
    operators: z.int().min(1).max(100).exactOptional(),
  })
  .superRefine(({ kind, clients, keys, operations }, context) => {
    const objects = kind === 'register' ? 1 : keys
    const known: readonly PlannedFunction[] = plannedFunctions[kind]
    operations.forEach(({ client, f, key, to = 0, conditional, recursive }, position) => {
      const wrong = (field: string, message: string): void =>
        context.addIssue({ code: 'custom', path: ['operations', position, field], message })
      if (client >= clients) wrong('client', `must be less than "clients", which is ${clients}`)
      if (!known.includes(f)) wrong('f', `a ${kind} has no ${f}, only ${known.join(', ')}`)
      if (key >= objects) wrong('key', `must be less than ${objects}, the number of keys`)
      if (to >= objects) wrong('to', `must be less than ${objects}, the number of keys`)
      const changes = kind === 'directory' && changesOfDirectory.includes(f)
      if (conditional !== undefined && !changes)
        wrong('conditional', `only a directory's changes have it: ${changesOfDirectory.join(', ')}`)
      if (recursive !== undefined && f !== 'remove') wrong('recursive', 'only remove has it')
    })
  })

/** What the history and the service call a key; undefined for the one register. */
export const keyName = ({ kind }: WorkloadPlan, key: number): string | undefined =>
  kind === 'register' ? undefined : `k${key + 1}`
