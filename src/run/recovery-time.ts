import type { Micros } from '../base/time.ts'
import type { LiveState } from '../record/live-state.ts'
import type { Plan } from './plan.ts'
import type { Probes } from './probes.ts'

/** Leaders elected in the quiet time, each of which may put off its end. */
const MAX_ROUNDS = 10
/** So many times what a cluster has to recover it may take until the first write succeeds. */
const PATIENCE = 3
/** What part of it puts off the end while entries that wait get fewer. */
const FOR_A_BACKLOG = 1 / 4

/** From when to when a cluster recovers. */
export class RecoveryTime {
  readonly #settle: Micros
  /** When the last fault was healed. */
  healed: Micros
  /** By when the cluster must have recovered. */
  deadline: Micros
  /** The fewest entries so far that were in a log and not committed. */
  #backlog = Infinity

  constructor({ healAt, settle }: Pick<Plan, 'healAt' | 'settle'>) {
    this.#settle = settle * 1000
    this.healed = healAt * 1000
    this.deadline = this.healed + this.#settle
  }

  /** The faults end sooner or later than planned. */
  begin(healed: Micros): void {
    this.deadline += healed - this.healed
    this.healed = healed
  }

  /** What has recovered so far has to do so once more, all of it. */
  again(now: Micros): void {
    this.healed = now
    this.deadline = now + this.#settle
    this.#backlog = Infinity
  }

  /**
   * A cluster that has taken more than it can replicate at once works that off before it answers anybody: thousands of entries, each sent
   * after the one before was acknowledged, take minutes. So long as fewer and fewer entries wait, it goes on. Elections without end, each
   * with an entry to commit, put off nothing: there are never fewer than none.
   */
  worksOff(states: Iterable<Pick<LiveState, 'log' | 'commitIndex'> | undefined>, now: Micros): void {
    let [end, committed] = [0, 0]
    for (const state of states) {
      if (state === undefined) continue
      end = Math.max(end, state.log.lastIndex)
      committed = Math.max(committed, state.commitIndex)
    }
    const backlog = Math.max(0, end - committed)
    if (!(backlog < this.#backlog)) return
    this.#backlog = backlog
    this.deadline = Math.max(this.deadline, now + this.#settle * FOR_A_BACKLOG)
  }

  /**
   * A leader elected late in the quiet time takes as long as one elected at its begin; not for ever. Nor has a cluster
   * stalled at once that has no leader yet: of two servers only the one with the better log can win, and the other
   * may stand first by chance, time and again.
   */
  askAgain(probes: Probes, now: Micros): void {
    if (!probes.answered) {
      const longest = this.healed + PATIENCE * this.#settle
      this.deadline = Math.max(this.deadline, Math.min(longest, now + this.#settle / 2))
    }
    const { rounds } = probes
    probes.look()
    if (probes.rounds === rounds || rounds > MAX_ROUNDS) return
    this.deadline = Math.max(this.deadline, now + this.#settle / 2)
  }
}
