import { elementAt } from '../../../base/element-at.ts'
import { isUtf8 } from 'node:buffer'
import type { Json } from '../../../base/json.ts'
import type { Exchange } from './exchange.ts'
import { checkJson } from './json-bounds.ts'
import { Refusal } from './refusal.ts'

/** A body too long is read to its end, so that its sender gets to see the answer, up to so many times the limit. */
const PATIENCE = 8

/**
 * Reads the body as JSON and hands it on; an empty one is undefined.
 * Refuses what is longer than `limit` bytes (413), no UTF-8 or no JSON (400), or not fit for the log; and what there is
 * no room for beside the bodies of others (503).
 */
export function readJson(exchange: Exchange, limit: number, done: (body: Json | undefined) => void): void {
  const { request, bodies } = exchange
  const chunks: Buffer[] = []
  let size = 0
  let held = 0
  const letGo = (): void => {
    chunks.length = 0
    bodies.give(held)
    held = 0
  }
  const stop = (): void => {
    request.off('data', take)
    request.off('end', end)
    letGo()
    exchange.last = true
  }
  const take = (chunk: Buffer): void => {
    size += chunk.length
    if (size <= limit) {
      if (bodies.take(chunk.length)) {
        held += chunk.length
        chunks.push(chunk)
        return
      }
      stop()
      exchange.attempt(noRoom)
      return
    }
    letGo()
    if (size <= limit * PATIENCE) return
    stop()
    exchange.attempt(() => tooLong(limit))
  }
  const end = (): void => {
    const whole = chunks.length === 1 ? elementAt(chunks, 0) : Buffer.concat(chunks)
    letGo()
    exchange.attempt(() => {
      if (size > limit) tooLong(limit)
      done(parse(whole))
    })
  }
  request.on('data', take)
  request.on('end', end)
  // whoever leaves in the middle holds nothing any more
  request.on('close', letGo)
}

function noRoom(): never {
  throw new Refusal(503, 'busy: too many bodies are on their way', {}, ['retry-after', '1'])
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
