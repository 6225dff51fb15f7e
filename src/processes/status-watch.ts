import type { NodeId } from '../base/node-id.ts'
import type { Millis } from '../base/time.ts'
import type { Trigger } from '../subject/fault-surface.ts'
import type { ServerStatus, ServerTarget } from '../subject/server.ts'
import type { RealClock } from './real-clock.ts'
import type { RunningNode } from './supervision/running-node.ts'

/** How long an answer may take. */
const PATIENCE: Millis = 1000

/**
 * What happened between two looks at one server. Looks are seldom: who led only between two of them is
 * not noticed.
 */
export function triggersBetween(before: ServerStatus | undefined, after: ServerStatus): Trigger[] {
  const triggers: Trigger[] = []
  const isNew = before?.role !== after.role || before.currentTerm < after.currentTerm
  if (before?.role === 'leader' && (after.role !== 'leader' || isNew)) triggers.push('stepped-down')
  if (after.role === 'candidate' && isNew) triggers.push('candidate')
  if (after.role === 'leader' && isNew) triggers.push('leader')
  if (before?.commitIndex !== undefined && (after.commitIndex ?? 0) > before.commitIndex) {
    triggers.push('committed')
  }
  return triggers
}

/** Asks each running server again and again what it is, where the target can say so. */
export class StatusWatch {
  readonly #ask: ServerTarget['status']
  readonly #clock: RealClock
  readonly #every: Millis
  readonly #seen = new Map<NodeId, ServerStatus>()
  #answered = false
  #lastError: Error | undefined
  #listener: ((trigger: Trigger, node: NodeId) => void) | undefined

  constructor(target: ServerTarget, clock: RealClock, every: Millis) {
    this.#ask = target.status?.bind(target)
    this.#clock = clock
    this.#every = every
  }

  /** Tells of triggers from now on; who leads already is told of once more. */
  listen(listener: (trigger: Trigger, node: NodeId) => void): void {
    this.#listener = listener
    this.#seen.clear()
  }

  /** What it was when it last said so; undefined when it has not in this incarnation. */
  seen(node: NodeId): ServerStatus | undefined {
    return this.#seen.get(node)
  }

  /** Why no server has ever said what it is, when none has. */
  get silence(): string | undefined {
    if (this.#answered || this.#lastError === undefined) return undefined
    return `no server has ever answered status(): ${this.#lastError.message}`
  }

  /** Its incarnation is over. */
  forget(node: NodeId): void {
    this.#seen.delete(node)
  }

  follow(node: RunningNode): void {
    if (this.#ask !== undefined) this.#later(node)
  }

  #later(node: RunningNode): void {
    this.#clock.after(this.#every, () => {
      void this.#look(node).finally(() => this.#later(node))
    })
  }

  async #look(node: RunningNode): Promise<void> {
    const { incarnation } = node
    if (incarnation === undefined || node.status !== 'up') return
    const signal = AbortSignal.any([incarnation.over, AbortSignal.timeout(PATIENCE)])
    let status: ServerStatus | undefined
    try {
      status = await Promise.race([this.#ask?.(node.endpoint, signal), aborted(signal)])
    } catch (error) {
      // it does not answer now: it may be starting, or overloaded
      this.#lastError = error as Error
      return
    }
    if (status === undefined || incarnation !== node.incarnation || incarnation.over.aborted) return
    this.#answered = true
    const before = this.#seen.get(node.id)
    this.#seen.set(node.id, status)
    for (const trigger of triggersBetween(before, status)) this.#listener?.(trigger, node.id)
  }
}

/** Rejects when the signal aborts, for a function that does not heed it. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}
