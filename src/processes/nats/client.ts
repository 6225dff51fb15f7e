import { sameJson, type Json } from '../../base/json.ts'
import { errors } from '../../base/operation-error.ts'
import type { Outcome } from '../../record/operation.ts'
import type { Address, ServerClient } from '../../subject/server.ts'
import { getDirect, getFromLeader, NobodyThere, put, type Entry } from './bucket.ts'
import { NatsConnection } from './connection.ts'

/**
 * How a key is read. `confirmed`: what the leader has is published again, if nothing else was since: it takes its turn in
 * the log, and is linearizable. `leader`: what the leader has; one that was deposed without knowing it answers, too.
 * `direct`: what any server has. The last two are what clients of NATS do, and are not linearizable.
 */
export type NatsReads = 'confirmed' | 'leader' | 'direct'

/** So often a read begins again where others write in between. */
const MAX_ATTEMPTS = 20

type KeyCall = { readonly f: string; readonly key?: string; readonly value: Json }

const nothingDone = (why: string): Outcome<Json> => ({ type: 'fail', error: `unreachable: ${why}` })

/** A client of one server: `read`, `write` and `cas` of the keys of a bucket. */
export class NatsClient implements ServerClient {
  readonly #address: Address
  readonly #reads: NatsReads
  #open: Promise<NatsConnection> | undefined

  constructor(address: Address, reads: NatsReads) {
    this.#address = address
    this.#reads = reads
  }

  /** Only where nobody can have the message, and where the server refused it, it certainly did not happen. */
  async submit(call: Json, signal: AbortSignal): Promise<Outcome<Json>> {
    let connection: NatsConnection
    try {
      connection = await this.#connection()
    } catch (error) {
      return nothingDone((error as Error).message)
    }
    try {
      return await this.#carryOut(connection, call as KeyCall, signal)
    } catch (error) {
      if (error instanceof NobodyThere) return nothingDone(error.message)
      throw error
    }
  }

  async close(): Promise<void> {
    await this.#open?.then((connection) => connection.close()).catch(() => undefined)
  }

  /** The one that is open; a new one where it is over, so that its end costs one call. */
  async #connection(): Promise<NatsConnection> {
    const open = await this.#open?.catch(() => undefined)
    if (open !== undefined && !open.isOver) return open
    this.#open = NatsConnection.open(this.#address)
    return this.#open
  }

  async #carryOut(
    connection: NatsConnection,
    { f, key = 'register', value }: KeyCall,
    signal: AbortSignal,
  ): Promise<Outcome<Json>> {
    switch (f) {
      case 'read':
        return this.#read(connection, key, signal)
      case 'write':
        await put(connection, key, value)
        return { type: 'ok', value }
      case 'cas': {
        const [from, to] = value as readonly [Json, Json]
        const entry = await seen(connection, key)
        if (!('sequence' in entry)) return entry
        const isSo = sameJson(entry.value, from) && (await put(connection, key, to, entry.sequence))
        return isSo ? { type: 'ok', value } : { type: 'fail', error: errors.preconditionFailed.text }
      }
      default:
        return { type: 'fail', error: `NATS has no ${f}` }
    }
  }

  async #read(connection: NatsConnection, key: string, signal: AbortSignal): Promise<Outcome<Json>> {
    if (this.#reads === 'direct') return { type: 'ok', value: await getDirect(connection, key) }
    for (let attempt = 0; attempt < MAX_ATTEMPTS && !signal.aborted; attempt++) {
      const entry = await seen(connection, key)
      if (!('sequence' in entry)) return entry
      const { value, sequence } = entry
      if (this.#reads === 'leader') return { type: 'ok', value }
      if (await put(connection, key, value, sequence)) return { type: 'ok', value }
    }
    return { type: 'fail', error: 'others wrote in between, again and again' }
  }
}

/** What the leader has; where it cannot be known, nothing was done, whatever the reason. */
async function seen(connection: NatsConnection, key: string): Promise<Entry | Outcome<Json>> {
  try {
    return await getFromLeader(connection, key)
  } catch (error) {
    return nothingDone((error as Error).message)
  }
}
