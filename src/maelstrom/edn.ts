import type { Json } from '../base/json.ts'
import { isClientEvent, type MaelstromEvent } from './event.ts'

/** A member of a map. A verdict is `:valid?` in Jepsen's files, and `:unknown` where it is. */
function member(name: string, value: Json): string {
  if (name === 'valid') return `:valid? ${value === 'unknown' ? ':unknown' : edn(value)}`
  return `${isWord(name) ? `:${name}` : JSON.stringify(name)} ${edn(value)}`
}

const isWord = (name: string): boolean => /^[a-zA-Z][\w?-]*$/.test(name)

/** A JSON value as EDN: names of members that are words become keywords. */
export function edn(value: Json | undefined): string {
  if (value === undefined || value === null) return 'nil'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(edn).join(' ')}]`
  const members = Object.entries(value as { readonly [name: string]: Json })
  return `{${members.map(([name, one]) => member(name, one)).join(', ')}}`
}

/** The value of an event as Jepsen has it: independent keys as tuples, operations of transactions by keywords. */
function ednValue(event: MaelstromEvent): string {
  if (!isClientEvent(event)) return edn(event.value)
  if (event.f === 'txn' && Array.isArray(event.value)) {
    const operations = (event.value as readonly (readonly Json[])[]).map(
      ([f, ...rest]) => `[:${String(f)} ${rest.map(edn).join(' ')}]`,
    )
    return `[${operations.join(' ')}]`
  }
  return event.key === undefined ? edn(event.value) : `[${event.key} ${edn(event.value)}]`
}

/** `history.edn`: a map on each line. */
export const ednHistory = (history: readonly MaelstromEvent[]): string =>
  history
    .map((event) => {
      const process = isClientEvent(event) ? String(event.process) : ':nemesis'
      const error =
        'error' in event && event.error !== undefined ? `, :error ${JSON.stringify(event.error)}` : ''
      const final = isClientEvent(event) && event.final === true ? ', :final? true' : ''
      return `{:index ${event.index}, :time ${event.time}, :type :${event.type}, :process ${process}, :f :${event.f}, :value ${ednValue(event)}${final}${error}}\n`
    })
    .join('')

/** `history.txt`: columns apart by tabs. */
export const textHistory = (history: readonly MaelstromEvent[]): string =>
  history
    .map((event) => {
      const process = isClientEvent(event) ? String(event.process) : ':nemesis'
      const error = 'error' in event && event.error !== undefined ? `\t${JSON.stringify(event.error)}` : ''
      return `${process}\t:${event.type}\t:${event.f}\t${ednValue(event)}${error}\n`
    })
    .join('')
