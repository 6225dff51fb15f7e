import type { Json } from '../../src/base/json.ts'
import type { LogEnd } from './server-timeline.ts'

/** An AppendEntries, as far as its body could be read. */
export interface AppendBody {
  readonly term: number
  /** Where the sender says that both logs agree. */
  readonly previous: LogEnd
  readonly entries: readonly LogEnd[]
  /** Up to where the leader has committed, where the body says it. */
  readonly commit?: number
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
  // -1: the sender itself has no entry there
  const none = ['prevterm', 'prevlogterm', 'previousterm'].some((name) => fields.get(name) === -1)
  const previousTerm = none ? -1 : count(fields, 'prevterm', 'prevlogterm', 'previousterm')
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
  const commit = count(fields, 'leadercommit', 'commitindex', 'commit')
  return {
    term,
    previous: { index, term: previousTerm },
    entries: read,
    ...(commit === undefined ? {} : { commit }),
  }
}

/** What an answer to AppendEntries acknowledges: up to which index, and in which term; undefined when it does not. */
export function acknowledgedIn(body: Json): { readonly index: number; readonly term: number } | undefined {
  const said = saidIn(body)
  if (said?.what !== 'append' || said.granted !== true) return undefined
  const fields = fieldsOf(body)
  const index = count(fields, 'matchindex', 'match', 'index', 'lastindex', 'lastlogindex')
  const term = termOf(body)
  return index === undefined || term === undefined ? undefined : { index, term }
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
    namesOf(fields).some((name) => /snapshot/i.test(name))
  )
}

/** The last index of the snapshot that a body brings, or a part of it; undefined where it brings none, or does not say. */
export const snapshotEndOf = (body: Json): number | undefined =>
  isSnapshot(body)
    ? count(fieldsOf(body), 'lastincludedindex', 'snapshotindex', 'lastindex', 'index')
    : undefined

/** What a body calls itself. */
const namesOf = (fields: Fields): string[] =>
  ['type', 'kind', 'rpc', 'method'].flatMap((name) => {
    const value = fields.get(name)
    return typeof value === 'string' ? [value] : []
  })

/** What servers ask each other for: their votes, whether they would vote, and to take over entries. */
export type Asked = 'vote' | 'pre-vote' | 'append'

/** A request, or an answer that says yes or no. */
export interface Said {
  readonly what: Asked
  /** Absent: it is the request. */
  readonly granted?: boolean
}

/** What a body asks or answers; undefined where it does neither in words of Figure 2. */
export function saidIn(body: Json): Said | undefined {
  if (appendOf(body) !== undefined) return { what: 'append' }
  const fields = fieldsOf(body)
  const names = namesOf(fields)
  const vote =
    names.some((name) => /pre.?vote/i.test(name)) || fields.get('prevote') === true ? 'pre-vote' : 'vote'
  const granted = flag(fields, ['granted', 'votegranted'], [])
  if (granted !== undefined) return { what: vote, granted }
  const taken = flag(fields, ['success', 'succeeded', 'accepted'], ['reject', 'rejected'])
  if (taken !== undefined && names.some((name) => /vote/i.test(name))) return { what: vote, granted: taken }
  if (taken !== undefined && !isSnapshot(body)) return { what: 'append', granted: taken }
  return claimOf(body) === undefined ? undefined : { what: vote }
}

function flag(fields: Fields, yes: readonly string[], no: readonly string[]): boolean | undefined {
  for (const name of [...yes, ...no]) {
    const value = fields.get(name)
    if (typeof value === 'boolean') return yes.includes(name) === value
  }
  return undefined
}

/** Where the log of a candidate ends, as its request for votes says; undefined when it is none. */
export function claimOf(body: Json): LogEnd | undefined {
  const fields = fieldsOf(body)
  const index = count(fields, 'lastlogindex', 'lastindex')
  const term = count(fields, 'lastlogterm', 'lastterm')
  return index === undefined || term === undefined ? undefined : { index, term }
}
