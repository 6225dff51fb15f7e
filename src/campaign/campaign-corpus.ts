import { InputError } from '../base/input-error.ts'
import { canonicalJson } from '../base/json.ts'
import { pushAll } from '../base/push-all.ts'
import type { CorpusEntry } from '../guidance/corpus.ts'
import { minimalCorpus } from '../guidance/minimal-corpus.ts'
import { readCorpora, writeCorpus, type CorpusId } from './corpus-file.ts'
import type { CampaignSettings } from './settings.ts'
import type { EntriesByScenario } from './worker-corpus.ts'

/** So long between two writings, in milliseconds. */
const WRITE_EVERY = 30_000

/** The corpus of a guided campaign: what lay in its folder at the start, and what its workers keep. */
export class CampaignCorpus {
  readonly #folder: string
  readonly #settings: CampaignSettings
  readonly #entries = new Map<string, CorpusEntry[]>()
  readonly #changed = new Set<string>()
  #written = performance.now()
  #problem: string | undefined
  /** What lay in the folder at the start. */
  readonly known: EntriesByScenario

  /**
   * Reads the folder.
   * @throws InputError for a file that is damaged, or of another target or shape.
   */
  constructor(folder: string, settings: CampaignSettings) {
    this.#folder = folder
    this.#settings = settings
    for (const [scenario, { entries, ...id }] of readCorpora(folder)) {
      if (!settings.scenarios.includes(scenario)) continue
      assertSame(this.#id(scenario), id, folder)
      this.#entries.set(scenario, [...entries])
    }
    this.known = new Map([...this.#entries].map(([scenario, entries]) => [scenario, [...entries]]))
  }

  /** Takes what a worker keeps; writes it now and then. */
  keep(scenario: string, entries: readonly CorpusEntry[]): void {
    const all = this.#entries.get(scenario) ?? []
    this.#entries.set(scenario, all)
    pushAll(all, entries)
    this.#changed.add(scenario)
    // only how much a campaign that is killed loses depends on the clock
    if (performance.now() - this.#written > WRITE_EVERY) this.write()
  }

  /** Why the folder could not be written to, last; undefined: it could. */
  get problem(): string | undefined {
    return this.#problem
  }

  /** Never throws: what the runs came to must not be lost with a folder. */
  write(): void {
    this.#written = performance.now()
    try {
      this.#writeChanged()
      this.#problem = undefined
    } catch (error) {
      this.#problem = `the corpus is not written: ${error instanceof Error ? error.message : String(error)}`
    }
  }

  #writeChanged(): void {
    for (const scenario of this.#changed) {
      const entries = minimalCorpus(this.#entries.get(scenario) ?? [])
      this.#entries.set(scenario, entries)
      writeCorpus(this.#folder, this.#id(scenario), entries)
    }
    this.#changed.clear()
  }

  #id(scenario: string): CorpusId {
    const { target, shape } = this.#settings
    const { known: _, ignore: __, ...fixed } = shape
    return { target, scenario, shape: canonicalJson(fixed) }
  }
}

/**
 * The corpus that guides a campaign; undefined: it is not guided.
 * @throws InputError for a file of it that is damaged, or of another target or shape.
 */
export const openCorpus = (settings: CampaignSettings): CampaignCorpus | undefined =>
  settings.corpus === undefined ? undefined : new CampaignCorpus(settings.corpus, settings)

/** @throws InputError where plans of one would not do for the other. */
export function assertSame(wanted: CorpusId, { target, shape }: CorpusId, folder: string): void {
  const remedy = 'name another folder'
  if (target !== wanted.target)
    throw new InputError(
      `it holds the corpus of the target "${target.slice(0, 200)}", and this is "${wanted.target}"; ${remedy}`,
      { file: folder, option: 'corpus' },
    )
  if (shape !== wanted.shape)
    throw new InputError(
      `it holds a corpus of runs with ${shape.slice(0, 200)} fixed, and here it is ${wanted.shape}; ${remedy}`,
      { file: folder, option: 'corpus' },
    )
}
