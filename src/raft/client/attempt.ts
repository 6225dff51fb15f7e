import type { Json } from '../../base/json.ts'
import type { HttpAnswer } from './http-exchange.ts'

/** What one try to deliver a request came to. */
export type Attempt =
  /** Answered: `ok`, or `fail` by the service's own decision. */
  | { readonly kind: 'decided'; readonly body: DecidedBody }
  /** Not executed: the request itself is wrong, and would be anywhere. */
  | { readonly kind: 'refused'; readonly error: string }
  /** Not executed: another server leads. */
  | { readonly kind: 'redirected'; readonly origin: string }
  /** Not executed: this server takes nothing now. */
  | { readonly kind: 'untaken'; readonly why: string }
  /** Perhaps executed. */
  | { readonly kind: 'unknown'; readonly why: string }

export type DecidedBody =
  | { readonly type: 'ok'; readonly [field: string]: Json }
  | { readonly type: 'fail'; readonly error: string; readonly [field: string]: Json }

/**
 * Reads an answer. Only a server of this kind says `type: 'fail'`: whatever else comes, from a proxy or a server that
 * broke, leaves the fate of the request open.
 */
export function attemptOf({ status, location, json }: HttpAnswer): Attempt {
  const body = (typeof json === 'object' && json !== null ? json : {}) as { readonly [field: string]: Json }
  const { type, error } = body
  if (type === 'ok' && status >= 200 && status < 300) return { kind: 'decided', body: body as DecidedBody }
  if (type === 'fail' && typeof error === 'string') {
    if (status >= 200 && status < 300) return { kind: 'decided', body: body as DecidedBody }
    if (status === 307) {
      const origin = location === undefined ? undefined : originOf(location)
      return origin === undefined ? { kind: 'untaken', why: error } : { kind: 'redirected', origin }
    }
    if (status === 503) return { kind: 'untaken', why: error }
    if (status >= 400 && status < 500) return { kind: 'refused', error }
  }
  return { kind: 'unknown', why: typeof error === 'string' ? error : `answered ${status} without an outcome` }
}

/** The server of an `http` or `https` URL; undefined for anything else. */
export function originOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, origin } = new URL(text)
  return protocol === 'http:' || protocol === 'https:' ? origin : undefined
}
