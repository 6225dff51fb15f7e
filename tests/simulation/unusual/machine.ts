import type { Json } from '../../../src/base/json.ts'
import type { Outcome } from '../../../src/record/operation.ts'
import type { Entry, State } from './stored-log.ts'

/** Registers by key, which execute a command once however often it stands in the log. */
export class Machine {
  #values: Map<string, Json>
  #done: Set<string>

  constructor({ values, done }: State) {
    this.#values = new Map(Object.entries(values))
    this.#done = new Set(done)
  }

  get state(): State {
    return { values: Object.fromEntries([...this.#values].sort()), done: [...this.#done] }
  }

  apply({ call, id }: Entry): Outcome<Json> {
    if (call === null) return { type: 'ok', value: null }
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
