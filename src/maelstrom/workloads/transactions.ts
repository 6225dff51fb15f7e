import type { Json } from '../../base/json.ts'
import type { RandomStream } from '../../base/random.ts'
import type { Millis } from '../../base/time.ts'
import { parseConsistency } from '../../check/consistency.ts'
import { failure, isList } from '../rpc.ts'
import type { Completion, MaelstromEvent } from '../event.ts'
import type { CheckResult, Workload, WorkloadSettings } from '../workload.ts'
import { checked } from './checked.ts'
import { weakLevels } from './transaction-levels.ts'
import { DEFAULT_TIMEOUT } from './completed.ts'

/** Keys that transactions work on at a time, and how often each is written before another takes its place. */
const DEFAULT_KEYS = 10
/** No order need be found for a weak level: what is found is found soon. */
const MAX_WEAK_CHECK: Millis = 5000

/** Draws transactions whose writes are unique by key, so that what a read shows tells who wrote it. */
class TransactionGenerator {
  readonly #random: RandomStream
  readonly #maxLength: number
  readonly #maxWrites: number
  readonly #keys: { key: number; writes: number }[]
  #nextKey: number

  constructor({ random, keyCount = DEFAULT_KEYS, maxTransactionLength, maxWritesPerKey }: WorkloadSettings) {
    this.#random = random
    this.#maxLength = maxTransactionLength
    this.#maxWrites = maxWritesPerKey
    this.#keys = Array.from({ length: keyCount }, (_, key) => ({ key, writes: 0 }))
    this.#nextKey = keyCount
  }

  /** `write`: what a write is called, `append` or `w`. */
  next(write: string): Json {
    const random = this.#random
    return Array.from({ length: random.int(1, this.#maxLength) }, () => {
      const chosen = random.pick(this.#keys)
      if (random.chance(0.5)) return ['r', chosen.key, null]
      const { key } = chosen
      const value = ++chosen.writes
      if (value >= this.#maxWrites) {
        chosen.key = this.#nextKey++
        chosen.writes = 0
      }
      return [write, key, value]
    })
  }
}

/** Transactions over lists or registers, checked for a level of consistency by the cycles of what they depend on. */
export function transactions(
  name: 'txn-list-append' | 'txn-rw-register',
  settings: WorkloadSettings,
): Workload {
  const generator = new TransactionGenerator(settings)
  const write = name === 'txn-list-append' ? 'append' : 'w'
  const model = name === 'txn-list-append' ? 'list-append' : 'rw-register'
  return {
    name,
    timeout: DEFAULT_TIMEOUT,
    operations: new Set(['txn', 'txn_ok']),
    next: () => ({ f: 'txn', value: generator.next(write) }),
    async invoke({ value }, ask): Promise<Completion> {
      const answer = await ask({ type: 'txn', txn: value }, { type: 'txn_ok', fields: { txn: isList } })
      if (answer.type !== 'ok') return failure(answer)
      const done = answer.body.txn as readonly Json[]
      const wrong = contradiction(value as readonly Json[], done)
      return wrong === undefined
        ? { type: 'ok', value: done }
        : { type: 'info', error: `malformed-rpc-response: ${wrong}` }
    },
    check: (_, all) => checkLevel(all, model, settings),
  }
}

/**
 * A weak level by what a check for serializability finds. That one may find nothing and no order either, or only anomalies
 * which the level allows: both are right.
 */
async function checkLevel(
  history: readonly MaelstromEvent[],
  model: 'list-append' | 'rw-register',
  { consistency, checkFor }: WorkloadSettings,
): Promise<CheckResult> {
  const forbidden: readonly string[] | undefined = Object.hasOwn(weakLevels, consistency)
    ? weakLevels[consistency]
    : undefined
  if (forbidden === undefined)
    return checked(history, { model, consistency: parseConsistency(consistency), timeout: checkFor })
  const timeout = Math.min(checkFor, MAX_WEAK_CHECK)
  const { because, page, details } = await checked(history, { model, consistency: 'serializable', timeout })
  const found = (details['anomaly-types'] ?? []) as readonly string[]
  const wrong = found.filter((kind) => forbidden.includes(kind))
  const described = { ...details, consistency, forbidden: wrong }
  if (wrong.length === 0) return { valid: true, details: described }
  return {
    valid: false,
    because: `NOT ${consistency}: ${wrong.join(', ')}; ${because ?? ''}`,
    details: described,
    ...(page !== undefined && { page }),
  }
}

/** The answer is the transaction with its reads filled in. */
function contradiction(asked: readonly Json[], done: readonly Json[]): string | undefined {
  if (asked.length !== done.length) return `asked for ${asked.length} operations, it answered ${done.length}`
  for (const [at, one] of asked.entries()) {
    const [f, key, value] = one as readonly Json[]
    const answer = done[at]
    const fits =
      Array.isArray(answer) &&
      answer.length === 3 &&
      answer[0] === f &&
      answer[1] === key &&
      (f === 'r' || answer[2] === value)
    if (!fits) return `asked for ${JSON.stringify(one)}, it answered ${JSON.stringify(answer)?.slice(0, 100)}`
  }
  return undefined
}
