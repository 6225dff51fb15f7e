import { canonicalJson } from '../../src/base/json.ts'
import { footprintOf } from './footprint.ts'
import type { Transaction } from './transaction.ts'
import type { Write, Writes } from './writes.ts'

/** What a register holds before any write, by its key, as canonical JSON. */
export type InitialOf = (key: string) => string

/** `initial`: a map of keys to values, or one value for every key; absent, null. */
export function initialValues(initial: unknown): InitialOf {
  if (initial === null || typeof initial !== 'object' || Array.isArray(initial)) {
    const text = canonicalJson(initial ?? null)
    return () => text
  }
  const byKey = new Map<string, string>()
  for (const [key, value] of Object.entries(initial)) {
    const text = canonicalJson(value ?? null)
    // a map has texts for keys: 3 is named by "3"
    if (!byKey.has(key)) byKey.set(key, text)
    byKey.set(canonicalJson(key), text)
  }
  return (key) => byKey.get(key) ?? 'null'
}

/** One value that a register held, and who read it. */
export interface Version {
  readonly key: string
  readonly value: string
  /** Who wrote it; undefined for the initial value. */
  readonly writer: number | undefined
  /** Committed transactions that found it there, in the order of the history. */
  readonly readers: readonly number[]
}

/** What registers held: the versions that a value names, and what cannot be told. */
export interface Versions {
  /** Versions that their value names, by key; the initial one has no writer. */
  readonly byKey: ReadonlyMap<string, readonly Version[]>
  /** By key, which effective transactions wrote it, with the value written last. */
  readonly writers: ReadonlyMap<string, readonly { readonly writer: number; readonly value: string }[]>
  readonly effective: readonly boolean[]
  /** Of unknown outcome, with a value that others write as well: whether it took effect nothing tells. */
  readonly optional: readonly boolean[]
  /** A value that does not name its write, if there is one. */
  readonly repeated?: { readonly key: string; readonly value: string }
}

/** The write that a read of the value saw: `'initial'` for none; undefined when it may have been one of several. */
export function sourceOf(
  key: string,
  value: string,
  writes: Writes,
  initialOf: InitialOf,
): Write | 'initial' | undefined {
  const isPossible = ({ transaction }: Write): boolean => transaction.status !== 'aborted'
  if (value !== initialOf(key)) return writes.of(key, value)
  return writes.all(key, value).some(isPossible) ? undefined : 'initial'
}

export function versionsOf(
  transactions: readonly Transaction[],
  writes: Writes,
  initialOf: InitialOf,
): Versions {
  const effective = transactions.map(({ status }) => status === 'committed')
  const byKey = new Map<string, Map<string, { readonly version: Version; readonly readers: number[] }>>()
  const versionOf = (key: string, value: string, writer: number | undefined): { readers: number[] } => {
    let ofKey = byKey.get(key)
    if (ofKey === undefined) byKey.set(key, (ofKey = new Map()))
    let known = ofKey.get(value)
    if (known === undefined) {
      const readers: number[] = []
      ofKey.set(value, (known = { version: { key, value, writer, readers }, readers }))
    }
    return known
  }
  const footprints = transactions.map(footprintOf)
  let repeated: { readonly key: string; readonly value: string } | undefined
  for (const { id, status } of transactions) {
    if (status !== 'committed') continue
    for (const [key, value] of footprints[id]?.reads ?? []) {
      if (typeof value !== 'string') continue
      const source = sourceOf(key, value, writes, initialOf)
      if (source === undefined) repeated ??= { key, value }
      else if (source === 'initial') versionOf(key, value, undefined).readers.push(id)
      else {
        if (source.transaction.status === 'unknown') effective[source.transaction.id] = true
        versionOf(key, value, source.transaction.id).readers.push(id)
      }
    }
  }
  const writers = new Map<string, { writer: number; value: string }[]>()
  for (const { id } of transactions) {
    if (effective[id] !== true) continue
    for (const [key, value] of footprints[id]?.writes ?? []) {
      if (typeof value !== 'string') continue
      const known = writers.get(key)
      if (known === undefined) writers.set(key, [{ writer: id, value }])
      else known.push({ writer: id, value })
      const source = sourceOf(key, value, writes, initialOf)
      if (typeof source === 'object') versionOf(key, value, id)
    }
  }
  const optional = transactions.map(
    ({ id, status }) =>
      status === 'unknown' &&
      effective[id] !== true &&
      [...(footprints[id]?.writes ?? [])].some(
        ([key, value]) => typeof value === 'string' && sourceOf(key, value, writes, initialOf) === undefined,
      ),
  )
  return {
    byKey: new Map(
      [...byKey].map(([key, versions]) => [key, [...versions.values()].map(({ version }) => version)]),
    ),
    writers,
    effective,
    optional,
    ...(repeated !== undefined && { repeated }),
  }
}
