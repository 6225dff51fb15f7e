import { z } from 'zod'
import { InputError } from '../base/input-error.ts'
import type { Millis } from '../base/time.ts'

/** One operation that a client is to carry out, after the ones before it. */
export interface PlannedOperation {
  /** From 0. */
  readonly client: number
  /** How long the client waits before it, from the end of its operation before. */
  readonly think: Millis
  readonly f: 'read' | 'write' | 'cas'
  /** From 0; always 0 for a register. */
  readonly key: number
}

/**
 * What the clients of one run do: a JSON value. The operations are listed one by one, so that a failing
 * plan can be shrunk to the few that matter.
 *
 * Values are not listed: operation number i (from 0) writes i + 1, so that every value tells who wrote it. A
 * cas expects what its client last learned of the key.
 */
export interface WorkloadPlan {
  /** `register`: one register, no keys. `kv`: registers by key. */
  readonly kind: 'register' | 'kv'
  readonly clients: number
  readonly keys: number
  /** How long an operation may take before its outcome is unknown. */
  readonly timeout: Millis
  /** How long a client with a session waits for an answer before it asks another server. */
  readonly retryAfter: Millis
  readonly operations: readonly PlannedOperation[]
}

const millis = z.int().min(0)

export const workloadPlanSchema = z
  .strictObject({
    kind: z.enum(['register', 'kv']),
    clients: z.int().min(1).max(1000),
    keys: z.int().min(1).max(1000),
    timeout: z.int().min(1),
    retryAfter: z.int().min(1),
    operations: z.array(
      z.strictObject({
        client: z.int().min(0),
        think: millis,
        f: z.enum(['read', 'write', 'cas']),
        key: z.int().min(0),
      }),
    ),
  })
  .superRefine(({ kind, clients, keys, operations }, context) => {
    const objects = kind === 'register' ? 1 : keys
    operations.forEach(({ client, key }, position) => {
      const wrong = (field: string, message: string): void =>
        context.addIssue({ code: 'custom', path: ['operations', position, field], message })
      if (client >= clients) wrong('client', `must be less than "clients", which is ${clients}`)
      if (key >= objects) wrong('key', `must be less than ${objects}, the number of keys`)
    })
  })

/**
 * A workload plan that somebody else wrote. `where` is what it is called in messages.
 * @throws InputError with the path of the first field that is wrong.
 */
export function parseWorkload(value: unknown, where = 'workload'): WorkloadPlan {
  const parsed = workloadPlanSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const path = (issue?.path ?? []).map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
  throw new InputError(issue?.message ?? 'not a workload', where + path.join(''))
}

/** What the history and the service call a key; undefined for the one register. */
export const keyName = ({ kind }: WorkloadPlan, key: number): string | undefined =>
  kind === 'register' ? undefined : `k${key + 1}`
