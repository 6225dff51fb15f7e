import { sameJson, type Json } from '../base/json.ts'
import { errors } from '../base/operation-error.ts'
import type { Outcome } from '../record/operation.ts'
import { neverSent } from '../subject/never-sent.ts'
import type { Address, ServerClient } from '../subject/server.ts'

/** What the gateway answers. Numbers of 64 bits come as text; fields that are zero or empty do not come. */
export type Reply = { readonly [field: string]: Json | undefined }

export const url = (address: Address | undefined): string => `http://${address?.host}:${address?.port}`

/** @throws Error when there is no answer, or the answer is an error. */
export async function get(address: Address | undefined, path: string, signal: AbortSignal): Promise<Reply> {
  return replyOf(await fetch(url(address) + path, { signal }))
}

/** @throws Error when there is no answer, or the answer is an error. */
export async function post(
  address: Address | undefined,
  path: string,
  body: Json,
  signal: AbortSignal,
): Promise<Reply> {
  return replyOf(
    await fetch(`${url(address)}/v3/${path}`, { method: 'POST', body: JSON.stringify(body), signal }),
  )
}

async function replyOf(response: Response): Promise<Reply> {
  const reply = (await response.json()) as Reply
  if (!response.ok) throw new Error(String(reply['message'] ?? reply['error'] ?? response.status))
  return reply
}

const encode = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64')

/** The value of a range, or of the range in a transaction; null when the key is absent. */
function valueIn(reply: Reply | undefined): Json {
  const [found] = (reply?.['kvs'] ?? []) as readonly { readonly value?: string }[]
  return found?.value === undefined
    ? null
    : (JSON.parse(Buffer.from(found.value, 'base64').toString('utf8')) as Json)
}

type KeyCall = { readonly f: string; readonly key?: string; readonly value: Json }

/** A client of one etcd member: `read`, `write` and `cas`, all linearizable. */
export class EtcdClient implements ServerClient {
  readonly #address: Address | undefined

  constructor(address: Address | undefined) {
    this.#address = address
  }

  /** What an error of etcd says of the outcome is not relied on: it is unknown, unless nothing was sent. */
  async submit(call: Json, signal: AbortSignal): Promise<Outcome<Json>> {
    try {
      return await this.#carryOut(call as KeyCall, signal)
    } catch (error) {
      if (neverSent(error)) return { type: 'fail', error: errors.connectionRefused.text }
      throw error
    }
  }

  async #carryOut(
    { f, key: name = 'register', value }: KeyCall,
    signal: AbortSignal,
  ): Promise<Outcome<Json>> {
    const key = Buffer.from(name).toString('base64')
    const ask = (path: string, body: Json): Promise<Reply> => post(this.#address, path, body, signal)
    switch (f) {
      case 'read':
        return { type: 'ok', value: valueIn(await ask('kv/range', { key })) }
      case 'write':
        await ask('kv/put', { key, value: encode(value) })
        return { type: 'ok', value }
      case 'cas': {
        const [from, to] = value as readonly [Json, Json]
        const absent = { key, target: 'VERSION', result: 'EQUAL', version: 0 }
        const equal = { key, target: 'VALUE', result: 'EQUAL', value: encode(from) }
        const reply = await ask('kv/txn', {
          compare: [sameJson(from, null) ? absent : equal],
          success: [{ request_put: { key, value: encode(to) } }],
          failure: [{ request_range: { key } }],
        })
        if (reply['succeeded'] === true) return { type: 'ok', value }
        const [otherwise] = (reply['responses'] ?? []) as readonly { readonly response_range?: Reply }[]
        return {
          type: 'fail',
          error: errors.preconditionFailed.text,
          observed: valueIn(otherwise?.response_range),
        }
      }
      default:
        return { type: 'fail', error: `etcd has no ${f}` }
    }
  }
}
