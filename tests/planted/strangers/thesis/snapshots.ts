import type { Json, NodeId } from 'whitewater'
import { hear } from './elections.ts'
import { abandon, cut, lastIndex, termAt } from './log.ts'
import { answered } from './leading.ts'
import { confirmReads, serveReads } from './reads.ts'
import type { Effect, Image, Message, Progress, State } from './state.ts'

// Compaction, and snapshots that travel in pieces (thesis, 5).

/** Entries kept behind a snapshot for those who lag a little. */
const TRAILING = 3

export function compact(s: State, out: Effect[]): void {
  const term = termAt(s, s.applied)
  if (term === undefined || s.applied === s.image.index) return
  const inForce = s.memberships.findLast(({ index }) => index <= s.applied)?.members ?? []
  s.image = {
    index: s.applied,
    term,
    members: inForce,
    values: [...s.values],
    results: [...s.results],
  }
  keepImage(s, out)
  forget(s, Math.max(s.base.index, s.applied - TRAILING))
}

function keepImage(s: State, out: Effect[]): void {
  out.push({ do: 'write', key: 'image', value: s.image as unknown as Json })
  out.push({ do: 'when-durable', happening: { what: 'image', index: s.image.index } })
}

/** The snapshot is on the disk: what it covers may go. */
export function onImageDurable(s: State, index: number, out: Effect[]): void {
  for (; s.diskFrom <= index; s.diskFrom++) out.push({ do: 'write', key: `entry/${s.diskFrom}`, value: null })
}

function forget(s: State, index: number): void {
  const term = termAt(s, index)
  if (term === undefined) return
  s.entries.splice(0, index - s.base.index)
  s.base = { index, term }
  const inForce = s.memberships.findLastIndex((one) => one.index <= s.image.index)
  s.memberships = s.memberships.slice(Math.max(0, inForce))
}

export function sendImage(s: State, to: NodeId, peer: Progress, out: Effect[]): void {
  peer.image ??= { index: s.image.index, text: JSON.stringify(s.image), offset: 0 }
  const { index, text, offset } = peer.image
  const end = offset + s.settings.chunk
  const last = end >= text.length
  const { term, round } = s
  const message: Message = { type: 'image', term, index, offset, text: text.slice(offset, end), last, round }
  out.push({ do: 'send', to, message })
}

export function onChunk(s: State, from: NodeId, chunk: Message & { type: 'chunk' }, out: Effect[]): void {
  const peer = answered(s, from, chunk)
  if (peer === undefined) return
  confirmReads(s, out)
  if (peer.image?.index !== chunk.index || chunk.offset === peer.image.offset) return
  peer.image.offset = chunk.offset
  sendImage(s, from, peer, out)
}

export function onImage(s: State, from: NodeId, piece: Message & { type: 'image' }, out: Effect[]): void {
  const { term, index, offset, round } = piece
  const stored = (match: number): void => {
    out.push({ do: 'promise', to: from, message: { type: 'stored', term: s.term, match, round } })
  }
  if (term < s.term) {
    out.push({ do: 'promise', to: from, message: { type: 'chunk', term: s.term, index, offset, round } })
    return
  }
  hear(s, from, out)
  if (index <= s.commit) return stored(index)
  if (s.incoming?.from !== from || s.incoming.term !== term || s.incoming.index !== index)
    s.incoming = { from, term, index, text: '' }
  const { incoming } = s
  if (offset === incoming.text.length) {
    incoming.text += piece.text
    if (piece.last) {
      install(s, JSON.parse(incoming.text) as Image, out)
      delete s.incoming
      return stored(index)
    }
  }
  out.push({
    do: 'send',
    to: from,
    message: { type: 'chunk', term, index, offset: incoming.text.length, round },
  })
}

function install(s: State, image: Image, out: Effect[]): void {
  const { index, term } = image
  const goesOn = termAt(s, index) === term
  if (!goesOn && lastIndex(s) > s.commit) cut(s, s.commit + 1, out)
  for (const at of s.waiting.keys()) if (at <= index) abandon(s, at, out)
  const later = goesOn ? s.memberships.filter((one) => one.index > index) : []
  s.entries = goesOn ? s.entries.slice(index - s.base.index) : []
  s.base = { index, term }
  s.memberships = [{ index, members: image.members }, ...later]
  s.image = image
  s.values = new Map(image.values)
  s.results = new Map(image.results)
  s.commit = index
  s.applied = index
  s.durable = Math.max(s.durable, index)
  keepImage(s, out)
  serveReads(s, out)
}
