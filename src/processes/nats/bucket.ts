import type { Json } from '../../base/json.ts'
import type { NatsConnection } from './connection.ts'
import type { Message } from './frames.ts'

/** The bucket of keys; its stream and its subjects have the names that every client of NATS gives them. */
export const STREAM = 'KV_whitewater'
const subjectOf = (key: string): string => `$KV.whitewater.${key}`

/** "wrong last sequence": what was expected of the key is not so, and nothing was stored. */
const WRONG_LAST_SEQUENCE = 10071
/** "no message found" */
const NO_MESSAGE = 10037
/** Nobody listens at a subject: the message went nowhere. */
const NO_RESPONDERS = 503
const NOT_FOUND = 404

/** Certainly nobody has the message. */
export class NobodyThere extends Error {
  override readonly name = 'NobodyThere'
}

/** What stands at a key, and the sequence number it has in the stream: 0 where nothing does. */
export interface Entry {
  readonly value: Json
  readonly sequence: number
}

interface Reply {
  readonly error?: { readonly err_code?: number; readonly description?: string }
  readonly seq?: number
  readonly message?: { readonly seq?: number; readonly data?: string }
}

/**
 * @throws NobodyThere, or Error for an answer that is none.
 */
function replyOf({ status, payload }: Message): Reply {
  if (status === NO_RESPONDERS) throw new NobodyThere('no responders')
  return JSON.parse(payload) as Reply
}

const refusal = ({ error }: Reply): Error =>
  new Error(`${error?.description ?? 'an answer without a result'} (${error?.err_code ?? 'no code'})`)

/** Makes the bucket, as `KeyValue` of the clients does: the last value of each key, on so many servers. */
export async function makeBucket(connection: NatsConnection, replicas: number): Promise<void> {
  const config = {
    ...{ name: STREAM, subjects: [subjectOf('>')], retention: 'limits', storage: 'file' },
    ...{
      max_msgs_per_subject: 1,
      max_msgs: -1,
      max_bytes: -1,
      max_age: 0,
      max_msg_size: -1,
      max_consumers: -1,
    },
    ...{ discard: 'new', num_replicas: replicas, duplicate_window: 120e9 },
    ...{ allow_rollup_hdrs: true, deny_delete: true, allow_direct: true },
  }
  const reply = replyOf(await connection.request(`$JS.API.STREAM.CREATE.${STREAM}`, JSON.stringify(config)))
  if (reply.error !== undefined) throw refusal(reply)
}

/** What stands at a key as the leader of the stream has it: whether it still leads it does not ask the others. */
export async function getFromLeader(connection: NatsConnection, key: string): Promise<Entry> {
  const asked = JSON.stringify({ last_by_subj: subjectOf(key) })
  const reply = replyOf(await connection.request(`$JS.API.STREAM.MSG.GET.${STREAM}`, asked))
  if (reply.error?.err_code === NO_MESSAGE) return { value: null, sequence: 0 }
  if (reply.message?.seq === undefined) throw refusal(reply)
  const text = Buffer.from(reply.message.data ?? '', 'base64').toString('utf8')
  return { value: JSON.parse(text) as Json, sequence: reply.message.seq }
}

/** What stands at a key as any server of the stream has it, a follower that lags as well. */
export async function getDirect(connection: NatsConnection, key: string): Promise<Json> {
  const { status, payload } = await connection.request(`$JS.API.DIRECT.GET.${STREAM}.${subjectOf(key)}`, '')
  if (status === NO_RESPONDERS) throw new NobodyThere('no responders')
  if (status === NOT_FOUND) return null
  if (status !== undefined) throw new Error(`status ${status}`)
  return JSON.parse(payload) as Json
}

/**
 * Publishes a value to a key; with `expected`, only if that is the sequence number of what stands there. Returns whether
 * it is stored.
 * @throws NobodyThere when it certainly is not; any other error leaves that open.
 */
export async function put(
  connection: NatsConnection,
  key: string,
  value: Json,
  expected?: number,
): Promise<boolean> {
  const headers = expected === undefined ? '' : `Nats-Expected-Last-Subject-Sequence: ${expected}\r\n`
  const reply = replyOf(await connection.request(subjectOf(key), JSON.stringify(value), headers))
  if (reply.error?.err_code === WRONG_LAST_SEQUENCE) return false
  if (reply.error !== undefined || reply.seq === undefined) throw refusal(reply)
  return true
}
