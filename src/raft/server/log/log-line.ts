export type LogFormat = 'json' | 'text'

/** What belongs to an event. The names of the line's own fields are taken. */
export interface LogFields {
  readonly [name: string]: unknown
  readonly time?: never
  readonly level?: never
  readonly node?: never
  readonly event?: never
}

/** What stands in every line. */
export interface LogHead {
  readonly time: Date
  readonly level: string
  readonly node: string
  readonly event: string
}

/** One line with its newline; no field can break it in two. */
export function logLine(format: LogFormat, head: LogHead, fields: LogFields = {}): string {
  const time = head.time.toISOString()
  if (format === 'json') {
    const named: { [name: string]: unknown } = {}
    for (const [name, value] of Object.entries(fields)) named[name] = plain(value)
    return `${JSON.stringify({ ...head, time, ...named })}\n`
  }
  const words = Object.entries(fields).map(([name, value]) => `${name}=${word(plain(value))}`)
  return `${[time, head.level.padEnd(5), head.node, head.event, ...words].join(' ')}\n`
}

/** An error has no fields of its own that JSON would show. */
function plain(value: unknown): unknown {
  if (!(value instanceof Error)) return value
  const { code } = value as NodeJS.ErrnoException
  return { message: value.message, ...defined({ code }), stack: value.stack }
}

/** Text as it is when a reader can tell where it ends, else as JSON. */
function word(value: unknown): string {
  if (typeof value === 'string' && /^[^\s"=\p{Cc}]+$/u.test(value)) return value
  return JSON.stringify(value) ?? 'undefined'
}
import { defined } from '../../../base/defined.ts'
