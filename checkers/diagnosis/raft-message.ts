import type { Json } from '../../src/base/json.ts'
import type { LogEnd } from './server-timeline.ts'

/** An AppendEntries, as far as its body could be read. */
export interface AppendBody {
  readonly term: number
  /** Where the sender says that both logs agree. */
  readonly previous: LogEnd
  readonly entries: readonly LogEnd[]
}

type Fields = ReadonlyMap<string, Json>

/**
 * The fields of a body and of the objects directly in it, their names in small letters and without underscores:
 * `prevLogIndex`, `prev_log_index` and `PrevLogIndex` are one. The outer ones win.
 */
function fieldsOf(body: Json): Fields {
  const fields = new Map<string, Json>()
  const take = (value: Json): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return
    for (const [name, field] of Object.entries(value)) {
      const key = name.toLowerCase().replaceAll(/[^a-z]/g, '')
      if (!fields.has(key) && field !== undefined) fields.set(key, field)
    }
  }
  take(body)
  for (const field of [...fields.values()]) take(field)
  return fields
}

function count(fields: Fields, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = fields.get(name)
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  }
  return undefined
}

/** The AppendEntries in a body; undefined when it is none, or in words that are not Figure 2's. */
export function appendOf(body: Json): AppendBody | undefined {
  const fields = fieldsOf(body)
  const entries = fields.get('entries')
  const term = count(fields, 'term', 'leaderterm')
  const index = count(fields, 'previndex', 'prevlogindex', 'previousindex')
  const previousTerm = count(fields, 'prevterm', 'prevlogterm', 'previousterm')
  if (!Array.isArray(entries) || term === undefined || index === undefined || previousTerm === undefined)
    return undefined
  const read: LogEnd[] = []
  for (const [position, entry] of entries.entries()) {
    const inner = fieldsOf(entry)
    const entryTerm = count(inner, 'term')
    const at = count(inner, 'index', 'logindex') ?? index + 1 + position
    if (entryTerm === undefined || at !== index + 1 + position) return undefined
    read.push({ index: at, term: entryTerm })
  }
  return { term, previous: { index, term: previousTerm }, entries: read }
}

/** The term that a body is of; undefined where it says none. What a server sends again is of the term it was sent in first. */
export const termOf = (body: Json): number | undefined =>
  count(fieldsOf(body), 'term', 'leaderterm', 'currentterm')

/** Whether a body brings a snapshot, or a part of one. */
export function isSnapshot(body: Json): boolean {
  const fields = fieldsOf(body)
  if (fields.has('entries')) return false
  return (
    ['lastincludedindex', 'snapshot', 'data'].some((name) => fields.has(name)) ||
    ['type', 'kind', 'rpc', 'method'].some((name) => {
      const value = fields.get(name)
      return typeof value === 'string' && /snapshot/i.test(value)
    })
  )
}

/** Where the log of a candidate ends, as its request for votes says; undefined when it is none. */
export function claimOf(body: Json): LogEnd | undefined {
  const fields = fieldsOf(body)
  const index = count(fields, 'lastlogindex', 'lastindex')
  const term = count(fields, 'lastlogterm', 'lastterm')
  return index === undefined || term === undefined ? undefined : { index, term }
}
