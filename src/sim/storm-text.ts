import type { Cluster } from './cluster.ts'
import type { Process } from './process.ts'

/** Who is to blame for so much under way at once; `limit`: how much may be. */
export function stormText(cluster: Cluster, underWay: number, limit: number): string {
  const { id, sent } = busiest(cluster, (process) => process.sent)
  return (
    `${underWay} messages and timers are under way at once (limit ${limit}); ` +
    `${id} has sent ${sent} of ${cluster.messages} messages`
  )
}

/** Who is to blame for so many steps. */
export function spinText(cluster: Cluster): string {
  const { id, handled } = busiest(cluster, (process) => process.handled)
  return `${id} has handled ${handled} of ${cluster.step} steps`
}

const busiest = ({ processes }: Cluster, measure: (process: Process) => number): Process =>
  processes.reduce((a, b) => (measure(b) > measure(a) ? b : a))
