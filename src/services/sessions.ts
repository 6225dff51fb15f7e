import type { Json } from '../base/json.ts'
import type { Result, StateMachine } from './state-machine.ts'

/** A command of a client session (Raft paper §8, thesis §6.3): who asks, and its number for the request. */
export interface SessionCommand {
  readonly client: number
  /** Counts the client's requests from 1; a retry carries the number of the first try. */
  readonly sequence: number
  readonly call: Json
}

/**
 * Asks whether an earlier request of the same session was executed; it has a number of its own, and goes
 * through the log like a write.
 *
 * Answered `{ executed: result }`, or fails as {@link notExecuted}. That answer fences: the log holds the
 * query now, and whatever of the request comes after it is older than the session's last number.
 */
export interface StatusCall {
  readonly f: 'status'
  /** The number of the request asked about. */
  readonly value: number
}

/** The answer "no" to a {@link StatusCall}: the request was not executed, and never will be. */
export const notExecuted = 'not executed'

/** What sessions rest on: exactly-once, and the truth of a "no". */
export interface SessionRules {
  /** Whether a session has already executed a request. */
  alreadyExecuted(lastSequence: number, sequence: number): boolean
  /** Whether a status query goes through the log and takes a number, so that its "no" stays true. */
  fencesStatus(): boolean
}

export const sessionRules: SessionRules = {
  alreadyExecuted: (lastSequence, sequence) => sequence <= lastSequence,
  fencesStatus: () => true,
}

interface Session {
  /** The last number taken, with its result. */
  readonly sequence: number
  readonly result: Result
  /** The last request that was not a status query, or was asked about: its result, none when not executed. */
  readonly request: { readonly sequence: number; readonly result: Result | undefined } | undefined
}

/**
 * Client sessions as part of the replicated state: each server remembers, for each client, the number of
 * its last request and the result, so that a retry is answered and not executed again.
 * A client has one request outstanding.
 */
export class Sessions {
  readonly #machine: StateMachine
  readonly #rules: SessionRules
  readonly #sessions = new Map<number, Session>()

  constructor(machine: StateMachine, rules: SessionRules = sessionRules) {
    this.#machine = machine
    this.#rules = rules
  }

  /**
   * Executes the command unless its session already did; `executed` tells which.
   * `result` is absent for a request older than the client's last: what became of it is no longer known.
   */
  apply(command: SessionCommand): { readonly result: Result | undefined; readonly executed: boolean } {
    const { client, sequence, call } = command
    const session = this.#sessions.get(client)
    if (session !== undefined && this.#rules.alreadyExecuted(session.sequence, sequence)) {
      return { result: sequence === session.sequence ? session.result : undefined, executed: false }
    }
    if (isStatus(call)) {
      const result = statusOf(session, sequence, call)
      const never = result.type === 'fail' && result.error === notExecuted
      const request = never ? { sequence: call.value, result: undefined } : session?.request
      this.#sessions.set(client, { sequence, result, request })
      return { result, executed: true }
    }
    const result = this.#machine.apply(call)
    this.#sessions.set(client, { sequence, result, request: { sequence, result } })
    return { result, executed: true }
  }

  isRead({ call }: SessionCommand): boolean {
    return !isStatus(call) && this.#machine.isRead(call)
  }

  /** Whether a command does without the log: any server previews it. */
  bypassesLog({ call }: SessionCommand): boolean {
    return isStatus(call) && !this.#rules.fencesStatus()
  }

  /** The result the command would have now, from this server's state alone. */
  preview({ client, sequence, call }: SessionCommand): Result {
    const session = this.#sessions.get(client)
    if (session !== undefined && session.sequence === sequence) return session.result
    return isStatus(call) ? statusOf(session, sequence, call) : this.#machine.preview(call)
  }
}

function isStatus(call: Json): call is { readonly f: 'status'; readonly value: number } {
  return call !== null && typeof call === 'object' && (call as { readonly f?: Json }).f === 'status'
}

function statusOf(session: Session | undefined, sequence: number, { value: asked }: StatusCall): Result {
  if (!Number.isSafeInteger(asked) || asked < 1 || asked >= sequence)
    return { type: 'fail', error: 'a status query asks about an earlier request' }
  const request = session?.request
  // Requests come in the order of their numbers: one above the last that counted was left out.
  if (request === undefined || asked > request.sequence) return { type: 'fail', error: notExecuted }
  if (asked < request.sequence) return { type: 'fail', error: 'no longer known' }
  return request.result === undefined
    ? { type: 'fail', error: notExecuted }
    : { type: 'ok', value: { executed: request.result } }
}
