import type { Append, Appends } from './appends.ts'
import type { DependencyGraph } from './dependency-graph.ts'
import type { KeyReads, Read } from './version-order.ts'
import { isPrefix } from './version-order.ts'

/** More dependencies than this from appends that nobody read are not drawn: they grow as a square. */
const mostUnread = 1_000_000

/**
 * Adds what one key tells about the order of transactions. The longest read gives the order of its appends.
 * A committed append that no read holds comes after all of them, for every read precedes it.
 *
 * Returns false when some dependencies were left out, so that the graph proves no absence.
 */
export function addDependencies(graph: DependencyGraph, key: KeyReads, appends: Appends): boolean {
  const order = key.longest.list.map((element) => appends.of(key.key, element))
  const held = new Set(key.longest.list)
  const unread = [...appends.toKey(key.key)].filter(
    ({ transaction, element }) => transaction.status === 'committed' && !held.has(element),
  )
  for (let i = 0; i + 1 < order.length; i++) addWrite(graph, order[i], order[i + 1])
  for (const append of unread) addWrite(graph, order.at(-1), append)
  const full = key.reads.filter(({ list }) => list.length === order.length)
  const complete = full.length * unread.length <= mostUnread
  for (const read of key.reads) {
    if (!isPrefix(read.list, key.longest.list)) continue
    addRead(graph, read, order)
    const next = order[read.list.length]
    if (next !== undefined) addAnti(graph, read, next)
    else if (complete) for (const append of unread) addAnti(graph, read, append)
  }
  return complete
}

function addWrite(graph: DependencyGraph, first: Append | undefined, second: Append | undefined): void {
  if (first === undefined || second === undefined) return
  graph.add({
    from: first.transaction.id,
    to: second.transaction.id,
    kind: 'ww',
    key: first.key,
    before: first.element,
    after: second.element,
  })
}

function addRead(graph: DependencyGraph, read: Read, order: readonly (Append | undefined)[]): void {
  const last = order[read.list.length - 1]
  if (last === undefined) return
  graph.add({
    from: last.transaction.id,
    to: read.transaction.id,
    kind: 'wr',
    key: read.key,
    before: last.element,
  })
}

function addAnti(graph: DependencyGraph, read: Read, next: Append): void {
  graph.add({
    from: read.transaction.id,
    to: next.transaction.id,
    kind: 'rw',
    key: read.key,
    after: next.element,
  })
}
