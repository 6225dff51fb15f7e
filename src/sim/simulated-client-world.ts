import type { Json } from '../base/json.ts'
import type { RandomStream } from '../base/random.ts'
import type { Micros, Millis } from '../base/time.ts'
import type { HistoryEvent } from '../record/history-event.ts'
import type { SessionCommand } from '../raft/services/session-command.ts'
import { asRequest } from '../subject/requests.ts'
import { hasSessions } from '../subject/target.ts'
import type { ClientWorld, PlannedSessions } from '../workload/index.ts'
import type { Done } from './checked-outcome.ts'
import type { ClientEvents } from './client-events.ts'
import type { DuplicateRequests, SentRequest } from './duplicate-requests.ts'
import { placeInSession } from './place-in-session.ts'
import type { StepDetail } from './recorder.ts'
import type { TimedWorld } from './timed-world.ts'

export interface SimulatedClientOptions {
  /** Of the client, by which the trace knows its requests. */
  readonly number: number
  readonly world: TimedWorld
  readonly events: ClientEvents
  /** Of the run: a client draws from streams of its own. */
  readonly random: RandomStream
  /** Whether a request that is sent again counts as a retry. */
  readonly countsRetries: boolean
  /** Present where the trace wants to know of each request its place in a session. */
  readonly sessions?: PlannedSessions
  /** Whether several clients share a session. */
  readonly isShared: boolean
  /** Present where its requests may arrive once more. */
  readonly duplicates?: DuplicateRequests
  /** Hears of each event after it was recorded. */
  readonly onEvent?: (event: HistoryEvent) => void
}

/** The simulated world as one client sees it: what it sends are requests to servers, what it records are steps of the run. */
export class SimulatedClientWorld implements ClientWorld {
  readonly random: RandomStream
  readonly nodes: number
  readonly #options: SimulatedClientOptions
  readonly #duplicatesRandom: RandomStream
  /** Of the operation under way: its number in the run, its tries so far, the step in which it began, its call. */
  #operation = 0
  #tries = 0
  #invokedIn = 0
  #call: Json = null
  #last: SentRequest | undefined

  constructor(options: SimulatedClientOptions) {
    this.#options = options
    this.random = options.random.fork(`client/${options.number}`)
    this.#duplicatesRandom = options.random.fork(`client/${options.number}/duplicates`)
    this.nodes = options.world.cluster.members.length
  }

  now(): Micros {
    return this.#options.world.now
  }

  after(delay: Millis, act: () => void): () => void {
    return this.#options.world.after(delay, act)
  }

  submit(node: number, sent: Json, done: Done): void {
    const { number, world, events, countsRetries } = this.#options
    if (this.#tries++ > 0 && countsRetries) events.retries++
    const { target } = world.cluster
    const request = hasSessions(target) ? asRequest(target, sent as SessionCommand) : sent
    const detail = this.#detail(number, sent)
    this.#last = { request, detail }
    world.submit(node, request, done, detail)
  }

  record(event: HistoryEvent): void {
    const { number, events, duplicates, onEvent } = this.#options
    if (event.type === 'invoke') {
      const { f, key, value } = event
      this.#operation = events.begin()
      this.#tries = 0
      this.#call = key === undefined ? { f, value: value as Json } : { f, key, value: value as Json }
      this.#invokedIn = events.record(event, this.#operation, number)
    } else events.record(event, this.#operation, number)
    if (this.#last !== undefined) duplicates?.event(event, this.#last, this.#duplicatesRandom)
    onEvent?.(event)
  }

  #detail(client: number, sent: Json): StepDetail {
    const detail = { client, operation: this.#operation, call: this.#call, cause: this.#invokedIn }
    const { sessions, isShared } = this.#options
    if (sessions === undefined) return detail
    // what a script needs to know of the request's place in its session
    return { ...detail, ...placeInSession(sent, isShared ? sessions.firstOf(client) : undefined) }
  }
}
