import type { Json } from '../base/json.ts'
import { errors } from '../base/operation-error.ts'
import type { Millis } from '../base/time.ts'
import type { CodedOutcome } from '../record/operation.ts'
import { openSession } from '../raft/services/session-command.ts'
import { isRefusal } from './answers.ts'
import { callOf } from './calls.ts'
import { PlannedSessions, type SharedSession } from './client-session.ts'
import type { ClientWorld } from './client-world.ts'
import { completion, processAfter } from './completion.ts'
import { Knowledge } from './knowledge.ts'
import { OpenOperation, type Attempt, type Call } from './open-operation.ts'
import type { AskedOperation, WorkloadPlan } from './plan.ts'
import { conclusion, sessionLost, timedOut } from './request-state.ts'
import { ServerChoice } from './server-choice.ts'

export interface ClientOptions {
  /**
   * Calls carry a session and are sent again until answered; an `explicit` one is opened first. Default false:
   * each call is sent once.
   */
  readonly sessions?: boolean | 'explicit'
  /** The session, where it is not the client's alone. Default: as the plan says, without any other client. */
  readonly session?: SharedSession
  /** What it asks, again and again, once its plan is carried out. Values are numbered on from those of the whole plan. */
  readonly endless?: AskedOperation
}

type Numbered = AskedOperation & { readonly number: number }

const opening = openSession.call as Call

/**
 * One client: carries out its operations of the plan one after the other, and records what it knows of
 * each. It has one outstanding at a time.
 *
 * With a session, an unanswered call is sent again under the same number, to another server, until the
 * operation's time is up. Its outcome is then unknown, and the client goes on under a new process number
 * but in the same session: from its next request on the old one counts as given up (thesis §6.3), which may
 * still execute before that request, never after. That is within what an unknown outcome allows.
 *
 * Where the plan says so, it first asks what became of the operation. A "no" is final: the operation failed.
 * Where sessions are explicit it opens one first, and another when the servers have forgotten the one it had; what it asked for in that one then failed, if it was the first try, or is of unknown outcome.
 */
export class Client {
  readonly #plan: WorkloadPlan
  readonly #world: ClientWorld
  readonly #session: SharedSession | undefined
  readonly #operations: readonly Numbered[]
  readonly #endless: ClientOptions['endless']
  readonly #servers: ServerChoice
  readonly #knowledge = new Knowledge()
  #process: number
  #next = 0
  #open: OpenOperation | undefined
  #timers: (() => void)[] = []
  #stopped = false
  #retired = false

