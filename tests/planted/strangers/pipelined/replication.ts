import type { Core, Progress, Around } from './core.ts'
import type { Entry, Id, Image, Message, Options } from './vocabulary.ts'

export interface Applying {
  commitTo(index: number): void
  /** The last snapshot; its end is where the log begins. */
  image(): Image
  install(image: Image): void
}

/** Beats without an answer, after which a snapshot is sent again. */
const INSTALL_BEATS = 8

/** Entries from leader to followers: sent ahead of the answers, and found again by hints of index and term. */
export class Replication {
  private readonly core: Core
  private readonly around: Around
  private readonly options: Options
  private readonly applying: Applying
  commit = 0
  /** How far the leader's own disk has the log. */
  private durable = 0

  constructor(core: Core, around: Around, options: Options, applying: Applying) {
    this.core = core
    this.around = around
    this.options = options
    this.applying = applying
  }

  /** The first entry of a term. */
  open(): void {
    this.durable = this.around.log.lastIndex()
    this.propose(this.core.lead())
  }

  propose(content: Omit<Entry, 'index'>): number {
    const { log, disk } = this.around
    const { term } = this.core
    const index = log.lastIndex() + 1
    const entry: Entry = { ...content, index, term }
    log.push(entry)
    disk.append([entry])
    disk.whenDurable(() => {
      if (this.core.role !== 'leader' || this.core.term !== term) return
      this.durable = Math.max(this.durable, index)
      this.advance()
    })
    this.broadcast()
    return index
  }

  broadcast(): void {
    for (const [peer, progress] of this.core.peers()) this.feed(peer, progress)
  }

  beat(): void {
    const { core } = this
    for (const [peer, progress] of core.peers()) {
      const commit = Math.min(this.commit, progress.match)
      this.around.send(peer, { type: 'beat', term: core.term, commit, round: core.round })
      progress.ticks += 1
      if (progress.mode === 'install' && progress.ticks > INSTALL_BEATS) this.probe(progress)
    }
  }

  advance(): void {
    const { log, id } = this.around
    for (let index = log.lastIndex(); index > this.commit; index--) {
      if (log.termAt(index) !== this.core.term) return
      const isHeld = this.core.hasQuorum(({ match }) => match >= index, this.durable >= index)
      if (!isHeld) continue
      this.applying.commitTo(index)
      if (this.core.role === 'leader') this.spread(id)
      return
    }
  }

  onAppend(from: Id, sent: Message & { type: 'append' }): void {
    const { log, disk } = this.around
    const { term, prevIndex, prevTerm, entries } = sent
    if (prevIndex < this.commit) return this.acknowledge(from, this.commit)
    if (log.termAt(prevIndex) !== prevTerm) {
      const { index: hintIndex, term: hintTerm } = log.agreesAtMost(prevIndex, prevTerm)
      this.around.send(from, { type: 'rejected', term, prevIndex, hintIndex, hintTerm })
      return
    }
    const fresh = entries.findIndex((entry) => log.termAt(entry.index) !== entry.term)
    if (fresh >= 0) {
      const added = entries.slice(fresh)
      const [first] = added
      if (first !== undefined && first.index <= log.lastIndex()) log.cut(first.index)
      for (const entry of added) log.push(entry)
      disk.append(added)
    }
    const last = prevIndex + entries.length
    this.applying.commitTo(Math.min(sent.commit, last))
    this.acknowledge(from, last)
  }

  onBeat(from: Id, { term, commit, round }: Message & { type: 'beat' }): void {
    this.applying.commitTo(Math.min(commit, this.around.log.lastIndex()))
    this.around.send(from, { type: 'beaten', term, round })
  }

  onInstall(from: Id, image: Image): void {
    const { log } = this.around
    if (image.index > this.commit) {
      if (log.termAt(image.index) === image.term) this.applying.commitTo(image.index)
      else this.applying.install(image)
    }
    this.acknowledge(from, this.commit)
  }

  onAppended(from: Id, index: number): void {
    const progress = this.core.progress.get(from)
    if (progress === undefined) return
    const isNews = index > progress.match
    if (!isNews && (progress.mode !== 'probe' || index !== progress.match)) return
    progress.match = Math.max(progress.match, index)
    progress.next = Math.max(progress.next, index + 1)
    progress.flying = progress.flying.filter((end) => end > index)
    if (progress.mode === 'probe') this.stream(progress)
    else if (progress.mode === 'install' && index >= this.around.log.baseIndex) this.probe(progress)
    this.advance()
    if (this.core.role === 'leader') this.feed(from, progress)
  }

  onRejected(from: Id, sent: Message & { type: 'rejected' }): void {
    const progress = this.core.progress.get(from)
    if (progress === undefined || progress.mode === 'install') return
    if (progress.mode === 'stream') {
      if (sent.prevIndex <= progress.match) return
      this.probe(progress)
    } else {
      if (progress.next - 1 !== sent.prevIndex) return
      const agrees = this.around.log.agreesAtMost(sent.hintIndex, sent.hintTerm).index
      progress.next = Math.max(progress.match + 1, Math.min(sent.prevIndex, agrees + 1))
      progress.flying = []
    }
    this.feed(from, progress)
  }

  onBeaten(from: Id, round: number): void {
    const progress = this.core.progress.get(from)
    if (progress === undefined) return
    progress.round = Math.max(progress.round, round)
    const last = this.around.log.lastIndex()
    if (progress.mode === 'probe') progress.flying = []
    if (progress.match >= last && progress.mode !== 'probe') return
    if (progress.flying.length >= this.options.inflight) progress.flying.shift()
    // all was sent, and not all answered: an empty one finds out what was lost
    if (progress.mode === 'stream' && progress.next > last) this.send(from, progress, [])
    this.feed(from, progress)
  }

  private feed(peer: Id, progress: Progress): void {
    const { log } = this.around
    const window = progress.mode === 'probe' ? 1 : this.options.inflight
    while (progress.mode !== 'install' && progress.flying.length < window) {
      const entries = log.slice(progress.next, this.options.maxEntries)
      if (progress.mode === 'stream' && progress.next > log.lastIndex()) return
      if (!this.send(peer, progress, entries)) return
      progress.flying.push(progress.next + entries.length - 1)
      if (progress.mode === 'stream') progress.next += entries.length
    }
  }

  /** @returns whether it is entries that were sent, and no snapshot */
  private send(peer: Id, progress: Progress, entries: readonly Entry[]): boolean {
    const { term } = this.core
    const prevIndex = progress.next - 1
    const prevTerm = this.around.log.termAt(prevIndex)
    if (prevTerm === undefined) {
      progress.mode = 'install'
      progress.ticks = 0
      progress.flying = []
      this.around.send(peer, { type: 'install', term, image: this.applying.image() })
      return false
    }
    this.around.send(peer, { type: 'append', term, prevIndex, prevTerm, entries, commit: this.commit })
    return true
  }

  /** Tells all what is committed, at the next heartbeat at the latest. */
  private spread(self: Id): void {
    for (const [peer, progress] of this.core.peers())
      if (peer !== self && progress.mode === 'stream' && progress.next > this.around.log.lastIndex())
        this.send(peer, progress, [])
  }

  private acknowledge(to: Id, index: number): void {
    const { term } = this.core
    this.around.disk.whenDurable(() => this.around.send(to, { type: 'appended', term, index }))
  }

  private probe(progress: Progress): void {
    progress.mode = 'probe'
    progress.next = progress.match + 1
    progress.flying = []
  }

  private stream(progress: Progress): void {
    progress.mode = 'stream'
    progress.next = progress.match + 1
    progress.flying = []
  }
}
