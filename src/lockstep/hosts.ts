import type { NodeId } from '../base/node-id.ts'
import type { Carrier } from './carrier.ts'

/** The programs that play the servers of a cluster, kept from run to run: to start one takes longer than many runs. */
export class Hosts {
  readonly #open: () => Carrier
  readonly #carriers = new Map<NodeId | undefined, Carrier>()
  /** What was asked of them in a run that broke may have left something behind. */
  readonly #retired = new Set<Carrier>()
  #spare: Carrier | undefined

  /** `open` starts a program. */
  constructor(open: () => Carrier) {
    this.#open = open
  }

  /** The program of a server, or with undefined the one of all servers; begun anew when the last one has ended. */
  of(node: NodeId | undefined): Carrier {
    const known = this.#carriers.get(node)
    if (known?.isOpen === true && !this.#retired.has(known)) return known
    known?.close()
    if (known !== undefined) this.#retired.delete(known)
    const carrier = this.spare()
    this.#spare = undefined
    this.#carriers.set(node, carrier)
    return carrier
  }

  /**
   * Whoever begins from here on begins in a program that was never asked. A run that breaks is made twice: one that counts its
   * lines, whatever `init` says, breaks then where it did before.
   */
  retire(): void {
    for (const carrier of this.#carriers.values()) this.#retired.add(carrier)
  }

  /** A program that plays nobody yet. */
  spare(): Carrier {
    if (this.#spare?.isOpen !== true) this.#spare = this.#open()
    return this.#spare
  }
}
