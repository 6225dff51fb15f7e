import type { Finding, Probed } from './finding.ts'
import type { Machine } from './machine.ts'

/** How one thing is looked for. What throws or takes too long counts as not found. */
export interface Probe extends Pick<Finding, 'name' | 'needed' | 'purpose' | 'remedy'> {
  look(machine: Machine): Probed | Promise<Probed>
}
