import { jsonKey, sameJson, type Json } from '../../base/json.ts'
import type { RandomStream } from '../../base/random.ts'
import { KEY_DOES_NOT_EXIST, PRECONDITION_FAILED } from '../errors.ts'
import type { Body, Message } from '../message.ts'
import type { Service, ServiceAnswer } from './service.ts'

const NOT_SUPPORTED = 10
const MALFORMED = 12

type Store = ReadonlyMap<string | number, Json>

/** One request on a store: the store after it, which is the same one where nothing changes, and the answer. */
function apply(
  store: Store,
  { type, key, value, from, to, create_if_not_exists: create }: Body,
): [Store, ServiceAnswer] {
  if (type !== 'read' && type !== 'write' && type !== 'cas') return [store, NOT_SUPPORTED]
  if (key === undefined) return [store, MALFORMED]
  const at = jsonKey(key)
  const current = store.get(at)
  if (type === 'read')
    return [store, current === undefined ? KEY_DOES_NOT_EXIST : { type: 'read_ok', value: current }]
  if (type === 'write') {
    if (value === undefined) return [store, MALFORMED]
    return [put(store, at, value), { type: 'write_ok' }]
  }
  if (to === undefined) return [store, MALFORMED]
  if (current === undefined) {
    return create === true ? [put(store, at, to), { type: 'cas_ok' }] : [store, KEY_DOES_NOT_EXIST]
  }
  return sameJson(current, from ?? null)
    ? [put(store, at, to), { type: 'cas_ok' }]
    : [store, PRECONDITION_FAILED]
}

function put(store: Store, key: string | number, value: Json): Store {
  if (store.has(key) && sameJson(store.get(key), value)) return store
  return new Map(store).set(key, value)
}

/** Linearizable: one store. */
export function linearizableStore(): Service {
  let store: Store = new Map()
  return {
    id: 'lin-kv',
    answer({ body }) {
      const [next, answer] = apply(store, body)
      store = next
      return answer
    },
  }
}

/** States that a sequential store remembers. */
const REMEMBERED = 32

/**
 * Sequential: a client sees states in order, but maybe old ones. A request is answered from some state between the last
 * one its client saw and the newest; if it would change that one, it is done on the newest.
 */
export function sequentialStore(random: RandomStream): Service {
  const states: Store[] = [new Map()]
  let oldest = 0
  const seen = new Map<string, number>()
  return {
    id: 'seq-kv',
    answer({ src, body }: Message) {
      const newest = oldest + states.length - 1
      const from = Math.max(oldest, seen.get(src) ?? 0)
      let index = random.int(from, newest)
      const old = states[index - oldest] ?? new Map()
      let [next, answer] = apply(old, body)
      if (next !== old) {
        const last = states.at(-1) ?? old
        ;[next, answer] = apply(last, body)
        index = newest
        if (next !== last) {
          states.push(next)
          index++
          if (states.length > REMEMBERED) {
            states.shift()
            oldest++
          }
        }
      }
      seen.set(src, index)
      return answer
    },
  }
}

interface Stamped {
  readonly value: Json
  readonly clock: number
}

const REPLICAS = 2

/** Last write wins: replicas that exchange what they have now and then, the newer write of a key replacing the older. */
export function lastWriteWinsStore(random: RandomStream): Service {
  const replicas = Array.from({ length: REPLICAS }, () => new Map<string | number, Stamped>())
  let clock = 0
  return {
    id: 'lww-kv',
    answer({ body }) {
      merge(random.pick(replicas), random.pick(replicas))
      const replica = random.pick(replicas)
      const before: Store = new Map([...replica].map(([key, { value }]) => [key, value]))
      const [after, answer] = apply(before, { ...body, create_if_not_exists: false })
      clock++
      const { key } = body
      if (typeof answer !== 'number' && answer.type !== 'read_ok' && key !== undefined) {
        const value = after.get(jsonKey(key))
        if (value !== undefined) replica.set(jsonKey(key), { value, clock })
      }
      return answer
    },
  }
}

function merge(from: ReadonlyMap<string | number, Stamped>, into: Map<string | number, Stamped>): void {
  for (const [key, stamped] of from) {
    const own = into.get(key)
    if (own === undefined || own.clock < stamped.clock) into.set(key, stamped)
  }
}

/** Gives out whole numbers, each higher than all before. */
export function timestampOracle(): Service {
  let next = 0
  return {
    id: 'lin-tso',
    answer: ({ body }) => (body.type === 'ts' ? { type: 'ts_ok', ts: next++ } : NOT_SUPPORTED),
  }
}
