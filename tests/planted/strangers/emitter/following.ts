import type { NodeId } from 'whitewater'
import type { Core } from './core.ts'
import type { Append, Appended, Chunk, Chunked, Entry, Image } from './vocabulary.ts'

/** What a follower does with what its leader sends. */
export class Following {
  protected readonly core: Core
  protected readonly install: (image: Image) => void
  /** A snapshot that comes in chunks. */
  protected coming:
    { readonly from: NodeId; readonly term: number; readonly index: number; text: string } | undefined

  constructor(core: Core, install: (image: Image) => void) {
    this.core = core
    this.install = install
  }

  append(from: NodeId, message: Append): void {
    const { core } = this
    const { prev, entries, round, at } = message
    const answer = { k: 'appended', term: core.term, prev, round, at } as const
    if (!this.agrees(message)) {
      this.answer(from, { ...answer, hint: this.hint(prev) })
      return
    }
    entries.forEach((entry, i) => this.take(prev + 1 + i, entry))
    const match = prev + entries.length
    this.learn(message.commit, match)
    this.answer(from, { ...answer, match })
  }

  protected answer(to: NodeId, message: Appended | Chunked): void {
    void this.core.promise(to, message)
  }

  protected learn(commit: number, match: number): void {
    this.core.advance(Math.min(commit, match))
  }

  /** What was cut off was committed, and agrees with every leader. */
  protected agrees({ prev, prevTerm }: Append): boolean {
    const { log } = this.core
    return prev < log.base.index || log.termAt(prev) === prevTerm
  }

  protected hint(prev: number): { term: number; first: number } {
    const { log } = this.core
    // a log that is too short says no term
    if (prev > log.last) return { term: -1, first: log.last + 1 }
    return { term: log.termAt(prev) ?? 0, first: log.firstOfTerm(prev) }
  }

  /** Only what conflicts goes: an old message may end before the log does. */
  protected take(index: number, entry: Entry): void {
    const { core } = this
    if (index <= core.log.base.index || core.log.termAt(index) === entry.term) return
    if (index <= core.log.last) core.truncate(index)
    core.append(entry)
  }

  chunk(from: NodeId, message: Chunk): void {
    const { core } = this
    const { term, index, offset, round, at } = message
    const answer = { k: 'chunked', term: core.term, index, round, at } as const
    if (index <= core.commit) return this.answer(from, { ...answer, next: offset, installed: true })
    if (!this.isSame(from, message)) this.coming = { from, term, index, text: '' }
    const { coming } = this
    if (coming === undefined) return
    if (offset === coming.text.length) coming.text += message.data
    const complete = message.last && coming.text.length === offset + message.data.length
    if (!complete) return this.answer(from, { ...answer, next: coming.text.length, installed: false })
    this.coming = undefined
    this.install({ index, term: message.lastTerm, config: message.config, data: coming.text })
    this.answer(from, { ...answer, next: 0, installed: true })
  }

  /** Goes on with what came before: of another leader the same snapshot may have another form. */
  protected isSame(from: NodeId, { term, index }: Chunk): boolean {
    const { coming } = this
    return coming !== undefined && coming.from === from && coming.term === term && coming.index === index
  }
}
