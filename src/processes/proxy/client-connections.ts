import { elementAt } from '../../base/element-at.ts'
import type { Json } from '../../base/json.ts'
import { operationError } from '../../base/operation-error.ts'
import type { Millis } from '../../base/time.ts'
import { codedOutcome } from '../../record/coded-outcome.ts'
import type { CodedOutcome, Outcome } from '../../record/operation.ts'
import type { ServerClient, ServerEndpoint, ServerTarget } from '../../subject/server.ts'

/** The connections of one client: one to each server it has asked, opened when first needed. */
export class ClientConnections {
  readonly #target: ServerTarget
  readonly #endpoints: readonly ServerEndpoint[]
  readonly #patience: Millis
  readonly #open = new Map<number, Promise<ServerClient>>()

  /** `patience`: how long one call may take before it is aborted. */
  constructor(target: ServerTarget, endpoints: readonly ServerEndpoint[], patience: Millis) {
    this.#target = target
    this.#endpoints = endpoints
    this.#patience = patience
  }

  /**
   * Carries out a call at a server, counted from 0. `fail` without an answer only while nothing can have
   * been sent, because there was no connection; whatever goes wrong later leaves the outcome unknown.
   */
  async submit(server: number, call: Json): Promise<CodedOutcome<Json>> {
    const signal = AbortSignal.timeout(this.#patience)
    let connection: ServerClient
    try {
      connection = await inTime(this.#connection(server, signal), signal)
    } catch (error) {
      this.#drop(server)
      return { type: 'fail', error: operationError('unreachable', `unreachable: ${messageOf(error)}`) }
    }
    try {
      const outcome = checked(await inTime(connection.submit(call, signal), signal))
      if (outcome.type === 'info') this.#drop(server)
      return outcome
    } catch (error) {
      this.#drop(server)
      return codedOutcome({ type: 'info', error: messageOf(error) })
    }
  }

  close(): void {
    for (const server of [...this.#open.keys()]) this.#drop(server)
  }

  #connection(server: number, signal: AbortSignal): Promise<ServerClient> {
    const known = this.#open.get(server)
    if (known !== undefined) return known
    const endpoint = elementAt(this.#endpoints, server)
    const opened = (async () => this.#target.connect(endpoint, signal))()
    this.#open.set(server, opened)
    return opened
  }

  /** The next call to that server opens a new connection. */
  #drop(server: number): void {
    const connection = this.#open.get(server)
    this.#open.delete(server)
    // it may be broken already, or never come about
    void connection?.then(async (client) => client.close?.()).catch(() => undefined)
  }
}

/** Rejects when the signal aborts first, for a function that does not heed it. */
async function inTime<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('timeout')), { once: true })
  })
  return Promise.race([promise, aborted])
}

/** A stranger's client may answer anything: what is no outcome decides nothing. */
function checked(outcome: Outcome<Json> | undefined): CodedOutcome<Json> {
  switch (outcome?.type) {
    case 'ok':
      return { type: 'ok', value: outcome.value ?? null }
    case 'fail':
    case 'info':
      return codedOutcome({ ...outcome, error: String(outcome.error ?? 'no reason given') })
    default:
      return codedOutcome({
        type: 'info',
        error: `the client gave no outcome but ${JSON.stringify(outcome)}`,
      })
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return cause instanceof Error && cause.message !== '' ? `${error.message}: ${cause.message}` : error.message
}
