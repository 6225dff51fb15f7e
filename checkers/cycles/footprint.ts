import type { Transaction } from './transaction.ts'

/** What a transaction found in keys before it touched them, and what it did to them in the end. */
export interface Footprint {
  /** By key: what was there, as a list or as a register's value. Empty when its reads are not known. */
  readonly reads: ReadonlyMap<string, readonly string[] | string>
  /** By key: what was appended, or the value written last. */
  readonly writes: ReadonlyMap<string, readonly string[] | string>
}

/** Of a transaction that agrees with itself, every read follows from the first of each key. */
export function footprintOf({ micros }: Transaction): Footprint {
  const reads = new Map<string, readonly string[] | string>()
  const appended = new Map<string, string[]>()
  const written = new Map<string, string>()
  for (const micro of micros) {
    const { key } = micro
    if (micro.f === 'r') {
      if (reads.has(key) || written.has(key)) continue
      if (micro.value !== undefined) reads.set(key, micro.value)
      else if (micro.list !== undefined)
        reads.set(key, micro.list.slice(0, micro.list.length - (appended.get(key)?.length ?? 0)))
    } else if (micro.f === 'append') {
      const own = appended.get(key)
      if (own === undefined) appended.set(key, [micro.element])
      else own.push(micro.element)
    } else written.set(key, micro.element)
  }
  return { reads, writes: new Map<string, readonly string[] | string>([...appended, ...written]) }
}
