import { InputError } from '../../../src/base/input-error.ts'
import { canonicalJson } from '../../../src/base/json.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { describeCall, malformed } from '../describe.ts'
import type { ModelName } from '../model-name.ts'
import type { Model } from '../model.ts'

/** Who holds the lock, as JSON text; null when nobody does. */
type Holder = string | null

/**
 * A lock per key that knows who holds it: `acquire` (`lock`) needs it free, `release` (`unlock`) needs it held by the
 * same owner. The owner is the client that the value names (a string, a number, or `{ client }`), else the process:
 * a client that crashed goes on under another process number, and is another owner then.
 */
export const ownerMutex: Model<Holder> = ownerMutexFrom('owner-mutex', null)

/** The same under a shorter name. */
export const lock: Model<Holder> = ownerMutexFrom('lock', null)

/** The lock that somebody holds at first. */
export function ownerMutexFrom(name: ModelName, holder: Holder): Model<Holder> {
  return {
    name,
    functions: ['acquire', 'release', 'lock', 'unlock'],
    isRead: () => false,
    init: () => holder,
    step(held, operation) {
      const owner = ownerOf(operation)
      if (acquires(operation)) return held === null ? owner : undefined
      return held === owner ? null : undefined
    },
    key: (held) => held ?? 'free',
    classOf: (operation) => `${acquires(operation) ? 'acquire' : 'release'} ${ownerOf(operation)}`,
    // who never releases it only stands in the way of others
    unseen(operations) {
      const releasing = new Set(operations.filter((one) => !acquires(one)).map(ownerOf))
      return (operation) => acquires(operation) && !releasing.has(ownerOf(operation))
    },
    initials: (operations) => holdersAtFirst(operations),
    describeOperation: (operation) =>
      describeCall(operation, [JSON.parse(ownerOf(operation)) as unknown], false),
    describeState: (held) => (held === null ? 'free' : `held by ${held}`),
  }
}

function acquires({ f }: Operation): boolean {
  return f === 'acquire' || f === 'lock'
}

function ownerOf(operation: Operation): string {
  const { value, process } = operation
  const isMap = value !== null && typeof value === 'object' && !Array.isArray(value)
  const client: unknown = isMap ? (value as { client?: unknown }).client : value
  if (client === null || client === undefined) return canonicalJson(process)
  if (typeof client !== 'string' && typeof client !== 'number')
    throw malformed(operation, 'no value, or the name of a client')
  return canonicalJson(client)
}

function holdersAtFirst(operations: readonly Operation[]): unknown[] {
  const first = [...operations].sort((a, b) => a.returned - b.returned).find((one) => !acquires(one))
  return first === undefined ? [] : [JSON.parse(ownerOf(first)) as unknown]
}

/** @throws InputError when it names no holder. */
export function readHolder(initial: unknown): Holder {
  if (initial === null) return null
  if (typeof initial === 'string' || typeof initial === 'number') return canonicalJson(initial)
  throw new InputError(
    'the model owner-mutex starts held by a process or a client: its number or its name, or null for nobody',
    { field: 'initial value' },
  )
}
