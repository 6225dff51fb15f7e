import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { environmentError } from '../base/environment-error.ts'
import { fitting } from '../base/fitting.ts'
import { InputError } from '../base/input-error.ts'
import type { CorpusEntry } from '../guidance/corpus.ts'
import { makeOutputFolder } from '../record/formats/writers/output-folder.ts'
import { featureLimit } from '../run/features/feature.ts'
import { MAX_FEATURES } from '../run/features/coverage-map.ts'
import { parsePlan } from '../run/plan.ts'
import { writeWholeFile } from '../testcase/whole-file.ts'

/** The corpus of one scenario on one target, as it lies in a file. */
export interface StoredCorpus {
  readonly version: 1
  readonly kind: typeof KIND
  readonly target: string
  readonly scenario: string
  /** What the user fixed of the plans, but for what is known; as canonical JSON. */
  readonly shape: string
  readonly entries: readonly CorpusEntry[]
}

/** What a corpus is of: only of equal ones the plans fit each other. */
export type CorpusId = Pick<StoredCorpus, 'target' | 'scenario' | 'shape'>

const KIND = 'whitewater corpus'
const ENDING = '.corpus.json'
const LARGEST = 256 * 1024 * 1024
const MOST_ENTRIES = 10_000
const REMEDY = 'put a copy of it in its place, or remove it: the search goes on without it'

const head = z.strictObject({
  version: z.literal(1),
  kind: z.literal(KIND),
  target: z.string(),
  scenario: z.string(),
  shape: z.string(),
  entries: z
    .array(
      z.strictObject({
        plan: z.unknown(),
        steps: z.int().min(0),
        features: z
          .array(
            z
              .int()
              .min(0)
              .max(featureLimit - 1),
          )
          .max(MAX_FEATURES),
      }),
    )
    .max(MOST_ENTRIES),
})

/** The files of corpora in a folder, in the order of their names; none where there is no folder. */
export function corpusFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(ENDING))
      .toSorted()
      .map((name) => join(folder, name))
  } catch (error) {
    throw environmentError(error, folder) ?? error
  }
}

/**
 * The corpora of a folder, by the name of their scenario.
 * @throws InputError that names file and field of what is damaged.
 */
export const readCorpora = (folder: string): Map<string, StoredCorpus> =>
  new Map(
    corpusFiles(folder).map((file) => {
      const corpus = readCorpus(file)
      return [corpus.scenario, corpus]
    }),
  )

/** @throws InputError that names file and field of what is damaged. */
export function readCorpus(file: string): StoredCorpus {
  const corpus = fitting<StoredCorpus>(head, jsonIn(file), { file }, REMEDY)
  const entries = corpus.entries.map((entry, position) => {
    const plan = planIn(entry.plan, file, position)
    if (plan.scenario === corpus.scenario) return { ...entry, plan }
    throw new InputError(
      `field entries.${position}.plan.scenario: is "${plan.scenario.slice(0, 80)}", and the file is of "${corpus.scenario.slice(0, 80)}"; ${REMEDY}`,
      { file, field: `entries.${position}.plan.scenario` },
    )
  })
  return { ...corpus, entries }
}

function planIn(plan: unknown, file: string, position: number): CorpusEntry['plan'] {
  try {
    return parsePlan(plan, file)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const field = `entries.${position}.plan.${error.place.field ?? ''}`
    throw new InputError(`entry ${position}: ${error.reason}; ${REMEDY}`, { file, field })
  }
}

function jsonIn(file: string): unknown {
  try {
    if (!statSync(file).isFile()) throw new InputError('is no file', { file })
    if (statSync(file).size > LARGEST) throw new InputError(`larger than 256 MiB; ${REMEDY}`, { file })
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw new InputError(`no JSON: ${error.message}; ${REMEDY}`, { file })
    throw environmentError(error, file) ?? error
  }
}

/**
 * Writes the corpus of a scenario, in the place of the one that lies in the folder.
 * @throws InputError when the folder cannot be written to.
 */
export function writeCorpus(folder: string, id: CorpusId, entries: readonly CorpusEntry[]): void {
  const corpus: StoredCorpus = { version: 1, kind: KIND, ...id, entries }
  const lines = entries.map((entry) => JSON.stringify(entry)).join(',\n')
  const { entries: _, ...rest } = corpus
  const text = `${JSON.stringify(rest).slice(0, -1)},"entries":[\n${lines}\n]}\n`
  makeOutputFolder(folder)
  try {
    writeWholeFile(join(folder, `${fileName(id.scenario)}${ENDING}`), text)
  } catch (error) {
    throw environmentError(error, folder) ?? error
  }
}

/** Names of scenarios are words with dashes; those of a module may be anything. */
const fileName = (scenario: string): string => scenario.replace(/[^a-z0-9-]+/gi, '_').slice(0, 100)
