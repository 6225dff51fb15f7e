import { defined } from '../../src/base/defined.ts'
import { InputError } from '../../src/base/input-error.ts'
import { canonicalJson } from '../../src/base/json.ts'
import { appendFrom } from './collections/append.ts'
import { bankWithInitial } from './accounts/bank-initial.ts'
import { partitionByKey } from './by-key.ts'
import { counterFrom, readInitialTotal } from './accounts/counter.ts'
import { show } from './describe.ts'
import { kvFrom } from './registers/kv.ts'
import { ledgerFrom } from './accounts/ledger.ts'
import { readInitialBalances } from './accounts/ledger-balances.ts'
import type { ModelName } from './model-name.ts'
import type { Model } from './model.ts'
import { multiRegisterFrom } from './registers/multi-register.ts'
import { mutexFrom } from './locks/mutex.ts'
import { ownerMutexFrom, readHolder } from './locks/owner-mutex.ts'
import { queueFrom } from './collections/queue.ts'
import { registerFrom } from './registers/register.ts'
import { models } from './registry.ts'
import { setFrom } from './collections/set.ts'
import { uniqueIdsFrom } from './collections/unique-ids.ts'
import { unorderedQueueFrom } from './collections/unordered-queue.ts'
import { readInitialVersion, versionedRegisterFrom } from './registers/versioned-register.ts'

/** The initial value that stands for every key that has none of its own, in a map of keys to initial values. */
const EVERY_OTHER = '*'

type Map = { readonly [key: string]: unknown }

const starts: { readonly [name in ModelName]?: (initial: unknown) => Model } = {
  // one value, whatever it is: a map too
  register: (initial) => registerFrom('register', initial),
  'cas-register': (initial) => registerFrom('cas-register', initial),
  kv: (initial) => byKey(initial, null, kvFrom),
  append: (initial) => byKey(initial, [], (list) => appendFrom(readList('append', list))),
  set: (initial) => byKey(initial, [], (list) => setFrom(readList('set', list))),
  queue: (initial) => byKey(initial, [], (list) => queueFrom(readList('queue', list))),
  'unordered-queue': (initial) =>
    byKey(initial, [], (list) => unorderedQueueFrom(readList('unordered-queue', list))),
  'unique-ids': (initial) => byKey(initial, [], (list) => uniqueIdsFrom(readList('unique-ids', list))),
  counter: (initial) => byKey(initial, 0, (total) => counterFrom(readInitialTotal(total))),
  'versioned-register': (initial) =>
    byKey(initial, [0, null], (pair) => versionedRegisterFrom(readInitialVersion(pair))),
  mutex: (initial) => byKey(initial, false, (held) => mutexFrom(readHeld(held))),
  'owner-mutex': (initial) =>
    byKey(initial, null, (holder) => ownerMutexFrom('owner-mutex', readHolder(holder))),
  lock: (initial) => byKey(initial, null, (holder) => ownerMutexFrom('lock', readHolder(holder))),
  'multi-register': (initial) => {
    const values = isMap(initial) ? initial : { [EVERY_OTHER]: initial }
    return multiRegisterFrom((register) => valueAt(values, register, null))
  },
  bank: bankWithInitial,
  ledger: (initial) => ledgerFrom(readInitialBalances(initial)),
}

/**
 * The model with another initial value than its own, a JSON value:
 *
 * - `register`, `cas-register`: the value of every register; `mutex`: whether it is held.
 * - `kv`, `multi-register`: a map of keys to values (`"*"` stands for every other key), or a value for every key.
 * - `counter`: a number; `set`, `queue`, `unordered-queue`, `append`, `unique-ids`: a list; `versioned-register`:
 *   `[version, value]`; `owner-mutex`, `lock`: who holds it; of each also a map of keys to these.
 * - `bank`: a map of accounts to balances, or a number, the total; `ledger`: a map of accounts to balances.
 * @throws InputError when the model takes no initial value, or another than this.
 */
export function withInitial(model: Model, initial: unknown): Model {
  const isOwn = models[model.name as ModelName] !== undefined
  const start = isOwn ? starts[model.name as ModelName] : undefined
  if (start === undefined)
    throw new InputError(
      isOwn
        ? `the model ${model.name} takes no initial value; it starts empty`
        : `the model ${model.name} takes no initial value; give it to its init()`,
      { field: 'initial value' },
    )
  return start(initial)
}

/** The model of each key, where the initial value is a map of keys; else one for all. */
function byKey(initial: unknown, otherwise: unknown, from: (initial: unknown) => Model): Model {
  if (!isMap(initial)) return from(initial)
  const byText = new globalThis.Map<string, Model>()
  // told now, not at the first operation on the key
  for (const value of Object.values(initial)) from(value)
  const modelAt = (key: string | undefined): Model => {
    const value = valueAt(initial, key, otherwise)
    const text = canonicalJson(value)
    const known = byText.get(text) ?? from(value)
    byText.set(text, known)
    return known
  }
  const base = modelAt(undefined)
  return {
    ...base,
    partition: (operations) =>
      partitionByKey(operations).flatMap(({ key, operations: members }) => {
        if (key === undefined && !Object.hasOwn(initial, EVERY_OTHER))
          throw new InputError(
            `it is a map of keys, but operations have none; give one value, or one for "${EVERY_OTHER}" in the map`,
            { field: 'initial value' },
          )
        const model = modelAt(key)
        const parts = model.partition?.(members) ?? [{ operations: members, ...defined({ key }) }]
        return parts.map((part) => ({ ...part, model: part.model ?? model }))
      }),
  }
}

function valueAt(initial: Map, key: string | undefined, otherwise: unknown): unknown {
  if (key !== undefined && Object.hasOwn(initial, key)) return initial[key]
  return Object.hasOwn(initial, EVERY_OTHER) ? initial[EVERY_OTHER] : otherwise
}

function isMap(value: unknown): value is Map {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function readList(model: ModelName, list: unknown): readonly unknown[] {
  if (Array.isArray(list)) return list
  throw new InputError(`the model ${model} starts with a list of what is there, not ${show(list)}`, {
    field: 'initial value',
  })
}

function readHeld(held: unknown): boolean {
  if (typeof held === 'boolean') return held
  if (held === 'held' || held === 'free') return held === 'held'
  throw new InputError(`the model mutex starts held (true) or free (false), not ${show(held)}`, {
    field: 'initial value',
  })
}

/** Whether the model takes an initial value: those of this folder but `directory`, none of a user's own. */
export function takesInitial({ name }: Model): boolean {
  return starts[name as ModelName] !== undefined
}

/** Whether initial values of the model can be told key by key. */
export function takesMapOfKeys(model: Model): boolean {
  return !['register', 'cas-register', 'bank', 'ledger', 'directory'].includes(model.name)
}
