import type { Json, Outcome } from 'whitewater'
import type { Request } from './vocabulary.ts'

interface Session {
  readonly sequence: number
  readonly outcome: Outcome<Json>
}
type Executed = (client: number | string, sequence: number) => void

/** Registers by key, and for each client the last request with its outcome. */
export class Machine {
  protected values: Record<string, Json> = {}
  protected sessions: Record<string, Session> = {}

  read(key: string): Json {
    return this.values[key] ?? null
  }

  apply(call: Request, executed: Executed): Outcome<Json> {
    if (call.client === undefined || call.sequence === undefined) return this.execute(call)
    const known = this.sessions[String(call.client)]
    if (known !== undefined && known.sequence === call.sequence) return known.outcome
    if (known !== undefined && known.sequence > call.sequence) return { type: 'info', error: 'superseded' }
    executed(call.client, call.sequence)
    const outcome = this.execute(call)
    this.sessions[String(call.client)] = { sequence: call.sequence, outcome }
    return outcome
  }

  protected execute({ f, key, value = null }: Request): Outcome<Json> {
    const held = this.read(key)
    if (f === 'read') return { type: 'ok', value: held }
    if (f === 'write') {
      this.values[key] = value
      return { type: 'ok', value }
    }
    if (f !== 'cas') return { type: 'fail', error: 'no such call' }
    const [from, to] = value as readonly [Json, Json]
    if (JSON.stringify(from) !== JSON.stringify(held)) {
      return { type: 'fail', error: 'precondition failed' }
    }
    this.values[key] = to
    return { type: 'ok', value }
  }

  export(): string {
    return JSON.stringify({ values: this.values, sessions: this.sessions })
  }

  import(data: string): void {
    const { values, sessions } = JSON.parse(data) as {
      values: Record<string, Json>
      sessions: Record<string, Session>
    }
    this.values = values
    this.sessions = sessions
  }

  /** The same state, the same text. */
  digest(): string {
    const sorted = (record: object) =>
      Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)) as [string, Json][]
    return JSON.stringify([sorted(this.values), sorted(this.sessions)])
  }
}
