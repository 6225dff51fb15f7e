import type { Json } from '../../base/json.ts'
import type { Decision } from '../../record/decision.ts'
import { housekeeping } from '../../record/judged-history.ts'
import type { SessionCommand } from '../../raft/services/session-command.ts'
import { answered, notSent, sent, type Call, type RequestState } from '../../workload/index.ts'

/** A request by its number in its session. */
export type NumberedRequest = Pick<SessionCommand, 'client' | 'sequence'>

export type Submit = Extract<Decision, { readonly do: 'submit' }>

/** No session that was opened has this number: log indexes count from 1. */
const NO_SESSION = 0

/** A session in a scripted run: of one client, or of those whose decisions name it. */
export class ScriptedSession {
  /** What servers know it by; undefined until one was opened, where one must be. */
  #number: number | undefined
  #last = 0
  readonly #begun = new Set<number>()

  constructor(number: number | undefined) {
    this.#number = number
  }

  /** One was opened; where there is one, that goes on. */
  opened(number: number): void {
    if (this.#number !== undefined) return
    this.#number = number
    this.#last = 0
    this.#begun.clear()
  }

  /** Whether a decision would begin a second operation under a number that names another: no client does, it asks again. */
  isTaken({ sequence }: Submit): boolean {
    return sequence !== undefined && this.#begun.has(sequence)
  }

  /** Servers do not know it, says the answer to a request of it. */
  lost({ id }: ScriptedRequest): void {
    if (id?.client === this.#number) this.#number = undefined
  }

  /** The request that a decision begins; a client that should have opened a session and did not is a stranger. */
  request({ call, sequence = this.#last + 1, acknowledged }: Submit): ScriptedRequest {
    const { f } = call as Call
    if (housekeeping.has(f) && f !== 'status') return new ScriptedRequest(call)
    this.#last = Math.max(this.#last, sequence)
    this.#begun.add(sequence)
    return new ScriptedRequest(
      absolute(call, sequence),
      { client: this.#number ?? NO_SESSION, sequence },
      acknowledged,
    )
  }
}

/** An operation of a scripted client, as it is sent to servers with sessions. */
export class ScriptedRequest {
  readonly call: Call
  /** None for what stands outside sessions. */
  readonly id: NumberedRequest | undefined
  readonly #acknowledged: number | undefined
  #state = notSent

  constructor(call: Json, id?: NumberedRequest, acknowledged?: number) {
    this.call = call as Call
    this.id = id
    this.#acknowledged = acknowledged
  }

  command(acknowledged = this.#acknowledged): SessionCommand {
    const call = this.call as Json
    if (this.id === undefined) return { client: 0, sequence: 0, call }
    return { ...this.id, ...(acknowledged !== undefined && { acknowledged }), call }
  }

  sent(): void {
    this.#state = sent(this.#state)
  }

  /** `known`: the answer says for certain what became of that try. */
  answered(known: boolean): void {
    this.#state = answered(this.#state, known)
  }

  get state(): RequestState {
    return this.#state
  }
}

/** A status query below 0 counts from itself: -1 is the request before it. */
function absolute(call: Json, sequence: number): Json {
  const { f, value } = call as Call
  return f === 'status' && typeof value === 'number' && value < 0 ? { f, value: sequence + value } : call
}
