import type { Json } from '../../base/json.ts'
import type { Environment } from '../contract.ts'

/** One part of a batch. Without a value: the key is deleted. */
export interface BatchWrite {
  readonly key: string
  readonly value?: Json
}

/** A store of keys whose writes take effect together or not at all, and in order. */
export interface BatchStore {
  get(key: string): Json | undefined
  /** All keys, in no particular order. */
  keys(): readonly string[]
  /** Takes effect in memory at once; `durable` is called once a crash cannot take it back any more. */
  write(batch: readonly BatchWrite[], durable?: () => void): void
}

interface Stored {
  readonly batch: readonly BatchWrite[]
}

/**
 * Batches over a disk that keeps any subset of what was not synced. Each batch is one value, whole or not at all, under a
 * number; what counts after a crash is all up to the first that is missing: of batches 0, 1, 3 only 0 and 1. Numbers begin
 * anew in each incarnation, so that a batch that survived behind a gap is never taken up later.
 *
 * @param name tells several stores of a server apart. Default `batches`.
 */
export function batchStore({ storage }: Pick<Environment, 'storage'>, name = 'batches'): BatchStore {
  const values = new Map<string, Json>()
  const apply = (batch: readonly BatchWrite[]): void => {
    for (const { key, value } of batch) {
      if (value === undefined) values.delete(key)
      else values.set(key, value)
    }
  }
  const stored = (storage.load() ?? {}) as { readonly [key: string]: Json }
  const keyOf = (incarnation: number, number: number): string => `${name}/${incarnation}/${number}`
  let incarnation = 0
  for (const key of Object.keys(stored)) {
    const [of, at] = key.split('/')
    if (of === name) incarnation = Math.max(incarnation, Number(at) + 1)
  }
  for (let at = 0; at < incarnation; at++) {
    for (let number = 0; keyOf(at, number) in stored; number++) {
      // written below, by a former incarnation
      apply((stored[keyOf(at, number)] as unknown as Stored).batch)
    }
  }
  let next = 0
  return {
    get: (key) => values.get(key),
    keys: () => [...values.keys()],
    write: (batch, durable = () => {}) => {
      apply(batch)
      // JSON but for optional fields, which an interface cannot say
      storage.write(keyOf(incarnation, next++), { batch } as unknown as Json)
      storage.sync(durable)
    },
  }
}
