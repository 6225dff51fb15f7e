import { connect, type Socket } from 'node:net'
import type { Address } from '../../subject/server.ts'
import type { Link } from './link.ts'
import { Pump } from './pump.ts'

/** The links of a connection: what the one who dialled sends goes forward, what it gets comes backward. */
export interface Route {
  readonly forward: Link
  readonly backward: Link
}

/**
 * How a proxy knows who dials: always the same, or by what is sent first. `undefined`: more is needed;
 * `null`: nobody whose links count, as far as these bytes show.
 */
export interface RouteFinder {
  /** Of who has not been recognised yet. */
  readonly unknown: Route
  find(bytes: Uint8Array): Route | null | undefined
}

/** So many first bytes are looked at; who has not said by then who it is counts as unknown. */
const INTRODUCTION_LIMIT = 16 * 1024

/** One connection through a proxy, from the moment it was accepted. */
export class ProxiedConnection {
  readonly #dialler: Socket
  readonly #target: Address
  readonly #finder: RouteFinder | undefined
  readonly #onClose: (connection: ProxiedConnection) => void
  #route: Route
  #forward: Pump | undefined
  #backward: Pump | undefined
  #upstream: Socket | undefined
  #unwatch: (() => void) | undefined
  #introduction: Buffer[] = []
  #open = 1

  constructor(
    dialler: Socket,
    target: Address,
    route: Route | RouteFinder,
    onClose: (connection: ProxiedConnection) => void,
  ) {
    this.#dialler = dialler
    this.#target = target
    this.#onClose = onClose
    this.#keep(dialler)
    if ('find' in route) {
      this.#finder = route
      this.#route = route.unknown
      dialler.on('data', this.#introduce)
      dialler.once('end', this.#endIntroduction)
    } else {
      this.#route = route
      this.#begin()
    }
  }

  /** Breaks it at once, on both sides. */
  breakOff(): void {
    this.#forward?.stop()
    this.#backward?.stop()
    this.#dialler.resetAndDestroy()
    this.#upstream?.resetAndDestroy()
  }

  #keep(socket: Socket): void {
    socket.setNoDelay(true)
    // what failed shows in the close that follows
    socket.on('error', () => undefined)
    socket.once('close', () => {
      if (socket === this.#dialler && this.#upstream === undefined) this.#abandon()
      if (--this.#open > 0) return
      this.#forward?.stop()
      this.#backward?.stop()
      this.#onClose(this)
    })
  }

  /** Looks for who dials in what it sends; once that is known, or cannot be, the connection begins. */
  readonly #introduce = (chunk: Buffer): void => {
    this.#introduction.push(chunk)
    const bytes = Buffer.concat(this.#introduction)
    const found = this.#finder?.find(bytes)
    if (found === undefined && bytes.length < INTRODUCTION_LIMIT) return
    this.#introduced(found ?? null)
  }

  readonly #endIntroduction = (): void => this.#introduced(null)

  #introduced(found: Route | null): void {
    const dialler = this.#dialler
    dialler.off('data', this.#introduce)
    dialler.off('end', this.#endIntroduction)
    if (found === null) dialler.prependListener('data', this.#recognise)
    else this.#route = found
    this.#begin()
    for (const chunk of this.#introduction) this.#forward?.take(chunk)
    this.#introduction = []
    if (dialler.readableEnded) this.#forward?.end()
  }

  /** Who was unknown may say later who it is: one connection can carry several requests. */
  readonly #recognise = (chunk: Buffer): void => {
    const found = this.#finder?.find(chunk)
    if (found === null || found === undefined) return
    this.#dialler.off('data', this.#recognise)
    this.#route = found
    this.#forward?.reroute(found.forward)
    this.#backward?.reroute(found.backward)
  }

  #begin(): void {
    this.#forward = new Pump(this.#dialler, this.#route.forward, () => this.breakOff())
    this.#dial()
  }

  /** Reaches for the other side, once the link lets it: over a cut one no connection is made. */
  #dial(): void {
    const { forward } = this.#route
    if (forward.state !== 'open') forward.countCut()
    if (forward.state === 'reset') {
      this.breakOff()
    } else if (forward.state === 'stall') {
      this.#unwatch ??= forward.watch(() => this.#redial())
    } else {
      this.#connect()
    }
  }

  #redial(): void {
    if (this.#route.forward.state === 'stall') return
    this.#unwatch?.()
    // who hung up while it could not be connected has never spoken to the other side
    if (this.#forward?.ended === true) this.breakOff()
    else this.#dial()
  }

  #connect(): void {
    const upstream = connect({ ...this.#target, allowHalfOpen: true })
    this.#upstream = upstream
    this.#open++
    this.#keep(upstream)
    this.#backward = new Pump(upstream, this.#route.backward, () => this.breakOff())
    this.#backward.into(this.#dialler)
    upstream.once('connect', () => this.#forward?.into(upstream))
  }

  #abandon(): void {
    this.#unwatch?.()
    this.#forward?.stop()
  }
}
