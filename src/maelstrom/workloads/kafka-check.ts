import { jsonKey, type Json } from '../../base/json.ts'
import type { ClientEvent } from '../event.ts'
import type { CheckResult } from '../workload.ts'
import { pairs } from './completed.ts'

type Polled = readonly (readonly [offset: number, message: Json])[]

/** One key: what is known to stand in it, and what was read of it. */
interface Log {
  readonly messages: Map<number, Json>
  readonly offsets: Map<string | number, number>
  readonly polled: Set<number>
}

/** Kinds of anomalies, in Jepsen's words, most grave first. */
const kinds = [
  'lost-write',
  'inconsistent-offsets',
  'duplicate',
  'poll-skip',
  'nonmonotonic-poll',
  'int-poll-skip',
  'int-nonmonotonic-poll',
  'nonmonotonic-send',
] as const
type Kind = (typeof kinds)[number]

const MAX_SHOWN = 16

/**
 * Holds logs against what Jepsen's `kafka` checker asks of them: an offset has one message and a message one offset; a
 * message that is known, and lies before one that was polled, is polled by somebody (else it is lost); a client reads on
 * from where it was, and skips nothing that is known. Beyond Jepsen: clients of the end read all keys from their beginning
 * until nothing comes any more, so what was acknowledged and is shown to none of them is lost as well, at the end of a log too.
 */
export function checkLogs(history: readonly ClientEvent[]): CheckResult {
  const logs = new Map<string, Log>()
  const found = new Map<Kind, string[]>()
  const add = (kind: Kind, text: string): void => void (found.get(kind) ?? mapped(found, kind, [])).push(text)
  const logOf = (key: string): Log =>
    logs.get(key) ?? mapped(logs, key, { messages: new Map(), offsets: new Map(), polled: new Set() })
  const know = (key: string, offset: number, message: Json): void => {
    const { messages, offsets } = logOf(key)
    const other = messages.get(offset)
    if (other !== undefined && jsonKey(other) !== jsonKey(message))
      add(
        'inconsistent-offsets',
        `key ${key} has both ${text(other)} and ${text(message)} at offset ${offset}`,
      )
    messages.set(offset, other ?? message)
    const before = offsets.get(jsonKey(message))
    if (before !== undefined && before !== offset)
      add('duplicate', `message ${text(message)} of key ${key} stands at offset ${before} and at ${offset}`)
    offsets.set(jsonKey(message), before ?? offset)
  }
  const ends = pairs(history).filter(({ completed }) => completed?.type === 'ok') as {
    invoked: ClientEvent
    completed: ClientEvent
  }[]
  for (const { invoked, completed } of ends) {
    if (invoked.f === 'send') {
      const [key, [offset, message]] = sentOf(completed)
      know(key, offset, message)
    } else if (invoked.f === 'poll') {
      for (const [key, list] of polledOf(completed)) {
        for (const [offset, message] of list) {
          know(key, offset, message)
          logOf(key).polled.add(offset)
        }
      }
    }
  }
  const isRead = isReadToItsEnd(history)
  for (const [key, { messages, polled }] of logs) {
    const end = maximum(polled)
    for (const [offset, message] of messages) {
      if (offset < end && !polled.has(offset))
        add(
          'lost-write',
          `message ${text(message)} at offset ${offset} of key ${key} was never polled, offset ${end} was`,
        )
      else if (isRead && !polled.has(offset))
        add(
          'lost-write',
          `message ${text(message)} at offset ${offset} of key ${key} was acknowledged, and the reads of the end do not show it`,
        )
    }
  }
  const known = new Map(
    [...logs].map(([key, { messages }]) => [key, [...messages.keys()].sort((a, b) => a - b)]),
  )
  const sent = new Map<string, number>()
  const position = new Map<string, number>()
  for (const { invoked, completed } of ends) {
    const { process, f } = invoked
    if (f === 'assign') {
      for (const one of [...position.keys()]) if (one.startsWith(`${process} `)) position.delete(one)
    } else if (f === 'send') {
      const [key, [offset]] = sentOf(completed)
      const before = sent.get(`${process} ${key}`) ?? -1
      if (offset <= before)
        add(
          'nonmonotonic-send',
          `process ${process} sent to offset ${before} of key ${key}, then to ${offset}`,
        )
      sent.set(`${process} ${key}`, offset)
    } else {
      for (const [key, list] of polledOf(completed)) {
        let last = position.get(`${process} ${key}`)
        for (const [at, [offset]] of list.entries()) {
          const inner = at > 0 ? 'int-' : ''
          if (last !== undefined && offset <= last)
            add(
              `${inner}nonmonotonic-poll` as Kind,
              `process ${process} polled offset ${last} of key ${key}, then ${offset}`,
            )
          else if (last !== undefined) {
            const skipped = firstWithin(known.get(key) ?? [], last + 1, offset)
            if (skipped !== undefined)
              add(
                `${inner}poll-skip` as Kind,
                `process ${process} polled offset ${last} of key ${key}, then ${offset}, past ${skipped}`,
              )
          }
          last = offset
        }
        if (last !== undefined) position.set(`${process} ${key}`, last)
      }
    }
  }
  const [worst] = kinds.flatMap((kind) => found.get(kind)?.map((because) => `${kind}: ${because}`) ?? [])
  const unobserved = [...logs.values()].reduce(
    (sum, { messages, polled }) => sum + [...messages.keys()].filter((offset) => !polled.has(offset)).length,
    0,
  )
  const isVacuous = ends.every(({ invoked }) => invoked.f !== 'poll')
  return {
    valid: found.size > 0 ? false : isVacuous ? 'unknown' : true,
    details: {
      'error-types': [...found.keys()],
      errors: Object.fromEntries([...found].map(([kind, list]) => [kind, list.slice(0, MAX_SHOWN)])),
      'unobserved-count': unobserved,
    },
    ...(worst !== undefined ? { because: worst } : isVacuous ? { because: 'no poll was answered' } : {}),
  }
}

/** Whether all clients of the end polled until nothing came. One poll may be empty though more is there. */
function isReadToItsEnd(history: readonly ClientEvent[]): boolean {
  const last = new Map<number, boolean>()
  const finalPolls = pairs(history).filter(({ invoked }) => invoked.f === 'poll' && invoked.final === true)
  for (const { invoked, completed } of finalPolls) {
    const isEmpty = completed?.type === 'ok' && polledOf(completed).every(([, list]) => list.length === 0)
    last.set(invoked.process, isEmpty)
  }
  return last.size > 0 && [...last.values()].every((isEmpty) => isEmpty)
}

const sentOf = ({ value }: ClientEvent): readonly [key: string, readonly [offset: number, message: Json]] =>
  value as readonly [string, readonly [number, Json]]

const polledOf = ({ value }: ClientEvent): [string, Polled][] =>
  Object.entries(value as { readonly [key: string]: Polled })

/** No spread: a log may have more entries than a call may have arguments. */
function maximum(numbers: Iterable<number>): number {
  let most = -1
  for (const one of numbers) most = Math.max(most, one)
  return most
}

/** The lowest of sorted numbers from `from` to below `below`. */
function firstWithin(sorted: readonly number[], from: number, below: number): number | undefined {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? Infinity) < from) low = middle + 1
    else high = middle
  }
  const first = sorted[low]
  return first !== undefined && first < below ? first : undefined
}

function mapped<K, V>(map: Map<K, V>, key: K, value: V): V {
  map.set(key, value)
  return value
}

const text = (value: Json): string => JSON.stringify(value).slice(0, 60)
