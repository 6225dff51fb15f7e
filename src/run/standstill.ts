import type { Micros } from '../base/time.ts'
import type { Cluster } from '../sim/cluster.ts'

/** So many events in which no server shows anything new are a loop, if it has gone on for long as well. */
const EVENTS = 100_000
/** And so many for each entry: whoever is sent a snapshot, be it a character at a time, shows nothing until it is whole. */
const EVENTS_PER_ENTRY = 100

/**
 * Watches a cluster that is to recover. A leader and a follower that refuse each other without end do so as fast as the
 * network carries it: two million events until the time is up, of which none changes anything.
 */
export class Standstill {
  /** How long nothing may change. Some wait for the patience of a client, in a cluster of many heartbeats. */
  readonly #patience: Micros
  #shown: string | undefined
  #since: Micros = 0
  #step = 0

  constructor(patience: Micros) {
    this.#patience = patience
  }

  /** To be called now and then. Whether nothing has changed for long, in spite of many events; never where a server hides. */
  look(cluster: Cluster): boolean {
    const { now, step, processes } = cluster
    const shown = shownBy(cluster)
    if (shown === undefined || shown !== this.#shown) {
      this.#shown = shown
      this.#since = now
      this.#step = step
      return false
    }
    const entries = Math.max(...processes.map(({ live }) => live?.log.lastIndex ?? 0))
    return step - this.#step > EVENTS + EVENTS_PER_ENTRY * entries && now - this.#since > this.#patience
  }
}

/** What all servers show that could be new; undefined: one of them shows nothing, whatever it does. */
function shownBy({ processes }: Cluster): string | undefined {
  const texts: string[] = []
  for (const { live } of processes) {
    if (live === undefined) return undefined
    const { role, currentTerm, log, commitIndex, lastApplied } = live
    texts.push(`${role} ${currentTerm} ${log.lastIndex} ${commitIndex} ${lastApplied}`)
  }
  return texts.join(',')
}
