import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scenarioNamed } from '../../../scenarios/index.ts'
import { InputError } from '../../../src/base/input-error.ts'
import { CampaignCorpus } from '../../../src/campaign/campaign-corpus.ts'
import { corpusFiles, readCorpora, readCorpus, writeCorpus } from '../../../src/campaign/corpus-file.ts'
import type { CorpusEntry } from '../../../src/guidance/corpus.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import { settings as usual } from './some-settings.ts'

const NAME = 'leader-isolated'
const id = { target: 'own-raft', scenario: NAME, shape: '{}' }
const settings = { ...usual, scenarios: [NAME], choices: [NAME] }
const entry = (seed: string, features: number[]): CorpusEntry => ({
  plan: drawPlan(scenarioNamed(NAME)!, seed, builtInRaft()),
  steps: 10,
  features,
})
const folder = (): string => mkdtempSync(join(tmpdir(), 'whitewater-corpus-'))

/** What reading the file with this text says. */
function refusal(text: string): InputError {
  const file = join(folder(), 'x.corpus.json')
  writeFileSync(file, text)
  try {
    readCorpus(file)
  } catch (error) {
    expect(error).toBeInstanceOf(InputError)
    expect((error as InputError).place.file).toBe(file)
    return error as InputError
  }
  throw new Error('it was read')
}

const valid = { version: 1, kind: 'whitewater corpus', ...id, entries: [entry('a', [1])] }
const changed = (more: object): string => JSON.stringify({ ...valid, ...more })

test('what is written is read again', () => {
  const into = join(folder(), 'deep', 'corpus')
  expect(readCorpora(into).size).toBe(0)
  const entries = [entry('a', [1, 2]), entry('b', [3])]
  writeCorpus(into, id, entries)
  expect(readCorpora(into).get(NAME)).toEqual({ ...valid, entries })
  expect(corpusFiles(into)).toEqual([join(into, `${NAME}.corpus.json`)])
})

test('what is no corpus is refused by file and field', () => {
  expect(refusal('{"version": 1').message).toMatch(/no JSON/)
  expect(refusal('[]').message).toMatch(/put a copy/)
  expect(refusal(changed({ version: 2 })).place.field).toBe('version')
  expect(refusal(changed({ kind: 'something else' })).place.field).toBe('kind')
  expect(refusal(changed({ more: 1 })).message).toMatch(/more/)
  expect(refusal(changed({ entries: [{ ...valid.entries[0], features: [-1] }] })).place.field).toBe(
    'entries.0.features.0',
  )
  expect(refusal(changed({ entries: [{ ...valid.entries[0], steps: '10' }] })).place.field).toBe(
    'entries.0.steps',
  )
  const plan = { ...valid.entries[0]!.plan, nodes: 1000 }
  expect(refusal(changed({ entries: [{ ...valid.entries[0], plan }] })).place.field).toBe(
    'entries.0.plan.nodes',
  )
  expect(refusal(changed({ scenario: 'another' })).place.field).toBe('entries.0.plan.scenario')
  expect(refusal(`${'['.repeat(100_000)}${']'.repeat(100_000)}`).message).toMatch(/put a copy/)
})

test('a campaign reads what lies there, adds to it and writes the cheapest', () => {
  const into = folder()
  writeCorpus(into, id, [entry('a', [1, 2])])
  const corpus = new CampaignCorpus(into, settings)
  expect(corpus.known.get(NAME)?.length).toBe(1)
  corpus.keep(NAME, [{ ...entry('b', [1, 2]), steps: 5 }, entry('c', [3])])
  corpus.write()
  const seeds = readCorpora(into)
    .get(NAME)
    ?.entries.map(({ plan }) => plan.seed)
  expect(seeds).toEqual(['b', 'c'])
  expect(corpus.known.get(NAME)?.length).toBe(1)
  expect(readdirSync(into)).toEqual([`${NAME}.corpus.json`])
  expect(readFileSync(join(into, `${NAME}.corpus.json`), 'utf8').endsWith(']}\n')).toBe(true)
})

test('a folder that cannot be written to is told of, and ends nothing', () => {
  const into = join(folder(), 'corpus')
  const corpus = new CampaignCorpus(into, settings)
  writeFileSync(into, 'a file in the place of the folder')
  corpus.keep(NAME, [entry('a', [1])])
  corpus.write()
  expect(corpus.problem).toMatch(/^the corpus is not written: .*corpus/)
  rmSync(into)
  corpus.write()
  expect(corpus.problem).toBeUndefined()
  expect(readCorpora(into).get(NAME)?.entries.length).toBe(1)
})

test('the corpus of another target, or of other fixed things, is refused', () => {
  const into = folder()
  writeCorpus(into, id, [entry('a', [1])])
  expect(() => new CampaignCorpus(into, { ...settings, target: './my-raft.ts' })).toThrow(/another folder/)
  expect(() => new CampaignCorpus(into, { ...settings, shape: { nodes: 5 } })).toThrow(/"nodes":5/)
  // what is known decides nothing about a plan
  expect(new CampaignCorpus(into, { ...settings, shape: { known: ['a/b'] } }).known.size).toBe(1)
  expect(new CampaignCorpus(into, { ...settings, scenarios: ['other'] }).known.size).toBe(0)
})
