import { pairEvents } from '../../../../src/record/pair-events.ts'
import type { HistoryEvent } from '../../../../src/record/history-event.ts'
import type { Operation } from '../../../../src/record/operation.ts'

export type MicroValue = readonly [f: 'append' | 'w' | 'r', key: unknown, value: unknown]

/** A transaction, by when it was invoked and when it returned; times only order the events. */
export interface Planned {
  readonly micros: readonly MicroValue[]
  readonly at: readonly [invoked: number, returned: number]
  readonly type?: 'ok' | 'fail' | 'info'
}

/** A transaction that runs while all others without times do. */
export const together = (...micros: readonly MicroValue[]): Planned => ({ micros, at: [0, 1] })

/** Transactions as operations, each of a client of its own. */
export function operationsOf(planned: readonly Planned[]): readonly Operation[] {
  const events = planned
    .flatMap(({ micros, at: [invoked, returned], type = 'ok' }, process) => {
      const common = { process, f: 'txn' }
      const asked = micros.map(([f, key, value]) => [f, key, f === 'r' ? null : value])
      return [
        { at: invoked, event: { ...common, type: 'invoke', value: asked } as HistoryEvent },
        { at: returned, event: { ...common, type, value: type === 'ok' ? micros : asked } as HistoryEvent },
      ]
    })
    .sort((a, b) => a.at - b.at)
  return pairEvents(
    events.map(({ event }) => event),
    { keepFailedOf: new Set(['txn']) },
  ).operations
}
