import type { Job } from '../../../../src/campaign/queue/messages.ts'
import type { OrderOutcome } from '../../../../src/campaign/worker-pool.ts'
import { emptyTally } from '../../../../src/testcase/tally.ts'
import type { WorkOrder } from '../../../../src/testcase/work-order.ts'

export const someJob: Job = {
  ...{ protocol: 1, version: '1.2.3', target: 'own-raft', scenarios: ['steady-cluster'] },
  ...{ shape: {}, watchdog: 30_000, modules: {} },
}

export const someOrder: WorkOrder = { scenario: 'steady-cluster', shape: {}, seeds: ['1-0', '1-1'] }

export const done = (runs: number): OrderOutcome => ({ type: 'done', tally: { ...emptyTally(), runs } })

/** One after the other whatever waits for it has its turn. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5))
}
