import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Millis } from '../base/time.ts'
import type { CodedOutcome } from '../record/operation.ts'
import { isRefusal } from './answers.ts'
import { completion, processAfter } from './completion.ts'
import { timedOut } from './request-state.ts'
import type { ClientWorld } from './client-world.ts'
import type { MemberList } from './member-list.ts'
import { OpenOperation, type Attempt } from './open-operation.ts'
import type { OperatorCall } from './operator-plan.ts'
import { ServerChoice } from './server-choice.ts'

export interface OperatorOptions {
  readonly calls: readonly OperatorCall[]
  /** Its first process number. */
  readonly process: number
  /** How far the next one lies, after an unknown outcome. */
  readonly processes: number
  /** How long a call may take before its outcome is unknown. */
  readonly timeout: Millis
  /** The longest pause before it asks again, where nobody leads. */
  readonly retryAfter: Millis
  /** Whether servers take calls with a session around them. Default false. */
  readonly sessions?: boolean
  /** Given for servers that are told all members, not what changes. */
  readonly members?: MemberList
  /** Whether it is the one of several operators that makes all servers members in the end. Default true. */
  readonly restores?: boolean
}

/** What no other server can do for the one that is asked. */
const ON_ONE_SERVER = 'take-snapshot'

/** The server `n3` is the one numbered 2. */
const serverNamed = (id: Json): number => Number(String(id).slice(1)) - 1

/**
 * Who runs the cluster: changes its members and moves the leadership, one call after the other, each recorded
 * like any operation. It has no session, and a call that may have been taken is not sent again: done twice it
 * would be another change. What was refused for certain is, to the server that the refusal names.
 */
export class Operator {
  readonly #options: OperatorOptions
  readonly #world: ClientWorld
  readonly #servers: ServerChoice
  #process: number
  #next = 0
  #open: OpenOperation | undefined
  #timers: (() => void)[] = []
  #over = false
  #restores = false

  constructor(options: OperatorOptions, world: ClientWorld) {
    this.#options = options
    this.#world = world
    this.#process = options.process
    this.#servers = new ServerChoice(world.nodes, world.random)
  }

  start(): void {
    const call = this.#options.calls[this.#next]
    if (this.#restores) this.#restoreOne()
    if (call === undefined || this.#over) return
    this.#after(call.think, () => this.#begin(call))
  }

  /** Ends it: no call or event comes from it any more. A call still open stays unknown. */
  stop(): void {
    this.#over = true
    this.#restores = false
    this.#open = undefined
    this.#cancelTimers()
  }

  /**
   * Lets it finish the call it has open, and begin no other; where it tells servers all members, it makes all of
   * them members again first: who is left out cannot catch up.
   */
  retire(): void {
    this.#over = true
    if (this.#options.members === undefined || this.#options.restores === false) return
    this.#restores = true
    if (this.#open === undefined) this.#restoreOne()
  }

  #restoreOne(): void {
    const all = this.#options.members?.towardsAll()
    if (all === undefined) return
    const { retryAfter } = this.#options
    this.#after(this.#world.random.int(1, retryAfter), () => this.#ask('reconfigure', all as Json))
  }

  #begin({ f, value }: OperatorCall): void {
    if (this.#over) return
    this.#next++
    const { members } = this.#options
    const asked =
      f === 'reconfigure' && members !== undefined ? members.after(value, this.#world.random) : value
    // the call would change nothing
    if (asked === undefined) this.start()
    else this.#ask(f, asked as Json)
  }

  #ask(f: string, value: Json): void {
    const open = new OpenOperation({ f, value })
    this.#open = open
    if (f === 'reconfigure') this.#options.members?.asks(value as readonly NodeId[])
    this.#world.record({ process: this.#process, type: 'invoke', ...open.call })
    this.#after(this.#options.timeout, () => this.#giveUp(open))
    this.#try(open, f === ON_ONE_SERVER ? serverNamed(value) : this.#servers.favourite)
  }

  #try(open: OpenOperation, server: number): void {
    const attempt = open.attempt(server)
    const call = this.#options.sessions === true ? open.command : (open.call as Json)
    this.#world.submit(server, call, (outcome) => this.#onAnswer(open, attempt, outcome))
  }

  #onAnswer(open: OpenOperation, attempt: Attempt, outcome: CodedOutcome<Json>): void {
    if (this.#open !== open || attempt.answered) return
    open.answered(attempt, outcome.type !== 'info')
    if (outcome.type !== 'fail' || !isRefusal(outcome.error) || open.call.f === ON_ONE_SERVER) {
      this.#complete(open, outcome)
      return
    }
    open.lastError = outcome.error
    const { server } = attempt
    const named = this.#servers.named(outcome.error, server)
    if (named !== undefined && open.mayFollow(this.#world.nodes)) {
      this.#try(open, named)
      return
    }
    const pause = this.#world.random.int(1, this.#options.retryAfter)
    this.#after(pause, () => this.#try(open, named ?? this.#servers.another(server)))
  }

  #giveUp(open: OpenOperation): void {
    if (this.#open !== open) return
    this.#servers.another(open.server)
    this.#complete(open, timedOut(open.state, open.lastError))
  }

  #complete({ call }: OpenOperation, outcome: CodedOutcome<Json>): void {
    this.#open = undefined
    this.#cancelTimers()
    if (call.f === 'reconfigure') this.#options.members?.learn(call.value as readonly NodeId[], outcome)
    this.#world.record(completion(this.#process, call, outcome))
    this.#process = processAfter(this.#process, outcome, this.#options.processes)
    this.start()
  }

  #after(delay: Millis, act: () => void): void {
    this.#timers.push(this.#world.after(delay, act))
  }

  #cancelTimers(): void {
    for (const cancel of this.#timers) cancel()
    this.#timers = []
  }
}
