import type { Millis } from '../../base/time.ts'
import { attemptOf, type Attempt, type DecidedBody } from './attempt.ts'
import { pause, pauseAfter, type BackoffOptions } from './backoff.ts'
import { NoAnswer, type HttpExchanger } from './http-exchange.ts'
import type { ServerList } from './server-list.ts'

export interface DeliveryOptions {
  readonly exchanger: HttpExchanger
  readonly servers: ServerList
  /** Longest time for one try. */
  readonly attemptTimeout: Millis
  /** Most tries; all the same nothing is tried after the deadline. */
  readonly attempts: number
  readonly backoff: BackoffOptions
}

export interface Parcel {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: string
  /** By `performance.now()`. */
  readonly deadline: Millis
  readonly signals: readonly AbortSignal[]
}

/**
 * How a delivery ended. `doubtful`: some try before may have been executed, or may yet be; only an answer that
 * covers all tries, as those of a session do, then says what happened.
 */
export type Delivered = { readonly doubtful: boolean } & (
  | { readonly kind: 'decided'; readonly body: DecidedBody }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'given-up'; readonly aborted: boolean; readonly why: string; readonly cause?: unknown }
)

/** Redirects followed one after the other without a pause: more mean that nobody knows who leads. */
const PROMPT_REDIRECTS = 3

/** Delivers a request that may be delivered several times, to whoever leads, until it is answered or time is up. */
export async function deliver(options: DeliveryOptions, parcel: Parcel): Promise<Delivered> {
  const { servers, attempts, backoff } = options
  const { deadline, signals } = parcel
  let doubtful = false
  let why = 'no server was tried'
  let redirects = 0
  for (let tries = 1; ; tries++) {
    const ended = signals.find(({ aborted }) => aborted)
    if (ended !== undefined)
      return { kind: 'given-up', doubtful, aborted: true, why: String(ended.reason), cause: ended.reason }
    const left = deadline - performance.now()
    if (left <= 0 || tries > attempts) return { kind: 'given-up', doubtful, aborted: false, why }
    const origin = servers.current
    const attempt = await tryOnce(options, parcel, origin, left)
    switch (attempt.kind) {
      case 'decided':
        return { kind: 'decided', body: attempt.body, doubtful }
      case 'refused':
        return { kind: 'refused', error: attempt.error, doubtful }
      case 'redirected':
        why = `${origin} does not lead`
        servers.redirect(attempt.origin)
        if (++redirects % (PROMPT_REDIRECTS + 1) !== 0) continue
        break
      case 'unknown':
        doubtful = true
        ;({ why } = attempt)
        servers.leave(origin)
        break
      case 'untaken':
        ;({ why } = attempt)
        servers.leave(origin)
        break
    }
    await pause(Math.min(pauseAfter(tries, backoff), Math.max(0, deadline - performance.now())), signals)
  }
}

async function tryOnce(
  { exchanger, attemptTimeout }: DeliveryOptions,
  { method, path, body, signals }: Parcel,
  origin: string,
  left: Millis,
): Promise<Attempt> {
  const timeout = Math.min(attemptTimeout, left)
  try {
    return attemptOf(
      await exchanger.exchange({
        origin,
        method,
        path,
        timeout,
        signals,
        ...(body === undefined ? {} : { body }),
      }),
    )
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    return { kind: error.sent ? 'unknown' : 'untaken', why: error.message }
  }
}
