import { elementAt } from '../base/element-at.ts'
import type { ServerStates } from './server-states.ts'

/** The numbers of inputs that a search gives servers, each made once. */
export class ClusterInputs {
  readonly restart: number
  readonly #servers: ServerStates
  /** By client its calls, by message its arrival. */
  readonly #callsOf: (readonly number[])[] = []
  readonly #arrivals: number[] = []
  readonly #held: number[] = []

  constructor(servers: ServerStates) {
    this.#servers = servers
    this.restart = servers.inputNumber({ type: 'restart', hold: false })
  }

  /** What a client may call. */
  callsOf(client: number): readonly number[] {
    return (this.#callsOf[client] ??= this.#servers.calls.flatMap((call, operation) => {
      return call.client === client ? [this.callOf(operation)] : []
    }))
  }

  callOf(operation: number): number {
    return this.#servers.inputNumber({ type: 'submit', operation, again: false, hold: false })
  }

  /** The same input, and what is written for it is not synced before the next event. */
  held(input: number): number {
    return (this.#held[input] ??= this.#servers.inputNumber({
      ...this.#servers.inputs.at(input),
      hold: true,
    }))
  }

  retryOf(operation: number): number {
    return this.#servers.inputNumber({ type: 'submit', operation, again: true, hold: false })
  }

  arrivalOf(message: number): number {
    const from = elementAt(this.#servers.members, this.#servers.messages.at(message).from)
    return (this.#arrivals[message] ??= this.#servers.inputNumber({
      type: 'deliver',
      from,
      message,
      hold: false,
    }))
  }
}
