import type { Json } from '../../base/json.ts'
import type { Environment } from '../contract.ts'
import { batchStore, type BatchStore, type BatchWrite } from './batches.ts'
import { LevelIterator, type LevelRange } from './level-iterator.ts'
import { decoded, encoded, keyText, type LevelData, type LevelFormat } from './level-data.ts'

type Callback = (error: Error | null, value?: unknown) => void

/** One part of a batch, as `level` takes it. */
export interface LevelOperation {
  readonly type: 'put' | 'del'
  readonly key: LevelData
  readonly value?: unknown
}

/**
 * What npm's Rafts use of `level`, over the storage of a server: `get`, `put`, `del`, `batch` (of a list, or chained),
 * `iterator`, `clear`, `open`, `close`; with promises as `abstract-level` has them, or with a callback last as
 * `abstract-leveldown` has them, so that `levelup(encode(levelStore(environment)))` works, too. Keys are in the order of their
 * bytes. A write is done once it is durable, as with `sync: true`; a batch is durable as a whole or not at all. Not there:
 * events, sublevels, snapshots other than that of an iterator.
 *
 * @param name tells several stores of a server apart. Default `level`.
 * @example
 * new LifeRaft(id, { adapter: () => levelStore(environment), Log, ... })
 */
export function levelStore(
  environment: Pick<Environment, 'storage'>,
  { name = 'level', ...format }: { readonly name?: string } & LevelFormat = {},
): LevelStore {
  return new LevelStore(batchStore(environment, name), format)
}

export class LevelStore {
  status = 'new'
  /** What `abstract-leveldown` and `abstract-level` ask a database before they use it. */
  readonly supports = {
    permanence: true,
    snapshots: true,
    seek: false,
    clear: true,
    promises: true,
    bufferKeys: true,
    encodings: { utf8: true },
  }
  readonly #store: BatchStore
  readonly #format: LevelFormat

  constructor(store: BatchStore, format: LevelFormat) {
    this.#store = store
    this.#format = format
  }

  open(...rest: unknown[]): Promise<void> | undefined {
    this.status = 'open'
    return answer(rest, () => Promise.resolve())
  }

  close(...rest: unknown[]): Promise<void> | undefined {
    this.status = 'closed'
    return answer(rest, () => Promise.resolve())
  }

  /** With a promise: undefined when there is no such key, as `abstract-level` has it. With a callback: an error that says so. */
  get(key: LevelData, ...rest: unknown[]): Promise<unknown> | undefined {
    const value = this.#store.get(keyText(key))
    const options = optionsIn(rest)
    return answer(rest, (isCallback) => {
      if (value !== undefined) return Promise.resolve(decoded(value, { ...this.#format, ...options }))
      if (!isCallback) return Promise.resolve(undefined)
      return Promise.reject(Object.assign(new Error('NotFound'), { notFound: true, code: 'LEVEL_NOT_FOUND' }))
    })
  }

  put(key: LevelData, value: unknown, ...rest: unknown[]): Promise<void> | undefined {
    return this.batch([{ type: 'put', key, value }], ...rest)
  }

  del(key: LevelData, ...rest: unknown[]): Promise<void> | undefined {
    return this.batch([{ type: 'del', key }], ...rest)
  }

  /** Without a list: one to be chained, `batch().put(key, value).del(key).write()`. */
  batch(): LevelBatch
  batch(operations: readonly LevelOperation[], ...rest: unknown[]): Promise<void> | undefined
  batch(operations?: readonly LevelOperation[], ...rest: unknown[]): Promise<void> | LevelBatch | undefined {
    if (operations === undefined) return new LevelBatch(this)
    const format = { ...this.#format, ...optionsIn(rest) }
    const writes = operations.map(({ type, key, value }): BatchWrite => ({
      key: keyText(key),
      ...(type === 'put' ? { value: encoded(value, format) } : {}),
    }))
    return answer(rest, () => this.#write(writes))
  }

  /** Deletes what is in a range. */
  clear(...rest: unknown[]): Promise<void> | undefined {
    const writes = LevelIterator.keysIn(this.#store, optionsIn(rest)).map((key): BatchWrite => ({ key }))
    return answer(rest, () => this.#write(writes))
  }

  iterator(range: LevelRange & LevelFormat = {}): LevelIterator {
    return new LevelIterator(this.#store, { ...this.#format, ...range })
  }

  /** What is in a range, at once: for `view()`. */
  entriesSync(range: LevelRange & LevelFormat = {}): readonly (readonly [key: unknown, value: unknown])[] {
    return this.iterator(range).rest()
  }

  #write(writes: readonly BatchWrite[]): Promise<void> {
    return new Promise((resolve) => this.#store.write(writes, resolve))
  }
}

/** A batch that is put together call by call. */
class LevelBatch {
  readonly #store: LevelStore
  readonly #operations: LevelOperation[] = []

  constructor(store: LevelStore) {
    this.#store = store
  }

  get length(): number {
    return this.#operations.length
  }

  put(key: LevelData, value: unknown): this {
    this.#operations.push({ type: 'put', key, value })
    return this
  }

  del(key: LevelData): this {
    this.#operations.push({ type: 'del', key })
    return this
  }

  clear(): this {
    this.#operations.length = 0
    return this
  }

  write(...rest: unknown[]): Promise<void> | undefined {
    return this.#store.batch([...this.#operations], ...rest)
  }
}

function optionsIn(rest: readonly unknown[]): { readonly [name: string]: Json } {
  const [first] = rest
  return typeof first === 'object' && first !== null ? (first as { readonly [name: string]: Json }) : {}
}

/** By the callback that was given last, or by a promise. */
function answer<T>(
  rest: readonly unknown[],
  value: (isCallback: boolean) => Promise<T>,
): Promise<T> | undefined {
  const last = rest.at(-1)
  if (typeof last !== 'function') return value(false)
  const callback = last as Callback
  // not within the promise: what the callback throws is its own affair
  value(true).then(
    (result) => process.nextTick(callback, null, result),
    (error: unknown) => process.nextTick(callback, error as Error),
  )
  return undefined
}
