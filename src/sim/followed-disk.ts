import type { InvariantMonitor } from '../../checkers/invariants/monitor.ts'
import type { Micros } from '../base/time.ts'
import type { Breaches } from './breaches.ts'
import type { Process } from './process.ts'

/** Who is told, and when. */
interface Told {
  readonly monitor: InvariantMonitor
  readonly breaches: Breaches
  readonly step: number
  readonly now: Micros
}

/** What the disk of a server holds has changed: the invariants look at it, where somebody can read it. */
export function followDisk({ monitor, breaches, step, now }: Told, { id, ordinal, mirror }: Process): void {
  if (mirror === undefined) return
  try {
    monitor.durable(ordinal, mirror, step, now)
  } catch (error) {
    // a mirror reads with code of the subject
    breaches.threw(id, error)
  }
}
