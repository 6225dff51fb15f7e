import type { Json } from '../base/json.ts'
import { errors, type OperationError } from '../base/operation-error.ts'
import type { RequestId } from '../record/request-id.ts'
import type { ClientSession } from './client-session.ts'
import { answered, mayBeTaken, notSent, sent, type RequestState } from './request-state.ts'

/** The call of an operation, as its service takes it. */
export type Call = { readonly f: string; readonly key?: string; readonly value: Json }

/** One time that an operation was sent to a server. */
export interface Attempt {
  readonly server: number
  answered: boolean
  /** Whether no attempt was made after it. */
  latest: boolean
  /** Takes back the timer that would send it again. */
  cancel: (() => void) | undefined
}

/** The operation a client has outstanding, with all its attempts. */
export class OpenOperation {
  readonly call: Call
  /** The session it is a request of, and its number there; none for what stands outside sessions. */
  readonly session: ClientSession | undefined
  readonly sequence: number
  /** The operation that this one asks about: a status query. */
  readonly about: OpenOperation | undefined
  /** What the last refusal said. */
  lastError: OperationError = errors.noServerAsked
  readonly #attempts: Attempt[] = []
  #state = notSent
  #followed = 0

  constructor(call: Call, session?: ClientSession, about?: OpenOperation) {
    this.call = call
    this.session = session
    this.sequence = session?.take() ?? 0
    this.about = about
  }

  /** The call with its session, as servers with sessions take it. */
  get command(): Json {
    const { call, session, sequence } = this
    return (session?.command(sequence, call) ?? { client: 0, sequence: 0, call }) as Json
  }

  /** What the history calls it. */
  get request(): RequestId | undefined {
    return this.session && { client: this.session.client, sequence: this.sequence }
  }

  attempt(server: number): Attempt {
    const before = this.#attempts.at(-1)
    if (before !== undefined) before.latest = false
    const attempt: Attempt = { server, answered: false, latest: true, cancel: undefined }
    this.#attempts.push(attempt)
    this.#state = sent(this.#state)
    return attempt
  }

  /** An attempt got its first answer. `known`: it says for certain what became of that attempt. */
  answered(attempt: Attempt, known: boolean): void {
    attempt.answered = true
    this.#state = answered(this.#state, known)
  }

  get state(): RequestState {
    return this.#state
  }

  /** The server asked last. */
  get server(): number {
    return this.#attempts.at(-1)?.server ?? 0
  }

  /** Whether any server may have taken it: one that did not answer, or did not know. */
  get mayBeTaken(): boolean {
    return mayBeTaken(this.#state)
  }

  /** Whether to go on at once to the server that a refusal names; not for ever, servers may name each other. */
  mayFollow(servers: number): boolean {
    return ++this.#followed % (servers + 1) !== 0
  }
}
