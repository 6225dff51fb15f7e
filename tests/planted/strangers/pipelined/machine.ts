import type { Call, Image, Outcome, Value } from './vocabulary.ts'

/** The key-value store, and what each client was told last. */
export class Machine {
  values = new Map<string, Value>()
  sessions = new Map<number, { readonly sequence: number; readonly outcome: Outcome }>()

  /** A request that comes again gets the answer it got; one that its client has gone past has none. */
  execute(call: Call): Outcome {
    const last = this.sessions.get(call.client)
    if (last !== undefined && call.sequence === last.sequence) return last.outcome
    if (last !== undefined && call.sequence < last.sequence) return { type: 'info', error: 'long done with' }
    const outcome = this.perform(call)
    this.sessions.set(call.client, { sequence: call.sequence, outcome })
    return outcome
  }

  read(key: string): Outcome {
    return { type: 'ok', value: this.values.get(key) ?? null }
  }

  restore({ values, sessions }: Image): void {
    this.values = new Map(values)
    this.sessions = new Map(sessions)
  }

  private perform({ f, key, value = null }: Call): Outcome {
    if (f === 'read') return this.read(key)
    if (f === 'write') {
      this.values.set(key, value)
      return { type: 'ok', value: null }
    }
    const [from, to] = value as readonly [Value, Value]
    if (JSON.stringify(this.values.get(key) ?? null) !== JSON.stringify(from))
      return { type: 'fail', error: 'another value' }
    this.values.set(key, to)
    return { type: 'ok', value: null }
  }
}
