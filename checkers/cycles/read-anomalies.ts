import type { Anomaly } from './anomaly.ts'
import type { KeyReads, ListRead } from './list-reads.ts'
import { isPrefix } from './list-reads.ts'
import { comparedLists, listText } from './wording.ts'
import type { Wording } from './wording.ts'
import type { Writes } from './writes.ts'

/** The anomalies that one or two reads of a key show by themselves; of each kind the first. */
export function* readAnomalies(key: KeyReads, writes: Writes, wording: Wording): Generator<Anomaly> {
  yield* firstOf(key.reads, (read) => duplicateElements(read, writes, wording))
  yield* firstOf(key.reads, (read) => incompatibleOrder(read, key.longest, wording))
  yield* firstOf(key.reads, (read) => unappended(read, writes, wording))
  yield* firstOf(key.reads, (read) => abortedRead(read, writes, wording))
  yield* firstOf(key.reads, (read) => intermediateRead(read, writes, wording))
}

function* firstOf(
  reads: readonly ListRead[],
  find: (read: ListRead) => Anomaly | undefined,
): Generator<Anomaly> {
  for (const read of reads) {
    const anomaly = find(read)
    if (anomaly === undefined) continue
    yield anomaly
    return
  }
}

function duplicateElements(read: ListRead, writes: Writes, wording: Wording): Anomaly | undefined {
  if (new Set(read.list).size === read.list.length) return undefined
  const counts = new Map<string, number>()
  const twice = read.list.find((element) => {
    const count = (counts.get(element) ?? 0) + 1
    counts.set(element, count)
    return count > Math.max(1, writes.all(read.key, element).length)
  })
  if (twice === undefined) return undefined
  return {
    kind: 'duplicate-elements',
    headline: `a read of ${read.key} holds ${twice} more often than it was appended: ${listText(read.list)}`,
    proof: [
      { kind: 'let', text: `T1 = ${wording.of(read.transaction)}.` },
      { kind: 'then', text: `T1 read ${listText(read.list)} from ${read.key}.` },
      {
        kind: 'however',
        text: `${twice} was appended to ${read.key} only ${times(writes.all(read.key, twice).length)}: an append took effect twice.`,
      },
    ],
    transactions: [read.transaction],
  }
}

const times = (count: number): string => (count <= 1 ? 'once' : `${count} times`)

function incompatibleOrder(read: ListRead, longest: ListRead, wording: Wording): Anomaly | undefined {
  if (isPrefix(read.list, longest.list)) return undefined
  return {
    kind: 'incompatible-order',
    headline: `two reads of ${read.key} cannot both be right: ${listText(read.list)} is not how ${listText(longest.list)} began`,
    proof: [
      { kind: 'let', text: `T1 = ${wording.of(read.transaction)}.` },
      { kind: 'let', text: `T2 = ${wording.of(longest.transaction)}.` },
      {
        kind: 'then',
        text: `a list only grows at its end, so the shorter of two reads is how the longer one began.`,
      },
      {
        kind: 'however',
        text: `T1 read ${listText(read.list)} from ${read.key} and T2 read ${listText(longest.list)}.`,
      },
    ],
    compared: comparedLists(read.list, longest.list.slice(0, read.list.length), [
      'T1 read',
      'T2 read at first',
    ]),
    transactions: [read.transaction, longest.transaction],
  }
}

function unappended(read: ListRead, writes: Writes, wording: Wording): Anomaly | undefined {
  const element = read.list.find((each) => writes.all(read.key, each).length === 0)
  if (element === undefined) return undefined
  return {
    kind: 'unappended-element',
    headline: `a read of ${read.key} holds ${element}, which nobody appended`,
    proof: [
      { kind: 'let', text: `T1 = ${wording.of(read.transaction)}.` },
      { kind: 'then', text: `T1 observed ${element} in ${read.key}.` },
      { kind: 'however', text: `no transaction of the history appends ${element} to ${read.key}.` },
    ],
    transactions: [read.transaction],
  }
}

function abortedRead(read: ListRead, writes: Writes, wording: Wording): Anomaly | undefined {
  const isAborted = (element: string): boolean => {
    const all = writes.all(read.key, element)
    return all.length > 0 && all.every(({ transaction }) => transaction.status === 'aborted')
  }
  const index = read.list.findIndex(isAborted)
  const element = read.list[index]
  const writer = element === undefined ? undefined : writes.all(read.key, element)[0]?.transaction
  if (element === undefined || writer === undefined) return undefined
  // Elle: an update of what was aborted
  const isUpdated = read.list
    .slice(index + 1)
    .some((later) => writes.of(read.key, later)?.transaction.status === 'committed')
  return {
    kind: isUpdated ? 'dirty-update' : 'G1a',
    headline: `an aborted append was read${isUpdated ? ', and appended to' : ''}: ${element} in ${read.key}`,
    proof: [
      { kind: 'let', text: `T1 = ${wording.of(writer)}.` },
      { kind: 'let', text: `T2 = ${wording.of(read.transaction)}.` },
      { kind: 'then', text: `T2 observed T1's append of ${element} to ${read.key}.` },
      { kind: 'however', text: 'T1 failed: nothing it did may ever be seen.' },
    ],
    transactions: [writer, read.transaction],
  }
}

function intermediateRead(read: ListRead, writes: Writes, wording: Wording): Anomaly | undefined {
  const element = read.list[read.before - 1]
  const append = element === undefined ? undefined : writes.of(read.key, element)
  if (append === undefined || append.final || append.transaction === read.transaction) return undefined
  return {
    kind: 'G1b',
    headline: `an intermediate state was read: ${read.key} ending in ${element}`,
    proof: [
      { kind: 'let', text: `T1 = ${wording.of(append.transaction)}.` },
      { kind: 'let', text: `T2 = ${wording.of(read.transaction)}.` },
      {
        kind: 'then',
        text: `T2 read ${listText(read.list)} from ${read.key}, up to T1's append of ${element}.`,
      },
      {
        kind: 'however',
        text: `T1 appended more to ${read.key} in the same transaction: T2 saw it half done.`,
      },
    ],
    compared: comparedLists(
      read.list.filter((each) => writes.of(read.key, each)?.transaction === append.transaction),
      writes.by(append.transaction, read.key),
      ['T2 read of it', 'T1 appended'],
    ),
    transactions: [append.transaction, read.transaction],
  }
}
