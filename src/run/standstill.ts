import type { Micros } from '../base/time.ts'
import type { Cluster } from '../sim/cluster.ts'

/** So many events in which no server shows anything new are a loop, if it has gone on for long as well. */
const EVENTS = 100_000

/**
 * Watches a cluster that is to recover. A leader and a follower that refuse each other without end do so as fast as the
 * network carries it: two million events until the time is up, of which none changes anything.
 */
export class Standstill {
  /** How long nothing may change. Some wait for the patience of a client, in a cluster of many heartbeats. */
  readonly #patience: Micros
  #shown = ''
  #since: Micros = 0
  #step = 0

  constructor(patience: Micros) {
    this.#patience = patience
  }

  /** To be called now and then. Whether nothing has changed for long, in spite of many events. */
  look(cluster: Cluster): boolean {
    const { now, step } = cluster
    const shown = shownBy(cluster)
    if (shown !== this.#shown) {
      this.#shown = shown
      this.#since = now
      this.#step = step
    }
    return step - this.#step > EVENTS && now - this.#since > this.#patience
  }
}

const shownBy = ({ processes }: Cluster): string =>
  processes
    .map(({ status, live }) =>
      live === undefined
        ? status
        : `${live.role} ${live.currentTerm} ${live.log.lastIndex} ${live.commitIndex} ${live.lastApplied}`,
    )
    .join(',')
