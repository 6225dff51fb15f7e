import type { CampaignStore, ReportPlace } from './store.ts'
import type { RunFailure } from '../testcase/tally.ts'

/**
 * Looks into a failure: minimizes it, writes its report. Undefined: it could not, and need not be asked again;
 * `later`: the next session asks again.
 */
export type FailureHandler = (first: RunFailure) => Promise<ReportPlace | undefined | 'later'>

/** Signatures that are looked into, those that are found first; the others are only counted. */
export const MAX_SIGNATURES = 50

/** Hands the first failure of each signature to the handler, one at a time. */
export class FailureQueue {
  readonly #store: CampaignStore
  readonly #handler: FailureHandler | undefined
  readonly #signal: AbortSignal | undefined
  readonly #known = new Set<string>()
  #last: Promise<void> = Promise.resolve()
  #waiting = 0

  /** Begins with what an earlier session found and did not get to. */
  constructor(store: CampaignStore, handler: FailureHandler | undefined, signal: AbortSignal | undefined) {
    this.#store = store
    this.#handler = handler
    this.#signal = signal
    for (const { signature, reported, first } of store.groups()) {
      this.#known.add(signature)
      if (!reported) this.#enqueue(first)
    }
  }

  /** Different signatures so far. */
  get signatures(): number {
    return this.#known.size
  }

  add(failures: readonly RunFailure[]): void {
    for (const failure of failures) {
      if (this.#known.has(failure.signature)) continue
      this.#known.add(failure.signature)
      this.#enqueue(failure)
    }
  }

  /** Failures that nobody has looked into. */
  get waiting(): number {
    return this.#waiting
  }

  /** When everything in it is done. */
  settled(): Promise<void> {
    return this.#last
  }

  #interrupted(): boolean {
    return this.#signal?.aborted === true
  }

  #enqueue(failure: RunFailure): void {
    const handler = this.#handler
    if (handler === undefined || this.#known.size > MAX_SIGNATURES) return
    this.#waiting++
    this.#last = this.#last.then(async () => {
      if (this.#interrupted()) return
      const place = await handler(failure)
      // given up, not done: the next session looks into it
      if (place === 'later' || (place === undefined && this.#interrupted())) return
      this.#waiting--
      this.#store.recordReport(failure.signature, place ?? {})
    })
    // seen by whoever waits for it to settle
    this.#last.catch(() => undefined)
  }
}
