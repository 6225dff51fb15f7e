import { defined } from '../../../base/defined.ts'
import type { Millis } from '../../../base/time.ts'
import type { PeerNote } from './peer-settings.ts'

/** One who tries again and again is noted once in so long a time. */
const EVERY: Millis = 10_000
/** Others than the servers of the cluster may come from anywhere: beyond so many they are noted together. */
const MAX_KNOWN = 100

/** Notes connections that were turned away, so that nobody who is fills the log of the server. */
export class RejectionLog {
  readonly #note: PeerNote
  readonly #now: () => Millis
  readonly #noted = new Map<string, { at: Millis; since: number }>()

  constructor(note: PeerNote, now: () => Millis = () => performance.now()) {
    this.#note = note
    this.#now = now
  }

  /** @param peer who it proved to be; absent for whoever did not. */
  rejected(remote: string, peer: string | undefined, reason: string): void {
    const key = this.#keyOf(peer ?? remote)
    const known = this.#noted.get(key)
    const now = this.#now()
    if (known !== undefined && now - known.at < EVERY) {
      known.since++
      return
    }
    const repeated = known?.since ?? 0
    this.#noted.set(key, { at: now, since: 0 })
    this.#note('peer-rejected', {
      remote,
      reason,
      ...defined({ peer }),
      ...(repeated === 0 ? {} : { repeated }),
    })
  }

  #keyOf(who: string): string {
    return this.#noted.has(who) || this.#noted.size < MAX_KNOWN ? who : 'others'
  }
}