  /** `client`: its number in the plan, from 0; also its first process number. */
  constructor(plan: WorkloadPlan, client: number, world: ClientWorld, options: ClientOptions = {}) {
    this.#plan = plan
    this.#process = client
    this.#world = world
    const { sessions = false, session, endless } = options
    this.#endless = endless
    if (sessions !== false)
      this.#session = session ?? new PlannedSessions(plan, sessions === 'explicit').of(client)
    this.#operations = plan.operations.flatMap((operation, number) =>
      operation.client === client ? { ...operation, number } : [],
    )
    this.#servers = new ServerChoice(world.nodes, world.random)
  }

  /** Whether it has carried out its whole plan, or was stopped. */
  get finished(): boolean {
    if (this.#stopped) return true
    return this.#open === undefined && (this.#retired || this.#upcoming === undefined)
  }

  get #upcoming(): Numbered | undefined {
    const planned = this.#operations[this.#next]
    if (planned !== undefined || this.#endless === undefined) return planned
    const beyond = this.#next - this.#operations.length
    return { ...this.#endless, number: this.#plan.operations.length + beyond }
  }

  start(): void {
    const operation = this.#upcoming
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

  /** Goes on where it retired, after its last operation was answered. */
  resume(): void {
    if (!this.#retired) return
    this.#retired = false
    if (this.#open === undefined) this.start()
  }

  #invoke(planned: Numbered): void {
    if (this.#retired) return
    this.#timers = []
    const server = this.#servers.first()
    if (this.#session !== undefined && this.#session.current === undefined) {
      this.#begin(new OpenOperation(opening), server)
      return
    }
    this.#next++
    const call = callOf(this.#plan, planned, planned.number, this.#knowledge)
    this.#begin(new OpenOperation(call, this.#session?.current), server)
  }

  #begin(open: OpenOperation, server: number): void {
    this.#open = open
    const { call, request } = open
    const named = request === undefined ? {} : { request }
    this.#world.record({ process: this.#process, type: 'invoke', ...call, ...named })
    this.#after(this.#plan.timeout, () => this.#giveUp(open))
    this.#try(open, server)
  }

  #try(open: OpenOperation, server: number): void {
    const attempt = open.attempt(server)
    const hasSessions = this.#session !== undefined
    if (hasSessions) {
      attempt.cancel = this.#after(this.#plan.retryAfter, () =>
        this.#try(open, this.#servers.another(server)),
      )
    }
    this.#world.submit(server, hasSessions ? open.command : open.call, (outcome) =>
      this.#onAnswer(open, attempt, outcome),
    )
  }

  #onAnswer(open: OpenOperation, attempt: Attempt, outcome: CodedOutcome<Json>): void {
    // a late answer of an operation given up, or a second answer to the same call
    if (this.#open !== open || attempt.answered) return
    open.answered(attempt, outcome.type !== 'info')
    if (outcome.type === 'ok') {
      this.#servers.keep(attempt.server)
      this.#complete(open, outcome)
      return
    }
    const refused = outcome.type === 'fail' && isRefusal(outcome.error)
    const named = refused ? this.#servers.named(outcome.error, attempt.server) : undefined
    if (this.#session === undefined) {
      if (refused && named === undefined) this.#servers.another(attempt.server)
      this.#complete(open, outcome)
    } else if (open.session !== undefined && outcome.error.code === 'no-such-session') {
      this.#session.lost(open.session)
      this.#complete(open, sessionLost(open.state, outcome))
    } else {
      const ended = conclusion(open.state, outcome)
      if (ended !== undefined) {
        this.#complete(open, ended)
        return
      }
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
    this.#after(this.#pause(), () => this.#try(open, named ?? this.#servers.another(server)))
  }

  #pause(): Millis {
    return this.#world.random.int(1, this.#plan.retryAfter)
  }

  /** The operation's time is up: it failed only if every server that was asked refused it for certain. */
  #giveUp(open: OpenOperation): void {
    if (this.#open !== open) return
    if (open.mayBeTaken) {
      const next = this.#servers.another(open.server)
      const asks = this.#plan.asks === true && open.session !== undefined && open.about === undefined
      if (asks) this.#ask(open, next)
      else this.#complete(open, timedOut(open.state, open.lastError))
    } else {
      this.#complete(open, timedOut(open.state, open.lastError))
    }
  }

  /** Leaves an operation with an unknown outcome, and asks what became of it: an operation of its own. */
  #ask(about: OpenOperation, server: number): void {
    this.#record(about, { type: 'info', error: errors.timeout })
    const call = { f: 'status', value: about.sequence }
    this.#begin(new OpenOperation(call, about.session, about), server)
  }

  #complete(open: OpenOperation, outcome: CodedOutcome<Json>): void {
    open.session?.done(open.sequence)
    // not before: what was acknowledged is not known any more
    if (open.about !== undefined) open.session?.done(open.about.sequence)
    this.#record(open, outcome)
    if (this.#session !== undefined && open.session === undefined) this.#opened(outcome)
    else this.start()
  }

  /** A session was opened, or not: goes on with the operation that waits for it. */
  #opened(outcome: CodedOutcome<Json>): void {
    const waiting = this.#upcoming
    if (waiting === undefined) return
    if (outcome.type !== 'ok') {
      this.#after(this.#pause(), () => this.#invoke(waiting))
      return
    }
    this.#session?.opened(outcome.value as number)
    this.#invoke(waiting)
  }

  #record(open: OpenOperation, outcome: CodedOutcome<Json>): void {
    this.#open = undefined
    this.#cancelTimers()
    const { call, about } = open
    const event = completion(this.#process, call, outcome)
    if (event.type === 'ok' && about === undefined) this.#knowledge.learn(call, event.value as Json)
    if (event.observed !== undefined) this.#knowledge.met(call, event.observed as Json)
    this.#world.record(event)
    this.#process = processAfter(this.#process, outcome, this.#plan.clients)
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
