import type { Socket } from 'node:net'
import type { Millis } from '../../base/time.ts'
import type { Link } from './link.ts'

/** What may be under way in one direction of a connection before its sender is made to wait. */
const MAX_BYTES = 256 * 1024
const MAX_PIECES = 1024

/** A piece of the stream, its regular end, or its end by a reset, and when it is due at the other side. */
interface Piece {
  readonly what: Buffer | 'end' | 'reset'
  due: Millis
}

const now = (): Millis => performance.now()

/**
 * Carries one direction of a connection over a link: every byte, in order, as late as the link says, and
 * nothing while it is cut. The end of the stream travels like its bytes: over a cut link nobody learns that
 * the other side has died.
 */
export class Pump {
  readonly #source: Socket
  readonly #onBroken: () => void
  #link: Link
  #unwatch: () => void
  #sink: Socket | undefined
  #queue: Piece[] = []
  #bytes = 0
  #lastDue: Millis = 0
  #timer: NodeJS.Timeout | undefined
  #congested = false
  #ended = false
  #stopped = false

  /** `onBroken` is called when the link breaks the connection. */
  constructor(source: Socket, link: Link, onBroken: () => void) {
    this.#source = source
    this.#onBroken = onBroken
    this.#link = link
    this.#unwatch = link.watch(() => this.#onLinkChange())
    source.on('data', (chunk: Buffer) => this.take(chunk))
    source.on('end', () => this.end())
    source.on('close', (failed) => this.#onClose(failed))
  }

  /** Whether its source has sent all it will ever send. */
  get ended(): boolean {
    return this.#ended
  }

  /** It turns out that the stream belongs to another link. */
  reroute(link: Link): void {
    this.#unwatch()
    this.#link = link
    this.#unwatch = link.watch(() => this.#onLinkChange())
  }

  /** Where it goes. Until it is known the pieces wait. */
  into(sink: Socket): void {
    this.#sink = sink
    sink.on('drain', () => {
      this.#congested = false
      this.#advance()
    })
    sink.once('close', () => this.stop())
    this.#advance()
  }

  take(chunk: Buffer): void {
    if (this.#stopped) return
    if (this.#link.state !== 'open') this.#link.countCut()
    if (this.#link.state === 'reset') {
      this.#onBroken()
      return
    }
    const { delay, reset } = this.#link.pass()
    if (reset) {
      this.#onBroken()
      return
    }
    this.#add(chunk, delay)
    if (this.#bytes >= MAX_BYTES || this.#queue.length >= MAX_PIECES) this.#source.pause()
  }

  /** The source has sent all it will ever send. */
  end(): void {
    this.#ended = true
    this.#add('end', this.#link.pass().delay)
  }

  /** Nobody is left to carry anything to: what still comes is thrown away. */
  stop(): void {
    if (this.#stopped) return
    this.#stopped = true
    this.#queue = []
    this.#unwatch()
    clearTimeout(this.#timer)
    this.#source.resume()
  }

  #onLinkChange(): void {
    if (this.#link.state === 'reset') {
      this.#link.countCut()
      this.#onBroken()
      return
    }
    if (this.#link.isCalm) {
      this.#lastDue = 0
      for (const piece of this.#queue) piece.due = 0
    }
    this.#advance()
  }

  #onClose(failed: boolean): void {
    // an orderly close after the end was already passed on
    if (this.#ended && !failed) return
    this.#ended = true
    this.#add('reset', this.#link.pass().delay)
  }

  #add(what: Piece['what'], delay: Millis): void {
    if (this.#stopped) return
    // nothing overtakes what was sent before it
    this.#lastDue = Math.max(this.#lastDue, now() + delay)
    this.#queue.push({ what, due: this.#lastDue })
    if (what instanceof Buffer) this.#bytes += what.length
    this.#advance()
  }

  #advance(): void {
    clearTimeout(this.#timer)
    const sink = this.#sink
    for (let piece = this.#queue[0]; piece !== undefined; piece = this.#queue[0]) {
      if (sink === undefined || this.#congested || this.#link.state !== 'open') return
      const wait = piece.due - now()
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#advance(), Math.ceil(wait))
        return
      }
      this.#queue.shift()
      this.#deliver(piece.what, sink)
      if (this.#bytes <= MAX_BYTES / 2 && this.#queue.length <= MAX_PIECES / 2) this.#source.resume()
    }
  }

  #deliver(what: Piece['what'], sink: Socket): void {
    if (what === 'end') sink.end()
    else if (what === 'reset') sink.resetAndDestroy()
    else {
      this.#bytes -= what.length
      this.#congested = !sink.write(what)
    }
  }
}
