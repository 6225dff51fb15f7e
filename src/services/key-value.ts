import { sameJson, type Json } from '../base/json.ts'
import type { Result, StateMachine } from './state-machine.ts'

/** A call of the register and key-value services. Without `key` it works on the one register. */
export interface KeyValueCall {
  readonly f: 'read' | 'write' | 'cas'
  readonly key?: string
  /** Null for a read; the value of a write; `[from, to]` of a cas. */
  readonly value: Json
}

/** Registers by key, each null until written. With one key it is a register. */
export class KeyValue implements StateMachine {
  readonly #values = new Map<string, Json>()

  isRead(call: Json): boolean {
    return (call as unknown as KeyValueCall).f === 'read'
  }

  apply(call: Json): Result {
    const result = this.preview(call)
    const { f, key = '', value } = call as unknown as KeyValueCall
    if (f === 'write') this.#values.set(key, value)
    else if (f === 'cas' && result.type === 'ok') this.#values.set(key, (value as readonly Json[])[1] as Json)
    return result
  }

  preview(call: Json): Result {
    const { f, key = '', value } = call as unknown as KeyValueCall
    const current = this.#values.get(key) ?? null
    switch (f) {
      case 'read':
        return { type: 'ok', value: current }
      case 'write':
        return { type: 'ok', value: null }
      case 'cas':
        if (Array.isArray(value) && value.length === 2 && sameJson(current, value[0]))
          return { type: 'ok', value: null }
        return { type: 'fail', error: 'precondition failed', observed: current }
    }
    return { type: 'fail', error: `no such call: ${String(f)}` }
  }
}
