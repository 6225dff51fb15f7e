import { elementAt } from '../../base/element-at.ts'
import { sameJson, type Json } from '../../base/json.ts'
import { errors } from '../../base/operation-error.ts'
import { fieldsOf } from './fields.ts'
import { imageOf, sortedByName } from './image.ts'
import type { Result, StateMachine } from './state-machine.ts'

/** A call of the register and key-value services. Without `key` it works on the one register. */
export interface KeyValueCall {
  readonly f: 'read' | 'write' | 'cas'
  readonly key?: string
  /** Null for a read; the value of a write; `[from, to]` of a cas. */
  readonly value: Json
}

type Image = {
  readonly service: 'key-value'
  readonly values: readonly (readonly [key: string, value: Json])[]
}

/** Registers by key, each null until written. With one key it is a register. */
export class KeyValue implements StateMachine {
  /** A register that is null is none: written or not, it is the same state. */
  #values = new Map<string, Json>()

  isRead(call: Json): boolean {
    return fieldsOf(call)['f'] === 'read'
  }

  apply(call: Json): Result {
    const result = this.preview(call)
    if (result.type === 'fail') return result
    const { f, key = '', value = null } = fieldsOf(call)
    if (f === 'write') this.#set(key as string, value)
    else if (f === 'cas') this.#set(key as string, elementAt(value as readonly Json[], 1))
    return result
  }

  preview(call: Json): Result {
    const { f, key = '', value = null } = fieldsOf(call)
    if (typeof key !== 'string') return { type: 'fail', error: errors.malformedKey.text }
    const current = this.#values.get(key) ?? null
    switch (f) {
      case 'read':
        return { type: 'ok', value: current }
      case 'write':
        return { type: 'ok', value: null }
      case 'cas':
        if (Array.isArray(value) && value.length === 2 && sameJson(current, value[0]))
          return { type: 'ok', value: null }
        return { type: 'fail', error: errors.preconditionFailed.text, observed: current }
      default:
        return { type: 'fail', error: `no such call: ${String(f)}` }
    }
  }

  snapshot(): Json {
    const image: Image = { service: 'key-value', values: sortedByName(this.#values) }
    return image as Json
  }

  restore(image: Json): void {
    this.#values = new Map(imageOf<Image>('key-value', image).values)
  }

  #set(key: string, value: Json): void {
    if (value === null) this.#values.delete(key)
    else this.#values.set(key, value)
  }
}
