import type { Json } from '../../base/json.ts'
import { errors } from '../../base/operation-error.ts'
import { housekeeping } from '../../record/judged-history.ts'
import type { CodedOutcome } from '../../record/operation.ts'
import {
  callOf,
  completion,
  type Knowledge,
  OpenOperation,
  processAfter,
  type AskedOperation,
  type Attempt,
  type ClientWorld,
  type SharedSession,
  type WorkloadPlan,
} from '../../workload/index.ts'

export interface DirectedClientOptions {
  readonly plan: WorkloadPlan
  /** Its first process number, and how far the next one lies. */
  readonly process: number
  readonly processes: number
  readonly world: ClientWorld
  /** What all clients of the schedule have learned. */
  readonly knowledge: Knowledge
  /** Where calls carry sessions: its own. */
  readonly session?: SharedSession
}

/** A client without a will of its own: it asks the server that it is told to, once, and is told when to ask again. */
export class DirectedClient {
  readonly #options: DirectedClientOptions
  #process: number
  #open: OpenOperation | undefined
  #last: OpenOperation | undefined
  /** How its last operation ended; undefined while that is open. */
  ended: CodedOutcome<Json>['type'] | undefined

  constructor(options: DirectedClientOptions) {
    this.#options = options
    this.#process = options.process
  }

  /** Whoever it still waits for has not answered: that operation is left with an unknown outcome. */
  ask(operation: AskedOperation, number: number, server: number): void {
    this.giveUp()
    const { plan, session, knowledge } = this.#options
    this.#begin(new OpenOperation(callOf(plan, operation, number, knowledge), session?.current), server)
  }

  /** As an operator: outside any session. */
  operate(f: 'reconfigure' | 'take-snapshot', value: Json, server: number): void {
    this.giveUp()
    this.#begin(new OpenOperation({ f, value }), server)
  }

  #begin(open: OpenOperation, server: number): void {
    const { call } = open
    this.#open = open
    this.#last = open
    this.ended = undefined
    const named = open.request === undefined ? {} : { request: open.request }
    this.#options.world.record({ process: this.#process, type: 'invoke', ...call, ...named })
    this.#send(open, server)
  }

  /** The last request once more, under its number. */
  askAgain(server: number): void {
    if (this.#last !== undefined) this.#send(this.#last, server)
  }

  giveUp(): void {
    if (this.#open !== undefined) this.#complete(this.#open, { type: 'info', error: errors.timeout })
  }

  /** No event comes from it any more. An operation still open stays unknown. */
  stop(): void {
    this.#open = undefined
  }

  #send(open: OpenOperation, server: number): void {
    const attempt = open.attempt(server)
    const { session, world } = this.#options
    const sent = session === undefined ? (open.call as Json) : open.command
    world.submit(server, sent, (outcome) => this.#onAnswer(open, attempt, outcome))
  }

  #onAnswer(open: OpenOperation, attempt: Attempt, outcome: CodedOutcome<Json>): void {
    if (this.#open !== open || attempt.answered) return
    open.answered(attempt, outcome.type !== 'info')
    // another attempt may yet take effect
    if (outcome.type === 'fail' && open.mayBeTaken) return
    this.#complete(open, outcome)
  }

  #complete(open: OpenOperation, outcome: CodedOutcome<Json>): void {
    this.#open = undefined
    this.ended = outcome.type
    open.session?.done(open.sequence)
    const event = completion(this.#process, open.call, outcome)
    const { world, knowledge } = this.#options
    world.record(event)
    if (outcome.type === 'ok' && !housekeeping.has(open.call.f))
      knowledge.learn(open.call, event.value as Json)
    if (event.observed !== undefined) knowledge.met(open.call, event.observed as Json)
    this.#process = processAfter(this.#process, outcome, this.#options.processes)
  }
}
