import { eventText } from '../record/event-text.ts'
import type { HistoryEvent } from '../record/history-event.ts'
import { HistoryRecorder } from '../workload/index.ts'
import type { StepDetail } from './recorder.ts'
import type { TimedWorld } from './timed-world.ts'

/** What all clients of a run in virtual time do and see: the history, each event of which is a step of the run as well. */
export class ClientEvents {
  /** How often a client sent a request again. */
  retries = 0
  /** Step of the run at each event of the history. */
  readonly steps: number[] = []
  readonly #world: TimedWorld
  readonly #traced: boolean
  readonly #history: HistoryRecorder
  #operations = 0

  /** `traced`: the trace is kept, and so wants to hear of each event in words. */
  constructor(world: TimedWorld, traced: boolean) {
    this.#world = world
    this.#traced = traced
    this.#history = new HistoryRecorder(() => world.now)
  }

  get history(): readonly HistoryEvent[] {
    return this.#history.events
  }

  /** The number of an operation that begins. */
  begin(): number {
    return this.#operations++
  }

  /** `client`: whose event it is, whatever process it is by now. Returns the step of the run in which it happened. */
  record(event: HistoryEvent, operation: number, client: number): number {
    const { cluster } = this.#world
    cluster.mark(
      event.type === 'invoke' ? 'invoke' : 'return',
      this.#traced ? this.#detail(event, operation, client) : {},
    )
    this.steps.push(cluster.step)
    this.#history.record(event)
    return cluster.step
  }

  /** What the trace says of an event of the history; an answer was given in an earlier step. */
  #detail(event: HistoryEvent, operation: number, client: number): StepDetail {
    const { answeredIn } = this.#world
    const because = event.type === 'invoke' || answeredIn === 0 ? {} : { cause: answeredIn }
    return { client, operation, text: eventText(event, client), ...because }
  }
}
