import type { Json } from '../../base/json.ts'
import { errors } from '../../base/operation-error.ts'
import type { Millis } from '../../base/time.ts'
import { noLongerKnown, notExecuted, tooManyInFlight, type StatusCall } from './session-command.ts'
import type { Remembered, SessionRules } from './session-rules.ts'
import type { Result } from './state-machine.ts'

/** What became of a request: its result, and whether the service executed it. */
interface Kept {
  readonly result: Result
  /** False for a status query, and for a request that one has fenced. */
  readonly executed: boolean
}

type KeptImage = readonly [sequence: number, result: Result, executed: boolean]

/** Its members stand in the order of canonical JSON. */
export type SessionImage = {
  readonly acknowledged: number
  readonly client: number
  readonly kept: readonly KeptImage[]
  readonly lastActive: Millis
  readonly refused: number
}

/** Its members, too, stand in the order of canonical JSON. */
function inOrder(result: Result): Result {
  if (result.type === 'ok') return result
  const { error, observed, type } = result
  return observed === undefined ? { error, type } : { error, observed, type }
}

/** One client session in the replicated state: which of its requests were executed, and their results. */
export class Session implements Remembered {
  /** When its last command was applied. */
  lastActive: Millis
  #acknowledged = 0
  /**
   * The highest number refused because too many results were kept. That answer is final, so whatever was not
   * executed up to it is refused for good: it may stand in the log once more.
   */
  #refused = 0
  readonly #kept = new Map<number, Kept>()

  constructor(lastActive: Millis) {
    this.lastActive = lastActive
  }

  static restore({ lastActive, acknowledged, refused, kept }: SessionImage): Session {
    const session = new Session(lastActive)
    session.#acknowledged = acknowledged
    session.#refused = refused
    for (const [sequence, result, executed] of kept) session.#kept.set(sequence, { result, executed })
    return session
  }

  image(client: number): SessionImage {
    const kept = [...this.#kept].map(([sequence, { result, executed }]): KeptImage => [
      sequence,
      inOrder(result),
      executed,
    ])
    return {
      acknowledged: this.#acknowledged,
      client,
      kept: kept.sort(([a], [b]) => a - b),
      lastActive: this.lastActive,
      refused: this.#refused,
    }
  }

  get acknowledged(): number {
    return this.#acknowledged
  }

  keeps(sequence: number): boolean {
    return this.#kept.has(sequence)
  }

  /** The highest number with a result that is kept; 0 if none is. */
  get latest(): number {
    let latest = 0
    for (const sequence of this.#kept.keys()) if (sequence > latest) latest = sequence
    return latest
  }

  /** The first result of a request; undefined when it was acknowledged since, or never came. */
  resultOf(sequence: number): Result | undefined {
    return this.#kept.get(sequence)?.result
  }

  /** Forgets what the client has heard, or does not wait for. */
  acknowledge(below: number, forgets: SessionRules['forgets']): void {
    if (below > this.#acknowledged) this.#acknowledged = below
    for (const sequence of this.#kept.keys())
      if (forgets(sequence, this.#acknowledged)) this.#kept.delete(sequence)
  }

  keep(sequence: number, result: Result, executed: boolean): void {
    this.#kept.set(sequence, { result, executed })
  }

  /** Why a request that was not executed yet must not be; undefined when it may. */
  refusal(sequence: number, maxInFlight: number): Result | undefined {
    if (sequence > this.#refused && this.#kept.size < maxInFlight) return undefined
    this.#refused = Math.max(this.#refused, sequence)
    return { type: 'fail', error: tooManyInFlight }
  }

  /** The answer to a status query, as it would be now. */
  statusOf(sequence: number, { value: asked }: StatusCall): Result {
    if (!Number.isSafeInteger(asked) || asked < 1 || asked >= sequence)
      return { type: 'fail', error: errors.malformedStatus.text }
    if (asked < this.#acknowledged) return { type: 'fail', error: noLongerKnown }
    const known = this.#kept.get(asked)
    return known?.executed === true
      ? { type: 'ok', value: { executed: known.result as Json } }
      : { type: 'fail', error: notExecuted }
  }
}
