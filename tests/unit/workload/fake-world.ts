import type { Json } from '../../../src/base/json.ts'
import { RandomStream } from '../../../src/base/random.ts'
import type { HistoryEvent } from '../../../src/record/history-event.ts'
import { codedOutcome } from '../../../src/record/coded-outcome.ts'
import type { CodedOutcome, Outcome } from '../../../src/record/operation.ts'
import { HistoryRecorder, type ClientWorld } from '../../../src/workload/index.ts'

/** A call that reached a server; the test answers it. */
export interface Submitted {
  readonly time: number
  readonly node: number
  readonly call: { client: number; sequence: number; call: Json } & { f: string; key?: string; value: Json }
  answer(outcome: Outcome<Json>): void
}

/** A world in which nothing happens by itself. Time in ms. */
export class FakeWorld implements ClientWorld {
  readonly nodes: number
  readonly random: RandomStream
  readonly submitted: Submitted[] = []
  /** Answers at once, within the call, when set. */
  answerer: ((submitted: Submitted) => void) | undefined
  readonly #recorder = new HistoryRecorder(() => this.now())
  #time = 0
  #queue: { at: number; act: () => void }[] = []

  constructor(nodes = 3, seed = 'fake') {
    this.nodes = nodes
    this.random = new RandomStream(seed)
  }

  now(): number {
    return this.#time * 1000
  }

  after(delay: number, act: () => void): () => void {
    const timer = { at: this.#time + delay, act }
    this.#queue.push(timer)
    return () => {
      this.#queue = this.#queue.filter((other) => other !== timer)
    }
  }

  submit(node: number, call: Json, done: (outcome: CodedOutcome<Json>) => void): void {
    const answer = (outcome: Outcome<Json>): void => done(codedOutcome(outcome))
    const submitted = { time: this.#time, node, call: call as unknown as Submitted['call'], answer }
    this.submitted.push(submitted)
    this.answerer?.(submitted)
  }

  record(event: HistoryEvent): void {
    this.#recorder.record(event)
  }

  get history(): readonly HistoryEvent[] {
    return this.#recorder.events
  }

  /** `type` and what matters, one line an event. */
  get lines(): string[] {
    return this.history.map(({ process, type, f, value, error, observed }) => {
      const more = [error, observed === undefined ? undefined : `observed ${JSON.stringify(observed)}`]
      return [process, type, f, JSON.stringify(value), ...more.filter((part) => part !== undefined)].join(' ')
    })
  }

  get pendingTimers(): number {
    return this.#queue.length
  }

  last(): Submitted {
    return this.submitted.at(-1) as Submitted
  }

  runTo(until: number): void {
    for (;;) {
      const due = this.#queue.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.#queue.splice(this.#queue.indexOf(due), 1)
      this.#time = due.at
      due.act()
    }
    this.#time = until
  }
}
