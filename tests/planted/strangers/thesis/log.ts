import type { Json, NodeId } from 'whitewater'
import type { Command, Effect, Entry, State } from './state.ts'

// The log: what is in it, who the members are by it, and how it gets to the disk.

export const lastIndex = (s: State): number => s.base.index + s.entries.length
export const lastTerm = (s: State): number => s.entries.at(-1)?.term ?? s.base.term

/** Undefined where the log does not reach, or does not reach any more. */
export function termAt(s: State, index: number): number | undefined {
  if (index === s.base.index) return s.base.term
  return s.entries[index - s.base.index - 1]?.term
}

export const members = (s: State): readonly NodeId[] => s.memberships.at(-1)?.members ?? []
export const isMember = (s: State): boolean => members(s).includes(s.id)

/** Whether those members of whom it is true are a majority. */
export function majority(s: State, holds: (id: NodeId) => boolean): boolean {
  const all = members(s)
  return 2 * all.filter(holds).length > all.length
}

export function setTerm(s: State, term: number, vote: NodeId | null, out: Effect[]): void {
  s.term = term
  s.vote = vote
  out.push({ do: 'write', key: 'promise', value: { term, vote } })
}

/** Takes an entry in, in memory and on the disk. */
export function push(s: State, entry: Entry, out: Effect[]): void {
  remember(s, entry)
  out.push({ do: 'write', key: `entry/${entry.index}`, value: entry })
}

export function remember(s: State, entry: Entry): void {
  s.entries.push(entry)
  if (entry.command.kind === 'members')
    s.memberships.push({ index: entry.index, members: entry.command.members })
}

/** A new entry of the term at the end. */
export function extend(s: State, command: Command, out: Effect[]): number {
  const index = lastIndex(s) + 1
  const before = lastTerm(s)
  push(s, { index, term: s.term, before, digest: digestOf(command), command }, out)
  out.push({ do: 'when-durable', happening: { what: 'entry', term: s.term, index } })
  return index
}

/** Drops the entries from an index on: another leader's took their place. */
export function cut(s: State, index: number, out: Effect[]): void {
  if (index <= s.commit) throw new Error(`entry ${index} is committed, and would be cut off`)
  for (let at = index; at <= lastIndex(s); at++) {
    out.push({ do: 'write', key: `entry/${at}`, value: null })
    abandon(s, at, out)
  }
  s.entries.length = index - s.base.index - 1
  s.durable = Math.min(s.durable, index - 1)
  s.memberships = s.memberships.filter((one) => one.index < index)
}

/** Nobody here learns any more what becomes of that entry. */
export function abandon(s: State, index: number, out: Effect[]): void {
  const waiting = s.waiting.get(index)
  if (waiting === undefined) return
  s.waiting.delete(index)
  out.push({ do: 'answer', token: waiting.token, answer: { type: 'info', error: 'leadership lost' } })
}

export function digestOf(command: Command): string {
  if (command.kind === 'no-op') return 'no-op'
  if (command.kind === 'members') return `members ${command.members.join(' ')}`
  const { f, key, value, client, sequence } = command.call
  return JSON.stringify([client, sequence, f, key ?? '', value ?? null])
}

/** What survived, put together again; entries that do not fit what stands before them are none. */
export function recover(s: State, stored: { readonly [key: string]: Json }, out: Effect[]): void {
  const promise = stored['promise'] as { term: number; vote: NodeId | null } | undefined
  if (promise) [s.term, s.vote] = [promise.term, promise.vote]
  for (;;) {
    const index = lastIndex(s) + 1
    const entry = (stored[`entry/${index}`] ?? null) as Entry | null
    if (entry === null || entry.before !== lastTerm(s)) break
    remember(s, entry)
  }
  for (const [key, value] of Object.entries(stored)) {
    const index = key.startsWith('entry/') ? Number(key.slice(6)) : 0
    const isLeft = index > 0 && (index <= s.base.index || index > lastIndex(s))
    if (isLeft && value !== null) out.push({ do: 'write', key, value: null })
  }
  s.diskFrom = s.base.index + 1
  s.durable = lastIndex(s)
  if (lastTerm(s) > s.term) setTerm(s, lastTerm(s), null, out)
}
