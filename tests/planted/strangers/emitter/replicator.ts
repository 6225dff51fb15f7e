import type { NodeId } from 'whitewater'
import type { Core } from './core.ts'
import { HEARTBEAT_EVERY, type Appended, type Chunked, type Image } from './vocabulary.ts'

/** One follower, as its leader sees it; a new one for each reign. */
export class Replicator {
  readonly id: NodeId
  match = 0
  next: number
  /** The newest round that it answered, and when that round began by the leader's clock. */
  round = 0
  answeredAt = -Infinity
  protected readonly core: Core
  protected readonly stamp: () => number
  /** Whether it is known where the logs agree: from then on entries are sent without waiting. */
  protected probing = true
  protected underWay = 0
  protected sending: { readonly image: Image; offset: number } | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(core: Core, id: NodeId, stamp: () => number) {
    this.core = core
    this.id = id
    this.stamp = stamp
    this.next = core.log.last + 1
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  beat(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.beat(), HEARTBEAT_EVERY)
    // what was not answered by now is taken for lost
    this.underWay = 0
    if (!this.probing) this.next = Math.max(this.match + 1, Math.min(this.next, this.match + 1))
    this.send(true)
  }

  /** New entries, or an answer that makes room. */
  push(): void {
    const { settings, log } = this.core
    const room = this.probing ? 1 : settings.window
    while (this.underWay < room && this.next <= log.last && this.sending === undefined) this.send(false)
  }

  send(empty: boolean): void {
    const { core } = this
    const prev = this.next - 1
    const prevTerm = core.log.termAt(prev)
    if (prevTerm === undefined || this.sending !== undefined) return this.sendChunk()
    const entries = core.log.after(prev, core.settings.batch)
    if (entries.length === 0 && !empty) return
    const { term } = core
    const stamp = { round: this.stamp(), at: Date.now() }
    core.send(this.id, { k: 'append', term, prev, prevTerm, entries, commit: this.commitFor(prev), ...stamp })
    this.underWay++
    if (!this.probing) this.next += entries.length
  }

  protected commitFor(_prev: number): number {
    return this.core.commit
  }

  appended({ match, prev, hint }: Appended): void {
    this.underWay = Math.max(0, this.underWay - 1)
    if (match !== undefined) {
      this.probing = false
      if (match > this.match) this.matched(match)
      this.next = Math.max(this.next, this.match + 1)
    } else if (prev > this.match && (!this.probing || prev === this.next - 1) && hint !== undefined) {
      this.probing = true
      this.next = Math.max(this.match + 1, Math.min(this.backOff(hint), prev))
      this.send(true)
      return
    }
    this.push()
  }

  protected matched(match: number): void {
    this.match = match
    this.core.emit('matched', this.id)
  }

  /** With the leader's own entries of the term in which the logs part, all of that term is passed in one step. */
  protected backOff({ term, first }: { readonly term: number; readonly first: number }): number {
    const last = this.core.log.lastOfTerm(term)
    return last === undefined ? first : last + 1
  }

  protected sendChunk(): void {
    const { core } = this
    this.sending ??= core.image === undefined ? undefined : { image: core.image, offset: 0 }
    if (this.sending === undefined) return
    const { image, offset } = this.sending
    const { index, term: lastTerm, config } = image
    const data = image.data.slice(offset, offset + core.settings.chunk)
    const last = offset + data.length >= image.data.length
    const stamp = { round: this.stamp(), at: Date.now() }
    core.send(this.id, { k: 'chunk', term: core.term, index, lastTerm, config, offset, data, last, ...stamp })
  }

  chunked({ index, next, installed }: Chunked): void {
    if (installed) {
      if (this.sending?.image.index === index) this.sending = undefined
      this.probing = false
      if (index > this.match) this.matched(index)
      this.next = Math.max(this.next, this.match + 1)
      return this.push()
    }
    if (this.sending?.image.index !== index || next === this.sending.offset) return
    this.sending.offset = next
    this.sendChunk()
  }
}
