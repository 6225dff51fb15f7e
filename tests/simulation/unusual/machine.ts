import type { Json } from '../../../src/base/json.ts'
import type { Outcome } from '../../../src/record/operation.ts'
import type { Mistakes } from './habits.ts'
import type { Call, Entry, Session, State } from './stored-log.ts'

/** Registers by key, which execute a command once however often it stands in the log. */
export class Machine {
  #values: Map<string, Json>
  #done: Set<string>
  #sessions: Map<number, Session>
  readonly #mistake: Mistakes['sessions']

  constructor({ values, done, sessions = [] }: State, mistake?: Mistakes['sessions']) {
    this.#values = new Map(Object.entries(values))
    this.#done = new Set(done)
    this.#sessions = new Map(sessions.map((session) => [session.client, session]))
    this.#mistake = mistake
  }

  get state(): State {
    const state = { values: Object.fromEntries([...this.#values].sort()), done: [...this.#done] }
    const isLost = this.#sessions.size === 0 || this.#mistake === 'lost-with-snapshot'
    return isLost ? state : { ...state, sessions: [...this.#sessions.values()] }
  }

  apply({ call, id }: Entry): Outcome<Json> {
    if (call === null) return { type: 'ok', value: null }
    const { client, sequence } = call
    if (client === undefined || sequence === undefined || this.#mistake === 'at-the-leader')
      return this.#execute(call, id)
    const session = this.#mistake === 'by-sequence-alone' ? 0 : client
    const last = this.#sessions.get(session)
    if (last !== undefined && last.sequence >= sequence)
      return last.sequence === sequence
        ? (last.outcome as Outcome<Json>)
        : { type: 'info', error: 'its client has gone on' }
    const outcome = this.#execute(call, id)
    this.#sessions.set(session, { client: session, sequence, outcome: outcome as Json })
    return outcome
  }

  #execute(call: Call, id: string): Outcome<Json> {
    const key = call.key ?? ''
    const old = this.#values.get(key) ?? null
    if (call.f === 'read') return { type: 'ok', value: old }
    if (id !== '') {
      if (this.#done.has(id)) return { type: 'ok', value: null }
      this.#done.add(id)
    }
    const [expected, wanted] = call.f === 'cas' ? (call.value as [Json, Json]) : [old, call.value as Json]
    if (JSON.stringify(old) !== JSON.stringify(expected)) return { type: 'fail', error: 'another value' }
    this.#values.set(key, wanted)
    return { type: 'ok', value: null }
  }
}
