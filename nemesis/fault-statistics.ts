import type { NodeId } from '../src/base/node-id.ts'
import type { Micros } from '../src/base/time.ts'
import type { FaultRecord } from '../src/record/run-record.ts'
import type { FaultStatistics } from '../src/subject/fault-surface.ts'
import type { Phase } from './protocol-phase.ts'

/** How long after its beginning a fault still counts as the cause of an election. */
const AFTERMATH: Micros = 1_000_000

interface ActivationRecord {
  readonly from: Micros
  to: Micros | null
  readonly nodes: readonly NodeId[]
}

/** The books of one fault: when it was on, and what came of it. */
export class FaultStatisticsKeeper implements FaultStatistics {
  readonly id: string
  readonly #kind: string
  readonly #text: string
  readonly #activations: ActivationRecord[] = []
  readonly #effects = new Map<string, number>()
  readonly #phases = new Map<Phase, number>()

  constructor(id: string, kind: string, text: string) {
    this.id = id
    this.#kind = kind
    this.#text = text
  }

  count(effect: string, by = 1): void {
    this.#effects.set(effect, (this.#effects.get(effect) ?? 0) + by)
  }

  /** `phases`: what the cluster was at then. */
  begin(at: Micros, nodes: readonly NodeId[], phases: readonly Phase[] = []): void {
    this.#activations.push({ from: at, to: null, nodes })
    for (const phase of phases) this.#phases.set(phase, (this.#phases.get(phase) ?? 0) + 1)
  }

  end(at: Micros): void {
    const last = this.#activations.at(-1)
    if (last?.to === null) last.to = at
  }

  /** A server stood for leader: put down to the fault while it is on, or soon after it began. */
  election(at: Micros): void {
    const last = this.#activations.at(-1)
    if (last === undefined || last.nodes.length === 0) return
    if (last.to === null || at - last.from <= AFTERMATH) this.count('elections')
  }

  record(): FaultRecord {
    const activations = this.#activations.map(({ from, to, nodes }) => ({ from, to, nodes: [...nodes] }))
    return {
      id: this.id,
      kind: this.#kind,
      text: this.#text,
      activations,
      effects: Object.fromEntries(this.#effects),
      ...(this.#phases.size > 0 && { phases: Object.fromEntries(this.#phases) }),
    }
  }
}

/**
 * The faults that were never activated, found nobody to hit, or changed nothing. Elections alone prove nothing:
 * they happen without faults too.
 */
export function idleFaults(records: readonly FaultRecord[]): FaultRecord[] {
  return records.filter(({ effects }) =>
    Object.keys(effects).every((name) => name === 'elections' || !effects[name]),
  )
}
