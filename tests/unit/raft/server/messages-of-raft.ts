import type { Json } from '../../../../src/base/json.ts'
import type { Message } from '../../../../src/raft/core/index.ts'

const membership = { voters: ['n1', 'n2', 'n3'], outgoing: [], learners: ['n4'], context: { addresses: {} } }

/** A message of each kind, as servers send them, with every field that there is. */
export const messagesOfRaft: readonly Message[] = [
  { type: 'request-vote', term: 3, lastLogIndex: 7, lastLogTerm: 2, transfer: true },
  { type: 'request-vote', term: 3, lastLogIndex: 0, lastLogTerm: 0 },
  { type: 'vote', term: 3, granted: true },
  { type: 'pre-vote', term: 4, lastLogIndex: 7, lastLogTerm: 2 },
  { type: 'pre-vote-reply', term: 4, granted: false },
  { type: 'append', term: 3, prevIndex: 0, prevTerm: 0, entries: [], commitIndex: 0, round: 0 },
  {
    ...{ type: 'append', term: 3, prevIndex: 7, prevTerm: 2, commitIndex: 7, round: 5 },
    entries: [
      { index: 8, term: 2, command: null, digest: 0 },
      { index: 9, term: 3, command: { client: 8, sequence: 1, call: { f: 'read' } }, digest: 4294967295 },
      { index: 10, term: 3, command: null, digest: 0, membership },
    ],
  },
  { type: 'append-reply', term: 3, success: false, index: 0, hint: 0, round: 0 },
  {
    ...{ type: 'install-snapshot', term: 3, index: 7, lastTerm: 2, membership },
    ...{ offset: 0, data: '{}', done: false, round: 1 },
  },
  { type: 'snapshot-reply', term: 3, index: 7, chunk: 0, offset: 2, installed: false, round: 1 },
  { type: 'timeout-now', term: 3 },
  { type: 'forward', term: 3, id: 1_000_000_000_000, command: { client: 1 } },
  { type: 'forward-reply', term: 3, id: 1, index: 0 },
  { type: 'read-index', term: 3, id: 1 },
  { type: 'read-index-reply', term: 3, id: 1, index: -1 },
]

/** Every place in a value that something else can be put in, as the names and indexes that lead there. */
export function placesIn(value: Json, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at]
  return [at, ...Object.entries(value).flatMap(([name, inside]) => placesIn(inside, [...at, name]))]
}

/** A copy with something else in one place; undefined takes it away. */
export function withAt(value: Json, [name, ...rest]: readonly string[], put: unknown): unknown {
  if (name === undefined) return put
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as { [name: string]: unknown }
  if (rest.length === 0 && put === undefined) delete copy[name]
  else copy[name] = withAt((value as { readonly [name: string]: Json })[name] as Json, rest, put)
  return copy
}
