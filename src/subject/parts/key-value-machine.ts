import { digestText } from '../../base/digest.ts'
import type { Json } from '../../base/json.ts'
import type { Outcome } from '../../record/operation.ts'

/** A call of the built-in workloads; with `client` and `sequence` where the target offers `sessions`. */
export interface KeyValueCall {
  readonly f: string
  readonly key: string
  /** Of a `cas`: `[from, to]`. */
  readonly value?: Json
  readonly client?: number | string
  readonly sequence?: number
}

interface Session {
  readonly sequence: number
  readonly outcome: Outcome<Json>
}

/**
 * The state machine of the built-in workloads: registers by key, and what each client was answered last. A request that is
 * applied a second time under its number is answered as the first time, and has no effect.
 */
export class KeyValueMachine {
  #values = new Map<string, Json>()
  #sessions = new Map<string, Session>()

  /**
   * Applies a committed entry. `executed` is told of a request that really takes effect:
   * `(client, sequence) => environment.note('executed', { index, client, sequence })` switches the exactly-once check on.
   */
  apply(call: KeyValueCall, executed?: (client: number | string, sequence: number) => void): Outcome<Json> {
    const { client, sequence } = call
    if (client === undefined || sequence === undefined) return this.#execute(call)
    const known = this.#sessions.get(String(client))
    if (known !== undefined && known.sequence >= sequence) {
      return known.sequence === sequence
        ? known.outcome
        : { type: 'info', error: 'superseded by a later request of its client' }
    }
    const outcome = this.#execute(call)
    this.#sessions.set(String(client), { sequence, outcome })
    executed?.(client, sequence)
    return outcome
  }

  /** A read outside of the log, for libraries that read from the leader's memory. */
  read(key: string): Json {
    return this.#values.get(key) ?? null
  }

  /** All of it, for a snapshot. */
  snapshot(): Json {
    const sessions = [...this.#sessions].map(([client, { sequence, outcome }]) => [client, sequence, outcome])
    // JSON but for what an outcome may be, which its type cannot say
    return { values: [...this.#values], sessions } as unknown as Json
  }

  restore(snapshot: Json): void {
    // made by snapshot()
    const { values, sessions } = snapshot as unknown as {
      readonly values: [string, Json][]
      readonly sessions: [string, number, Outcome<Json>][]
    }
    this.#values = new Map(values)
    this.#sessions = new Map(sessions.map(([client, sequence, outcome]) => [client, { sequence, outcome }]))
  }

  /** For `stateDigest` of a view: equal states, equal digests. */
  digest(): string {
    return digestText(JSON.stringify(this.snapshot())).toString(16)
  }

  #execute({ f, key, value }: KeyValueCall): Outcome<Json> {
    const held = this.read(key)
    if (f === 'read') return { type: 'ok', value: held }
    if (f === 'write') {
      this.#values.set(key, value ?? null)
      return { type: 'ok', value: value ?? null }
    }
    if (f !== 'cas') return { type: 'fail', error: `unsupported: ${f}` }
    const [from, to] = value as readonly [Json, Json]
    if (JSON.stringify(held) !== JSON.stringify(from)) {
      return { type: 'fail', error: `precondition failed: it is ${JSON.stringify(held)}` }
    }
    this.#values.set(key, to)
    return { type: 'ok', value: value ?? null }
  }
}
