import type { Json } from '../base/json.ts'
import type { RandomStream } from '../base/random.ts'
import type { HistoryEvent } from '../record/history-event.ts'
import { housekeeping } from '../record/judged-history.ts'
import { hasSessions } from '../subject/target.ts'
import type { WorkloadPlan } from '../workload/index.ts'
import type { StepDetail } from './recorder.ts'
import type { TimedWorld } from './timed-world.ts'

/** A request as it was sent. */
export interface SentRequest {
  readonly request: Json
  readonly detail: StepDetail
}

/**
 * Lets requests arrive once more after their operations, as the workload says: what a network may do with any message,
 * and what a session must not be taken in by.
 */
export class DuplicateRequests {
  /** How many have arrived. */
  arrived = 0
  readonly #workload: WorkloadPlan
  readonly #world: TimedWorld
  readonly #hasSessions: boolean
  #isOver = false

  constructor(workload: WorkloadPlan, world: TimedWorld) {
    this.#workload = workload
    this.#world = world
    this.#hasSessions = hasSessions(world.cluster.target)
  }

  /**
   * When the operation of a request ends as `ok` or `info`, now and then it arrives once more, at each server, since only a
   * leader takes it. Not one that failed: it did so because no attempt was taken, and this one might be.
   */
  event({ type, f }: HistoryEvent, { request, detail }: SentRequest, random: RandomStream): void {
    if (type !== 'ok' && type !== 'info') return
    const { duplicate = 0, duplicateWithin, timeout } = this.#workload
    const nodes = this.#world.cluster.members.length
    if (duplicate === 0 || !this.#hasSessions || housekeeping.has(f) || !random.ppm(duplicate)) return
    for (let node = 0; node < nodes; node++)
      this.#world.after(random.int(1, duplicateWithin ?? timeout), () => {
        if (this.#isOver) return
        this.arrived++
        this.#world.submit(node, request, () => undefined, { ...detail, again: true })
      })
  }

  stop(): void {
    this.#isOver = true
  }
}
