import type { Json } from '../base/json.ts'
import type { RandomStream } from '../base/random.ts'
import type { Micros, Millis } from '../base/time.ts'
import type { HistoryEvent } from '../history/history-event.ts'
import type { Outcome } from '../history/operation.ts'
import { notExecuted, type SessionCommand } from '../services/sessions.ts'
import { callOf, resultOf } from './calls.ts'
import { OpenOperation, type Attempt } from './open-operation.ts'
import type { PlannedOperation, WorkloadPlan } from './plan.ts'
import { ServerChoice } from './server-choice.ts'

/** The world as a client sees it. */
export interface ClientWorld {
  now(): Micros
  /** Calls back once, `delay` from now; returns what takes it back. */
  after(delay: Millis, act: () => void): () => void
  /** Sends a call to a server, counted from 0. The answer may come within the call, late, or never. */
  submit(node: number, call: Json, done: (outcome: Outcome<Json>) => void): void
  readonly random: RandomStream
  record(event: HistoryEvent): void
  /** How many servers there are. */
  readonly nodes: number
}

export interface ClientOptions {
  /** Calls carry a session and are sent again until answered. Default false: each is sent once. */
  readonly sessions?: boolean
}

type Numbered = PlannedOperation & { readonly number: number }

/**
 * One client: carries out its operations of the plan one after the other, and records what it knows of
 * each. It has one outstanding at a time.
 *
 * With a session, an unanswered call is sent again under the same number, to another server, until the
 * operation's time is up. Its outcome is then unknown, and the client goes on under a new process number
 * but in the same session: a later request supersedes the old one (thesis §6.3), which may still execute
 * before it, never after. That is within what an unknown outcome allows.
 *
 * Where the plan says so, it first asks what became of the operation. A "no" is final: the operation failed.
 */
export class Client {
  readonly #plan: WorkloadPlan
  readonly #session: number
  readonly #world: ClientWorld
  readonly #sessions: boolean
  readonly #operations: readonly Numbered[]
  readonly #servers: ServerChoice
  /** What it last learned of each key. */
  readonly #learned = new Map<number, Json>()
  #process: number
  #next = 0
  #sequence = 0
  #open: OpenOperation | undefined
  #timers: (() => void)[] = []
  #stopped = false
  #retired = false

  /** `client`: its number in the plan, from 0; also its session and its first process number. */
  constructor(plan: WorkloadPlan, client: number, world: ClientWorld, options: ClientOptions = {}) {
    this.#plan = plan
    this.#session = client
    this.#process = client
    this.#world = world
    this.#sessions = options.sessions ?? false
    this.#operations = plan.operations
      .map((operation, number) => ({ ...operation, number }))
      .filter((operation) => operation.client === client)
    this.#servers = new ServerChoice(world.nodes, world.random)
  }

  /** Whether it has carried out its whole plan, or was stopped. */
  get finished(): boolean {
    return (
      this.#stopped || (this.#open === undefined && (this.#retired || this.#next >= this.#operations.length))
    )
  }

