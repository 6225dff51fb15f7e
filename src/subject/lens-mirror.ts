import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Lens } from './contract.ts'
import type { DurableMirror } from './target.ts'
import { ViewLog } from './view-state.ts'

/** Follows a foreign subject's disk through its lens; reads it whole when looked at after a change. */
export class LensMirror implements DurableMirror {
  readonly #read: NonNullable<Lens['stored']>
  readonly #log = new ViewLog()
  #currentTerm = 0
  #votedFor: NodeId | null = null
  #stored: { [key: string]: Json } = {}
  #stale = false

  constructor(read: NonNullable<Lens['stored']>) {
    this.#read = read
  }

  get currentTerm(): number {
    this.#look()
    return this.#currentTerm
  }

  get votedFor(): NodeId | null {
    this.#look()
    return this.#votedFor
  }

  get log(): ViewLog {
    this.#look()
    return this.#log
  }

  write(key: string, value: Json): void {
    this.#stored[key] = value
    this.#stale = true
  }

  reload(stored: { readonly [key: string]: Json } | undefined): void {
    this.#stored = { ...stored }
    this.#stale = true
  }

  #look(): void {
    if (!this.#stale) return
    this.#stale = false
    const { currentTerm, votedFor, log, firstIndex } = this.#read(this.#stored)
    this.#currentTerm = currentTerm ?? 0
    this.#votedFor = votedFor ?? null
    this.#log.update(log ?? [], firstIndex ?? 1, undefined, 'lens.stored()')
  }
}
