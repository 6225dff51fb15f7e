import type * as Redis from '@redis/client'
import { InputError } from '../../base/input-error.ts'

/** What is used of a client of Redis. */
interface Client {
  on(event: 'error', heard: (error: unknown) => void): unknown
  connect(): Promise<unknown>
  sendCommand(words: readonly string[]): Promise<unknown>
  destroy(): void
}

/** A command that is not answered for so long counts as lost, and so does an address that does not answer. */
const ANSWER_MILLIS = 10_000
const CONNECT_MILLIS = 5000
/** After so long without an answer it is given up. */
const LOST_MILLIS = 60_000
/** Between tries. */
const AGAIN_MILLIS = 250
const MAX_WORDS_LENGTH = 300

/** What a server that starts, or is being replaced, answers for a while. */
const passing = /^(LOADING|READONLY|MASTERDOWN|TRYAGAIN|CLUSTERDOWN|BUSY)\b/

const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis))

/** The address without user and password: as it may be shown. */
function shownAddress(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`
}

/** @throws InputError when it is no address of a Redis. The message does not show it: it may hold a password. */
function parseAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (
    url !== undefined &&
    /^rediss?:$/.test(url.protocol) &&
    url.hostname !== '' &&
    /^\/?\d*$/.test(url.pathname)
  )
    return url
  throw new InputError(
    'must be the address of a Redis: redis://host:6379, or rediss://user:password@host:6379/0 with TLS',
    {
      option: 'queue',
    },
  )
}

/** A connection to Redis that comes back by itself. */
export class RedisConnection {
  readonly address: string
  readonly #client: Client
  readonly #onTrouble: (text: string) => void
  #isTroubled = false
  #isClosed = false

  private constructor(address: string, client: Client, onTrouble: (text: string) => void) {
    this.address = address
    this.#client = client
    this.#onTrouble = onTrouble
  }

  /**
   * @param onTrouble told when the connection is lost, and when it is back.
   * @throws InputError when there is no such server, it refuses the password, or the package for it is not installed.
   */
  static async open(text: string, onTrouble: (text: string) => void): Promise<RedisConnection> {
    const url = parseAddress(text)
    const address = shownAddress(url)
    const { createClient } = await redisPackage()
    let isOpen = false
    let last: unknown
    const client = createClient({
      url: text,
      // who asks waits for the connection itself, for a bounded time
      disableOfflineQueue: true,
      socket: {
        connectTimeout: CONNECT_MILLIS,
        reconnectStrategy: () => (isOpen ? AGAIN_MILLIS : false),
      },
    }) as unknown as Client
    // without a listener it would end the process; what fails is seen by who asked
    client.on('error', (error) => (last = error))
    try {
      await client.connect()
      await within(client.sendCommand(['PING']), CONNECT_MILLIS)
    } catch (error) {
      client.destroy()
      throw new InputError(
        `cannot use ${address}: ${wordsOf(error ?? last)}; is a Redis running there, and are user and password right?`,
        { option: 'queue' },
      )
    }
    isOpen = true
    return new RedisConnection(address, client, onTrouble)
  }

  /**
   * Runs a script. It is run again where the connection was lost before the answer came: it may have been run twice then.
   * @throws InputError when the server refuses it, or cannot be reached for a minute.
   */
  async run(script: string, prefix: string, words: readonly string[]): Promise<unknown> {
    const since = performance.now()
    while (true) {
      try {
        const answer = await within(
          this.#client.sendCommand(['EVAL', script, '1', prefix, ...words]),
          ANSWER_MILLIS,
        )
        this.#say(false, `${this.address} answers again`)
        return answer
      } catch (error) {
        const why = wordsOf(error)
        const isRefused = isReply(error) && !passing.test(why)
        if (this.#isClosed || isRefused) throw new InputError(`${this.address} refuses to be a queue: ${why}`)
        if (performance.now() - since > LOST_MILLIS)
          throw new InputError(
            `${this.address} has not answered for ${LOST_MILLIS / 1000} s: ${why}; what is done is not lost`,
          )
        this.#say(true, `${this.address} does not answer (${why}); trying again`)
        await pause(AGAIN_MILLIS)
      }
    }
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#client.destroy()
  }

  #say(isTroubled: boolean, text: string): void {
    if (this.#isTroubled === isTroubled) return
    this.#isTroubled = isTroubled
    this.#onTrouble(text)
  }
}

async function redisPackage(): Promise<Pick<typeof Redis, 'createClient'>> {
  try {
    return await import('@redis/client')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new InputError(
      'needs the package @redis/client, which is not installed: npm install @redis/client',
      {
        option: 'queue',
      },
    )
  }
}

/** Whether the server itself said it. */
const isReply = (error: unknown): boolean => error instanceof Error && /^[A-Z]{3,}\b/.test(error.message)

const wordsOf = (error: unknown): string => {
  const first = error instanceof AggregateError ? error.errors[0] : error
  return (first instanceof Error ? first.message || first.name : String(first)).slice(0, MAX_WORDS_LENGTH)
}

async function within<T>(answer: Promise<T>, millis: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer for ${millis / 1000} s`)), millis)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
