import { isUtf8 } from 'node:buffer'
import type { Json } from '../../base/json.ts'
import type { Exchange } from './exchange.ts'
import { checkJson } from './json-bounds.ts'
import { Refusal } from './refusal.ts'

/** A body too long is read to its end, so that its sender gets to see the answer, up to so many times the limit. */
const PATIENCE = 8

/**
 * Reads the body as JSON and hands it on; an empty one is undefined.
 * Refuses what is longer than `limit` bytes (413), no UTF-8 or no JSON (400), or not fit for the log.
 */
export function readJson(exchange: Exchange, limit: number, done: (body: Json | undefined) => void): void {
  const { request } = exchange
  const chunks: Buffer[] = []
  let size = 0
  const take = (chunk: Buffer): void => {
    size += chunk.length
    if (size <= limit) chunks.push(chunk)
    else chunks.length = 0
    if (size <= limit * PATIENCE) return
    request.off('data', take)
    exchange.last = true
    exchange.attempt(() => tooLong(limit))
  }
  request.on('data', take)
  request.on('end', () => {
    exchange.attempt(() => {
      if (size > limit) tooLong(limit)
      done(parse(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)))
    })
  })
}

/** A length that is announced can be refused before a byte of it came. */
export function announcesTooMuch(exchange: Exchange, limit: number): boolean {
  return Number(exchange.request.headers['content-length'] ?? 0) > limit
}

export function tooLong(limit: number): never {
  throw new Refusal(413, `the body is longer than ${limit} bytes`)
}

function parse(bytes: Buffer): Json | undefined {
  if (bytes.length === 0) return undefined
  if (!isUtf8(bytes)) throw new Refusal(400, 'the body is not UTF-8')
  let body: Json
  try {
    body = JSON.parse(bytes.toString('utf8')) as Json
  } catch (error) {
    throw new Refusal(400, `the body is not JSON: ${(error as Error).message}`)
  }
  checkJson(body)
  return body
}
