import type { Finding, Probed } from './finding.ts'
import { machineProbes } from './machine-probes.ts'
import type { Machine } from './machine.ts'
import type { Probe } from './probe.ts'
import { programProbes } from './program-probes.ts'

/** What a machine offers. */
export interface Examination {
  /** Whether all is there that nothing works without. */
  readonly ready: boolean
  /** In the order of the probes, whatever answers first. */
  readonly findings: readonly Finding[]
}

/** Looks for everything at the same time. Never throws, and takes no longer than some `patience` of the machine. */
export async function examine(machine: Machine): Promise<Examination> {
  const findings = await Promise.all(
    [...machineProbes, ...programProbes].map((probe) => find(probe, machine)),
  )
  return { ready: findings.every(({ needed, found }) => found || !needed), findings }
}

async function find(probe: Probe, machine: Machine): Promise<Finding> {
  const { name, needed, purpose, remedy } = probe
  let probed: Probed
  try {
    probed = await probe.look(machine)
  } catch (error) {
    const because = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
    probed = { found: false, because: because.slice(0, 300) }
  }
  return { name, needed, ...probed, purpose, remedy }
}
