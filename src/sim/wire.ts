import { deepFreeze, type Json } from '../base/json.ts'

/** How values pass between servers and to disks; see `Target.values`. `frozen` also catches who writes to them. */
export type ValuePassing = 'copied' | 'parsed' | 'shared' | 'frozen'

/** Of a usual one. */
const NUMBER_LENGTH = 4
/** true, false, null. */
const WORD_LENGTH = 5
const MAX_LENGTH = 16 * 1024 * 1024

/** Characters, as JSON, of the value that {@link pass} handed on last; 0 when it did not look at it. */
export const passed = { length: 0 }

/**
 * Takes a value out of a server's hands. Copied, it is what JSON makes of it, as over a wire: the sender can
 * go on changing its own. Frozen, whoever writes to it, sender or receiver, gets an exception.
 * @throws TypeError when the value is not JSON or is longer than 16 MiB as text.
 */
export function pass(value: Json, how: ValuePassing, what: string): Json {
  passed.length = 0
  if (how === 'shared') return value
  if (how === 'frozen') return deepFreeze(value)
  if (how === 'parsed') {
    passed.length = about(value)
    return value
  }
  const text = JSON.stringify(value) as string | undefined
  if (text === undefined) throw new TypeError(`${what} must be a JSON value, got ${typeof value}`)
  if (text.length > MAX_LENGTH) throw new TypeError(`${what} is longer than 16 MiB`)
  passed.length = text.length
  return JSON.parse(text) as Json
}

/** Characters of a value as JSON, but for what is escaped in texts: enough to know a flood by. */
function about(value: Json): number {
  if (typeof value === 'string') return value.length + 2
  if (typeof value === 'number') return NUMBER_LENGTH
  if (typeof value !== 'object' || value === null) return WORD_LENGTH
  let length = 2
  for (const one of Object.values(value) as Json[]) length += about(one) + 1
  if (!Array.isArray(value)) for (const key of Object.keys(value)) length += key.length + 3
  return length
}

/**
 * A message as its receiver gets it, to whom it belongs: where it is looked at again, in a trace or because it arrives a
 * second time, that stays as it was sent.
 */
export const handOver = (
  { message, again = false }: { readonly message: Json; readonly again?: boolean },
  how: ValuePassing,
  isRecorded: boolean,
): Json =>
  how === 'copied' && (again || isRecorded) ? (JSON.parse(JSON.stringify(message)) as Json) : message
