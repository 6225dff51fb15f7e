import { gzipSync } from 'node:zlib'
import { safeLines } from '../safe-lines.ts'
import type { InertData } from './page-document.ts'

/** Longest JSON that stands in a page as it is, in characters: what is short stays readable, and is there at once. */
const MAX_PLAIN = 4096

/** Data as it stands in a page: gzip and base64. The page unpacks it when it is needed. */
export const packed = (data: string | Uint8Array): string => gzipSync(data, { level: 9 }).toString('base64')

/** JSON as data of a page: packed (`text/plain`) where it is long. */
export function inertJson(id: string, json: string): InertData {
  return json.length <= MAX_PLAIN
    ? { id, type: 'application/json', text: escapedJson(json) }
    : { id, type: 'text/plain', text: packed(json) }
}

/** JSON inside a script element: with every `<` written as an escape nothing can end the element. */
const escapedJson = (json: string): string => safeLines(json).replaceAll('<', '\\u003c')
