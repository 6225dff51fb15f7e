import type { Millis } from '../base/time.ts'
import type { HistoryEvent } from '../record/history-event.ts'
import { keyName, type PlannedOperation, type WorkloadPlan } from '../workload/index.ts'

/** How long the probe waits between two questions. */
const THINK: Millis = 20

/**
 * What one more client asks once the faults are healed: it writes once and reads every object, again and
 * again until it has an answer for each. A write that was acknowledged and then lost shows in these reads.
 * `change`: how it writes where registers are changed by cas alone.
 */
export function probePlan(
  workload: WorkloadPlan,
  settle: Millis,
  change: 'write' | 'cas' = 'write',
): WorkloadPlan {
  const { operations } = workload
  const client = workload.clients
  const objects = workload.kind === 'register' ? 1 : workload.keys
  const round: PlannedOperation[] = [
    // a leader without a no-op commits what it inherited only by way of a request of its own term (§8)
    { client, think: THINK, f: change, key: 0 },
    ...Array.from({ length: objects }, (_, key) => ({ client, think: THINK, f: 'read' as const, key })),
  ]
  const rounds = Math.max(1, Math.ceil(settle / (THINK * round.length)))
  return {
    ...workload,
    clients: client + 1,
    // values are numbered by position: the probe's come after all planned ones, and differ
    operations: [...operations, ...Array.from({ length: rounds }, () => round).flat()],
  }
}

/** Follows what the probe is told. */
export class Probe {
  readonly #unread: Set<string | undefined>

  constructor(workload: WorkloadPlan) {
    const named = workload.kind === 'register' || workload.kind === 'kv'
    // the other services may know nothing of an object: one answer shows that they work
    const objects = named
      ? Array.from({ length: workload.keys }, (_, key) => keyName(workload, key))
      : ['any']
    this.#unread = new Set(objects)
  }

  see({ type, f, key }: HistoryEvent): void {
    if (type !== 'ok') return
    if (this.#unread.has('any')) this.#unread.clear()
    else if (f === 'read') this.#unread.delete(key)
  }

  get answered(): boolean {
    return this.#unread.size === 0
  }

  /** What has not been answered yet, in words. */
  get missing(): string {
    const names = [...this.#unread].map((key) => key ?? 'the register')
    return names.join(', ')
  }
}
