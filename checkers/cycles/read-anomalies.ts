import type { Anomaly } from './anomaly.ts'
import type { Appends } from './appends.ts'
import type { KeyReads, Read } from './version-order.ts'
import { isPrefix } from './version-order.ts'
import { listText, wording } from './wording.ts'

/** The anomalies that one or two reads of a key show by themselves; of each kind the first. */
export function* readAnomalies(key: KeyReads, appends: Appends): Generator<Anomaly> {
  yield* firstOf(key.reads, duplicateElements)
  yield* firstOf(key.reads, (read) => incompatibleOrder(read, key.longest))
  yield* firstOf(key.reads, (read) => unappended(read, appends))
  yield* firstOf(key.reads, (read) => abortedRead(read, appends))
  yield* firstOf(key.reads, (read) => intermediateRead(read, appends))
}

function* firstOf(reads: readonly Read[], find: (read: Read) => Anomaly | undefined): Generator<Anomaly> {
  for (const read of reads) {
    const anomaly = find(read)
    if (anomaly === undefined) continue
    yield anomaly
    return
  }
}

function duplicateElements(read: Read): Anomaly | undefined {
  const seen = new Set<string>()
  const twice = read.list.find((element) => seen.size === seen.add(element).size)
  if (twice === undefined) return undefined
  const headline = `a read of ${read.key} holds ${twice} twice: ${listText(read.list)}`
  return {
    kind: 'duplicate-elements',
    headline,
    proof: [
      { kind: 'let', text: `T1 = ${wording(read.transaction)}.` },
      { kind: 'then', text: `T1 read ${listText(read.list)} from ${read.key}.` },
      {
        kind: 'however',
        text: `${twice} was appended to ${read.key} only once: its append took effect twice.`,
      },
    ],
    transactions: [read.transaction],
  }
}

function incompatibleOrder(read: Read, longest: Read): Anomaly | undefined {
  if (isPrefix(read.list, longest.list)) return undefined
  return {
    kind: 'incompatible-order',
    headline: `two reads of ${read.key} cannot both be right: ${listText(read.list)} is not how ${listText(longest.list)} began`,
    proof: [
      { kind: 'let', text: `T1 = ${wording(read.transaction)}.` },
      { kind: 'let', text: `T2 = ${wording(longest.transaction)}.` },
      {
        kind: 'then',
        text: `a list only grows at its end, so the shorter of two reads is how the longer one began.`,
      },
      {
        kind: 'however',
        text: `T1 read ${listText(read.list)} from ${read.key} and T2 read ${listText(longest.list)}.`,
      },
    ],
    transactions: [read.transaction, longest.transaction],
  }
}

function unappended(read: Read, appends: Appends): Anomaly | undefined {
  const element = read.list.find((each) => appends.of(read.key, each) === undefined)
  if (element === undefined) return undefined
  return {
    kind: 'unappended-element',
    headline: `a read of ${read.key} holds ${element}, which nobody appended`,
    proof: [
      { kind: 'let', text: `T1 = ${wording(read.transaction)}.` },
      { kind: 'then', text: `T1 observed ${element} in ${read.key}.` },
      { kind: 'however', text: `no transaction of the history appends ${element} to ${read.key}.` },
    ],
    transactions: [read.transaction],
  }
}

function abortedRead(read: Read, appends: Appends): Anomaly | undefined {
  for (const element of read.list) {
    const writer = appends.of(read.key, element)?.transaction
    if (writer?.status !== 'aborted') continue
    return {
      kind: 'G1a',
      headline: `an aborted append was read: ${element} in ${read.key}`,
      proof: [
        { kind: 'let', text: `T1 = ${wording(writer)}.` },
        { kind: 'let', text: `T2 = ${wording(read.transaction)}.` },
        { kind: 'then', text: `T2 observed T1's append of ${element} to ${read.key}.` },
        { kind: 'however', text: 'T1 failed: nothing it did may ever be seen.' },
      ],
      transactions: [writer, read.transaction],
    }
  }
  return undefined
}

function intermediateRead(read: Read, appends: Appends): Anomaly | undefined {
  const element = read.list.at(-1)
  const append = element === undefined ? undefined : appends.of(read.key, element)
  if (append === undefined || append.final || append.transaction === read.transaction) return undefined
  return {
    kind: 'G1b',
    headline: `an intermediate state was read: ${read.key} ending in ${element}`,
    proof: [
      { kind: 'let', text: `T1 = ${wording(append.transaction)}.` },
      { kind: 'let', text: `T2 = ${wording(read.transaction)}.` },
      {
        kind: 'then',
        text: `T2 read ${listText(read.list)} from ${read.key}, up to T1's append of ${element}.`,
      },
      {
        kind: 'however',
        text: `T1 appended more to ${read.key} in the same transaction: T2 saw it half done.`,
      },
    ],
    transactions: [append.transaction, read.transaction],
  }
}
