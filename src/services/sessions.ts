import type { Json } from '../base/json.ts'
import type { Result, StateMachine } from './state-machine.ts'

/** A command of a client session (Raft paper §8, thesis §6.3): who asks, and its number for the request. */
export interface SessionCommand {
  readonly client: number
  /** Counts the client's requests from 1; a retry carries the number of the first try. */
  readonly sequence: number
  readonly call: Json
}

/** Decides whether a session has already executed a request: the rule exactly-once rests on. */
export interface SessionRules {
  alreadyExecuted(lastSequence: number, sequence: number): boolean
}

export const sessionRules: SessionRules = {
  alreadyExecuted: (lastSequence, sequence) => sequence <= lastSequence,
}

/**
 * Client sessions as part of the replicated state: each server remembers, for each client, the number of
 * its last request and the result, so that a retry is answered and not executed again.
 * A client has one request outstanding.
 */
export class Sessions {
  readonly #machine: StateMachine
  readonly #rules: SessionRules
  readonly #last = new Map<number, { sequence: number; result: Result }>()

  constructor(machine: StateMachine, rules: SessionRules = sessionRules) {
    this.#machine = machine
    this.#rules = rules
  }

  /**
   * Executes the command unless its session already did; `executed` tells which.
   * `result` is absent for a request older than the client's last: what became of it is no longer known.
   */
  apply(command: SessionCommand): { readonly result: Result | undefined; readonly executed: boolean } {
    const last = this.#last.get(command.client)
    if (last !== undefined && this.#rules.alreadyExecuted(last.sequence, command.sequence)) {
      return { result: command.sequence === last.sequence ? last.result : undefined, executed: false }
    }
    const result = this.#machine.apply(command.call)
    this.#last.set(command.client, { sequence: command.sequence, result })
    return { result, executed: true }
  }

  isRead(command: SessionCommand): boolean {
    return this.#machine.isRead(command.call)
  }

  /** The result the command would have now, from this server's state alone. */
  preview(command: SessionCommand): Result {
    const last = this.#last.get(command.client)
    if (last !== undefined && last.sequence === command.sequence) return last.result
    return this.#machine.preview(command.call)
  }
}
