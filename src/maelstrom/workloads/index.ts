import type { Workload, WorkloadSettings } from '../workload.ts'
import type { WorkloadName } from '../options.ts'
import { counter } from './counters.ts'
import { echo } from './echo.ts'
import { kafka } from './kafka.ts'
import { linKv } from './lin-kv.ts'
import { broadcast, gSet } from './sets.ts'
import { transactions } from './transactions.ts'
import { uniqueIds } from './unique-ids.ts'

const workloads: { readonly [name in WorkloadName]: (settings: WorkloadSettings) => Workload } = {
  'lin-kv': linKv,
  broadcast,
  echo,
  'g-counter': (settings) => counter('g-counter', settings),
  'g-set': gSet,
  kafka,
  'pn-counter': (settings) => counter('pn-counter', settings),
  'txn-list-append': (settings) => transactions('txn-list-append', settings),
  'txn-rw-register': (settings) => transactions('txn-rw-register', settings),
  'unique-ids': uniqueIds,
}

export const makeWorkload = (name: WorkloadName, settings: WorkloadSettings): Workload =>
  workloads[name](settings)
