import { canonicalJson, type Json } from '../../base/json.ts'
import { valueText } from '../../base/value-text.ts'
import type { Outcome } from '../../record/operation.ts'
import type { Offered } from '../../subject/offers.ts'
import type { LoneServer } from './lone-server.ts'
import type { SmallCluster } from './small-cluster.ts'
import { asked, KEY, type Call } from './told.ts'

/** Timers and syncs until a lone server must have elected itself and answered. */
export const ENOUGH = 2000
const TRIES = 100

const read: Call = { f: 'read', key: KEY, value: null }

/** A client of a small cluster, mostly of one server. */
export class LoneClient {
  readonly #server: LoneServer | SmallCluster
  readonly #offered: Offered
  readonly #number: number
  #sequence = 0

  /** `number`: what its requests name it by, where calls carry sessions. */
  constructor(server: LoneServer | SmallCluster, offered: Offered, number = 1) {
    this.#server = server
    this.#offered = offered
    this.#number = number
  }

  ask(call: Call): Outcome<Json> {
    this.#sequence++
    return this.askAgain(call)
  }

  /**
   * Asks under the number of its last request, until it is answered otherwise than by a refusal: a server may first have to
   * elect itself.
   */
  askAgain(call: Call): Outcome<Json> {
    let refused = 'no reply'
    for (let tries = 0; tries < TRIES; tries++) {
      const answer = this.#server.submit(asked(call, this.#offered, this.#number, this.#sequence))
      this.#server.run(ENOUGH / TRIES, () => answer.outcome !== undefined)
      const { outcome } = answer
      if (outcome !== undefined && outcome.type !== 'fail') return outcome
      if (outcome !== undefined) refused = outcome.error
      this.#server.run(ENOUGH / TRIES)
    }
    throw new Error(
      `${this.#server.inWords} does not answer ${valueText(call)} within ${ENOUGH} timers and syncs: ${refused}`,
    )
  }

  read(): Outcome<Json> {
    return this.ask(read)
  }

  expectRead(wanted: Json, when: string): void {
    const outcome = this.read()
    const got = outcome.type === 'ok' ? (outcome.value ?? null) : outcome.type
    if (canonicalJson(got) === canonicalJson(wanted)) return
    throw new Error(`${when}, a read gives ${valueText(got)}, not ${valueText(wanted)}`)
  }
}
