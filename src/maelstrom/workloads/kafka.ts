import { elementAt } from '../../base/element-at.ts'
import type { Json } from '../../base/json.ts'
import { failure, isInteger, isRecord, type Ask } from '../rpc.ts'
import type { Completion, Invocation } from '../event.ts'
import type { Workload, WorkloadSettings } from '../workload.ts'
import { DEFAULT_TIMEOUT } from './completed.ts'
import { checkLogs } from './kafka-check.ts'

const DEFAULT_KEYS = 4
/** Polls of the end of a worker: enough that the longest log is read whole, and an end where nothing comes. */
const MAX_FINAL_POLLS = 60
const EMPTY_POLLS = 3

type Messages = { readonly [key: string]: readonly (readonly [offset: number, message: Json])[] }

/**
 * Logs by key: messages are sent, and polled from a position that each client keeps for itself. A client commits how far
 * it has read, and begins there when it is assigned keys.
 */
export function kafka({ random, keyCount = DEFAULT_KEYS, concurrency }: WorkloadSettings): Workload {
  const keys = Array.from({ length: keyCount }, (_, key) => String(key))
  const positions = Array.from({ length: concurrency }, () => new Map<string, number>())
  const empty = Array.from({ length: concurrency }, () => 0)
  let nextMessage = 0
  const assignment = (): Invocation => ({
    f: 'assign',
    value: random.shuffle(keys).slice(0, random.int(1, keyCount)),
  })
  const invocations: {
    readonly [f: string]: (value: Json, ask: Ask, worker: number, final: boolean) => Promise<Completion>
  } = {
    async send(value, ask) {
      const [key, message] = value as readonly [string, number]
      const answer = await ask(
        { type: 'send', key, msg: message },
        { type: 'send_ok', fields: { offset: isInteger } },
      )
      if (answer.type !== 'ok') return failure(answer)
      return { type: 'ok', value: [key, [answer.body.offset ?? null, message]] }
    },
    async poll(_, ask, worker) {
      const position = elementAt(positions, worker)
      const shape = { type: 'poll_ok', fields: { msgs: isMessages } }
      const answer = await ask({ type: 'poll', offsets: Object.fromEntries(position) }, shape)
      if (answer.type !== 'ok') return failure(answer, true)
      const messages = answer.body.msgs as Messages
      const read = Object.entries(messages).flatMap(([key, list]) => {
        const last = list.at(-1)
        return last === undefined ? [] : [[key, last[0]] as const]
      })
      for (const [key, offset] of read) if (position.has(key)) position.set(key, offset + 1)
      empty[worker] = read.length === 0 ? elementAt(empty, worker) + 1 : 0
      if (read.length > 0)
        await ask(
          { type: 'commit_offsets', offsets: Object.fromEntries(read) },
          { type: 'commit_offsets_ok' },
        )
      return { type: 'ok', value: messages }
    },
    async assign(value, ask, worker, final) {
      const assigned = value as readonly string[]
      const shape = { type: 'list_committed_offsets_ok', fields: { offsets: isRecord } }
      const answer = final ? undefined : await ask({ type: 'list_committed_offsets', keys: assigned }, shape)
      if (answer !== undefined && answer.type !== 'ok') return failure(answer, true)
      const committed = (answer?.body.offsets ?? {}) as { readonly [key: string]: Json }
      // what was committed may be read again; nothing behind it is missed
      const from = (key: string): number =>
        Number.isSafeInteger(committed[key]) ? (committed[key] as number) : 0
      positions[worker] = new Map(assigned.map((key) => [key, from(key)]))
      return { type: 'ok', value: assigned }
    },
  }
  return {
    name: 'kafka',
    timeout: DEFAULT_TIMEOUT,
    operations: new Set(
      ['send', 'poll', 'commit_offsets', 'list_committed_offsets'].flatMap((type) => [type, `${type}_ok`]),
    ),
    next(worker) {
      if (elementAt(positions, worker).size === 0 || random.chance(0.1)) return assignment()
      return random.chance(0.5)
        ? { f: 'send', value: [random.pick(keys), nextMessage++] }
        : { f: 'poll', value: null }
    },
    final(worker, count) {
      if (count === 0) {
        empty[worker] = 0
        return { f: 'assign', value: keys, final: true }
      }
      const isRead = elementAt(empty, worker) >= EMPTY_POLLS || count > MAX_FINAL_POLLS
      return isRead ? undefined : { f: 'poll', value: null, final: true }
    },
    invoke: ({ f, value, final }, ask, worker) =>
      invocations[f]?.(value, ask, worker, final === true) ?? Promise.reject(new Error(`no operation ${f}`)),
    renewed: (worker) => elementAt(positions, worker).clear(),
    check: checkLogs,
  }
}

const isMessages = (value: Json | undefined): boolean =>
  isRecord(value) &&
  Object.values(value as { readonly [key: string]: Json }).every(
    (list) =>
      Array.isArray(list) &&
      list.every((one) => Array.isArray(one) && one.length === 2 && Number.isSafeInteger(one[0])),
  )
