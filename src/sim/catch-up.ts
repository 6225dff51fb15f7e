import { ViewState } from '../subject/view-state.ts'
import type { Cluster } from './cluster.ts'
import { lookAgain } from './incarnation.ts'

/** Looks at the servers with logs so long that they are not looked at after each event. */
export function catchUp({ processes, monitor, breaches, step, now }: Cluster): void {
  for (const { id, ordinal, status, live, node } of processes) {
    if (status !== 'up' || !(live instanceof ViewState) || !live.isBehind) continue
    lookAgain(live, node, (error) => breaches.threw(id, error, 'view()'))
    monitor.observe(ordinal, step, now)
  }
}