  start(): void {
    const operation = this.#operations[this.#next]
    if (operation === undefined || this.#stopped || this.#retired) return
    this.#after(operation.think, () => this.#invoke(operation))
  }

  /** Ends it: no call or event comes from it any more. An operation still open stays unknown. */
  stop(): void {
    this.#stopped = true
    this.#open = undefined
    this.#cancelTimers()
  }

  /** Lets it finish the operation it has open, and begin no other. */
  retire(): void {
    this.#retired = true
  }

  #invoke(planned: Numbered): void {
    if (this.#retired) return
    this.#next++
    this.#timers = []
    const { key } = planned
    const call = callOf(this.#plan, planned, planned.number, this.#learned.get(key) ?? null)
    this.#begin(new OpenOperation(call, key, ++this.#sequence), this.#servers.first())
  }

  #begin(open: OpenOperation, server: number): void {
    this.#open = open
    this.#world.record({ process: this.#process, type: 'invoke', ...open.call })
    this.#after(this.#plan.timeout, () => this.#giveUp(open))
    this.#try(open, server)
  }

  #try(open: OpenOperation, server: number): void {
    const attempt = open.attempt(server)
    if (this.#sessions) {
      attempt.cancel = this.#after(this.#plan.retryAfter, () =>
        this.#try(open, this.#servers.another(server)),
      )
    }
    const { call, sequence } = open
    const command: SessionCommand = { client: this.#session, sequence, call }
    this.#world.submit(server, this.#sessions ? (command as unknown as Json) : call, (outcome) =>
      this.#onAnswer(open, attempt, outcome),
    )
  }

  #onAnswer(open: OpenOperation, attempt: Attempt, outcome: Outcome<Json>): void {
    // a late answer of an operation given up, or a second answer to the same call
    if (this.#open !== open || attempt.answered) return
    attempt.answered = true
    if (outcome.type === 'ok') {
      this.#servers.keep(attempt.server)
      this.#complete(open, outcome)
      return
    }
    const refused = outcome.type === 'fail' && outcome.error.startsWith('not leader')
    if (outcome.type === 'info') open.possiblyTaken = true
    const named = refused ? this.#servers.named(outcome.error, attempt.server) : undefined
    if (!this.#sessions) {
      if (refused && named === undefined) this.#servers.another(attempt.server)
      this.#complete(open, outcome)
    } else if (outcome.type === 'fail' && !refused && (isOfService(outcome) || !open.mayBeTaken)) {
      this.#complete(open, outcome)
    } else {
      open.lastError = outcome.error
      this.#retry(open, attempt, named)
    }
  }

  /** After a refusal or an answer that decides nothing; when a newer attempt is under way, that one goes on. */
  #retry(open: OpenOperation, { server, cancel, latest }: Attempt, named: number | undefined): void {
    if (!latest) return
    cancel?.()
    if (named !== undefined && open.mayFollow(this.#world.nodes)) {
      this.#try(open, named)
      return
    }
    // not at once: while nobody leads, all refuse, and the client would run in circles
    const pause = this.#world.random.int(1, this.#plan.retryAfter)
    this.#after(pause, () => this.#try(open, named ?? this.#servers.another(server)))
  }

  /** The operation's time is up: it failed only if every server that was asked refused it for certain. */
  #giveUp(open: OpenOperation): void {
    if (this.#open !== open) return
    if (open.mayBeTaken) {
      const next = this.#servers.another(open.server)
      if (this.#sessions && this.#plan.asks === true && open.about === undefined) this.#ask(open, next)
      else this.#complete(open, { type: 'info', error: 'timeout' })
    } else {
      this.#complete(open, { type: 'fail', error: open.lastError })
    }
  }

  /** Leaves an operation with an unknown outcome, and asks what became of it: an operation of its own. */
  #ask(about: OpenOperation, server: number): void {
    this.#complete(about, { type: 'info', error: 'timeout' }, () => {
      const call = { f: 'status', value: about.sequence }
      this.#begin(new OpenOperation(call, about.key, ++this.#sequence, about), server)
    })
  }

  #complete(open: OpenOperation, outcome: Outcome<Json>, next = (): void => this.start()): void {
    this.#open = undefined
    this.#cancelTimers()
    const { f, key, value } = open.call
    const event = { process: this.#process, f, ...(key !== undefined && { key }) }
    switch (outcome.type) {
      case 'ok': {
        const result = resultOf(open.call, this.#plan.kind, outcome.value)
        if (open.about === undefined)
          this.#learned.set(open.key, f === 'cas' ? ((value as readonly Json[])[1] as Json) : result)
        this.#world.record({ ...event, type: 'ok', value: result })
        break
      }
      case 'fail': {
        const { error, observed } = outcome
        if (observed !== undefined) this.#learned.set(open.key, observed)
        this.#world.record({
          ...event,
          type: 'fail',
          value,
          error,
          ...(observed !== undefined && { observed }),
        })
        break
      }
      case 'info':
        this.#world.record({ ...event, type: 'info', value, error: outcome.error })
        this.#process += this.#plan.clients
        break
    }
    next()
  }

  #after(delay: Millis, act: () => void): () => void {
    const cancel = this.#world.after(delay, act)
    this.#timers.push(cancel)
    return cancel
  }

  #cancelTimers(): void {
    for (const cancel of this.#timers) cancel()
    this.#timers = []
  }
}

/** The result of a request that was executed: its session answers every try with it. */
function isOfService(outcome: { readonly error: string; readonly observed?: Json }): boolean {
  const { error, observed } = outcome
  return observed !== undefined || error.startsWith('precondition failed') || error === notExecuted
}
