import type { Json, Outcome } from 'whitewater'
import type { Core } from './core.ts'
import type { Done, Request } from './vocabulary.ts'

interface Waiting {
  readonly term: number
  readonly done: Done
}

/** Clients' requests: gathered for a moment, appended together, answered when they are applied. */
export class Proposals {
  protected readonly core: Core
  protected gathered: { readonly call: Request; readonly done: Done }[] = []
  protected readonly waiting = new Map<number, Waiting>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(core: Core) {
    this.core = core
    core.on('stepped-down', () => this.forget())
    core.on('applied', (index: number, term: number, outcome: Outcome<Json>) =>
      this.applied(index, term, outcome),
    )
  }

  add(call: Request, done: Done): void {
    this.gathered.push({ call, done })
    if (this.core.settings.gather === 0) this.flush()
    else this.#timer ??= setTimeout(() => this.flush(), this.core.settings.gather)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  protected flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const { gathered, core } = this
    this.gathered = []
    if (gathered.length === 0) return
    const first = core.log.last + 1
    gathered.forEach(({ done }, i) => this.waiting.set(first + i, { term: core.term, done }))
    core.propose(gathered.map(({ call }) => ({ is: 'call', call })))
  }

  protected applied(index: number, term: number, outcome: Outcome<Json>): void {
    const waiting = this.waiting.get(index)
    if (waiting === undefined) return
    this.waiting.delete(index)
    waiting.done(waiting.term === term ? outcome : { type: 'info', error: 'leadership lost' })
  }

  /** What was appended may still be committed; what was only gathered is not in any log. */
  protected forget(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const { done } of this.gathered) done({ type: 'fail', error: 'not leader' })
    for (const { done } of this.waiting.values()) done({ type: 'info', error: 'leadership lost' })
    this.gathered = []
    this.waiting.clear()
  }
}
