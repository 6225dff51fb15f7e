import { expect, test } from 'vitest'
import { scenarioNamed } from '../../../scenarios/index.ts'
import { RandomStream } from '../../../src/base/random.ts'
import { Corpus, type CorpusEntry } from '../../../src/guidance/corpus.ts'
import { Guide } from '../../../src/guidance/guide.ts'
import { minimalCorpus } from '../../../src/guidance/minimal-corpus.ts'
import { featureOf } from '../../../src/run/features/feature.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import type { Plan } from '../../../src/run/plan.ts'
import type { RunResult } from '../../../src/run/run-result.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'

const scenario = scenarioNamed('leader-isolated')!
const planOf = (seed: string): Plan => drawPlan(scenario, seed, builtInRaft())
const exposure = (number: number): number => featureOf('exposure', number)

const entry = (seed: string, steps: number, ...features: number[]): CorpusEntry => ({
  plan: planOf(seed),
  steps,
  features: features.map(exposure),
})

const result = (features: readonly number[], violation?: object): RunResult =>
  ({ features: new Set(features), violation, counts: { steps: 100 } }) as unknown as RunResult

test('what few runs reached is chosen more often than what all reach', () => {
  const corpus = new Corpus()
  for (let run = 0; run < 40; run++) corpus.add(entry(`usual-${run}`, 10, 1, 2, 3))
  corpus.add(entry('rare', 10, 1, 2, 3, 4))
  const random = new RandomStream('choices')
  let rare = 0
  for (let draw = 0; draw < 30; draw++) if (corpus.choose(random)?.plan.seed === 'rare') rare++
  // one of 41 entries
  expect(rare).toBeGreaterThan(10)
})

test('a corpus keeps the first plans that reach something, and no more', () => {
  const corpus = new Corpus()
  const kept = Array.from({ length: 20 }, (_, run) => corpus.add(entry(`same-${run}`, 10, 1)))
  expect(kept.filter(Boolean).length).toBe(6)
  expect(kept[0]).toBe(true)
  expect(corpus.add(entry('another', 10, 2))).toBe(true)
  expect(new Corpus().choose(new RandomStream('x'))).toBeUndefined()
})

test('a guide draws anew at first, mutates later, and says the same each time', () => {
  const told = (): string[] => {
    const guide = new Guide('search')
    return Array.from({ length: 80 }, (_, run) => {
      const { plan, isMutant } = guide.next(planOf(`s-${run}`))
      guide.learn(plan, result([exposure(run % 7)]))
      return `${isMutant} ${JSON.stringify(plan)}`
    })
  }
  const first = told()
  expect(told()).toEqual(first)
  expect(first.slice(0, 20).every((line) => line.startsWith('false'))).toBe(true)
  const mutants = first.filter((line) => line.startsWith('true')).length
  expect(mutants).toBeGreaterThan(15)
  expect(mutants).toBeLessThan(55)
})

test('a plan whose run broke something is not kept', () => {
  const guide = new Guide('search')
  expect(guide.learn(planOf('a'), result([exposure(1)], {}))).toBeUndefined()
  expect(guide.learn(planOf('b'), result([exposure(1)]))?.plan.seed).toBe('b')
})

test('a minimal corpus has each feature once, of the cheapest, in whatever order it was given', () => {
  const all = [
    entry('dear', 90, 1, 2, 3),
    entry('cheap', 10, 1, 2),
    entry('vain', 50, 2),
    entry('dear', 90, 1, 2, 3),
  ]
  const seeds = (entries: readonly CorpusEntry[]): string[] =>
    minimalCorpus(entries).map(({ plan }) => plan.seed)
  expect(seeds(all)).toEqual(['cheap', 'dear'])
  expect(seeds(all.toReversed())).toEqual(['cheap', 'dear'])
})
