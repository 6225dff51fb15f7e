import type { Json } from '../base/json.ts'

/** The body of a message: free fields but for these. */
export interface Body {
  readonly type?: Json
  readonly msg_id?: Json
  readonly in_reply_to?: Json
  readonly [field: string]: Json | undefined
}

/** What crosses the network, as Maelstrom's protocol has it. */
export interface Message {
  readonly src: string
  readonly dest: string
  readonly body: Body
  /** Given by the network to each message that it takes. */
  readonly id?: number
}

const envelope = new Set(['src', 'dest', 'body', 'id'])

const isRecord = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A line that a node printed as a message, or what is wrong with it, to stand after "it". */
export function parseMessage(line: string): Message | string {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return 'is not JSON'
  }
  if (!isRecord(value)) return 'is not a JSON object'
  const { src, dest, body } = value
  if (typeof src !== 'string') return 'has no field "src" that is a string'
  if (typeof dest !== 'string') return 'has no field "dest" that is a string'
  if (!isRecord(body)) return 'has no field "body" that is an object'
  const other = Object.keys(value).find((key) => !envelope.has(key))
  if (other !== undefined)
    return `has the field ${JSON.stringify(other.slice(0, 40))}: an envelope has src, dest and body`
  return { src, dest, body: body as Body }
}

/** Clients are told from servers and services by their name. */
export const isClient = (id: string): boolean => id.startsWith('c')
