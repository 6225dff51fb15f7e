import { pushAll } from '../../src/base/push-all.ts'
import { dependency } from './dependency.ts'
import type { Dependency } from './dependency.ts'
import type { Version, Versions } from './register-versions.ts'
import type { Chain, Relation } from './relation.ts'
import type { Transaction } from './transaction.ts'
import { versionsInTime } from './versions-in-time.ts'

/**
 * What reads and writes of registers tell of the order of transactions. As Elle infers it: who read a value comes after
 * its write; the initial value comes before all others; a transaction that read a version and wrote the key made the
 * next one. With `realTime` also that of two versions the one is older of which a write or read returned before one of
 * the other was invoked. Not told is the order of writes that none of this connects.
 */
export function registerRelation(
  transactions: readonly Transaction[],
  versions: Versions,
  realTime: boolean,
): Relation {
  const dependencies: Dependency[] = []
  const chains: Chain[] = []
  for (const [key, all] of versions.byKey) {
    const writers = versions.writers.get(key) ?? []
    const valueBy = new Map(writers.map(({ writer, value }) => [writer, value]))
    for (const version of all) {
      if (version.writer === undefined) {
        chains.push({
          key,
          blocks: [],
          readers: version.readers.map((reader) => ({ reader, at: 0 })),
          unread: writers.map(({ writer, value }) => ({ writer, first: value, last: value })),
        })
      } else pushAll(dependencies, ofVersion(version, version.writer, valueBy))
    }
    if (!realTime) continue
    const versioned = new Set(all.map(({ writer }) => writer))
    // who read these nothing tells; they were there all the same
    const others = writers
      .filter(({ writer }) => !versioned.has(writer))
      .map(({ writer, value }) => ({ key, value, writer, readers: [] }))
    pushAll(dependencies, versionsInTime([...all, ...others], transactions))
  }
  return { transactions, effective: versions.effective, chains, dependencies, realTime }
}

function* ofVersion(
  { key, value, readers }: Version,
  writer: number,
  valueBy: ReadonlyMap<number, string>,
): Generator<Dependency> {
  for (const reader of readers) yield { from: writer, to: reader, kind: dependency.wr, key, before: value }
  // if more than one made the next version, an update was lost
  const next = readers.find((reader) => valueBy.has(reader))
  const after = next === undefined ? undefined : valueBy.get(next)
  if (next === undefined || after === undefined) return
  yield { from: writer, to: next, kind: dependency.ww, key, before: value, after }
  for (const reader of readers)
    if (reader !== next) yield { from: reader, to: next, kind: dependency.rw, key, after }
}
