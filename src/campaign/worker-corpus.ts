import { pushAll } from '../base/push-all.ts'
import type { CorpusEntry } from '../guidance/corpus.ts'
import type { Tally } from '../testcase/tally.ts'
import type { WorkOrder } from '../testcase/work-order.ts'

/** The entries of a corpus, by scenario. */
export type EntriesByScenario = ReadonlyMap<string, readonly CorpusEntry[]>

/**
 * What one worker of a guided campaign goes on from: what lay in the corpus at the start, and what its own runs reached since. A process
 * that takes the place of another is told all of it.
 */
export class WorkerCorpus {
  readonly #known: EntriesByScenario
  readonly #kept = new Map<string, CorpusEntry[]>()
  readonly #told = new Set<string>()
  readonly #onKept: (scenario: string, entries: readonly CorpusEntry[]) => void

  constructor(known: EntriesByScenario, onKept: (scenario: string, entries: readonly CorpusEntry[]) => void) {
    this.#known = known
    this.#onKept = onKept
  }

  /** Another process knows nothing yet. */
  forgotten(): void {
    this.#told.clear()
  }

  /** The order with what its process does not know of the scenario. */
  told(order: WorkOrder): WorkOrder {
    const { scenario, guided } = order
    if (guided === undefined || this.#told.has(scenario)) return order
    this.#told.add(scenario)
    const entries = [...(this.#known.get(scenario) ?? []), ...(this.#kept.get(scenario) ?? [])]
    return { ...order, guided: { ...guided, entries } }
  }

  learn({ scenario, guided }: WorkOrder, { kept = [] }: Tally): void {
    if (guided === undefined || kept.length === 0) return
    const entries = this.#kept.get(scenario) ?? []
    this.#kept.set(scenario, entries)
    pushAll(entries, kept)
    this.#onKept(scenario, kept)
  }
}
