import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Schedule, type Chunk, type RunRange } from '../../../src/campaign/schedule.ts'
import { parseBaseSeed, parseShard } from '../../../src/campaign/settings.ts'
import { settings } from './some-settings.ts'

const names = ['a', 'b', 'c', 'd', 'e']

/** Everything a schedule hands out, at a pace that changes. */
function all(schedule: Schedule, paces: readonly number[] = [10]): Chunk[] {
  const chunks: Chunk[] = []
  for (let chunk = schedule.next(); chunk !== undefined; chunk = schedule.next()) {
    chunks.push(chunk)
    schedule.learn(chunk.scenario, chunk.runs, chunk.runs * (paces[chunks.length % paces.length] ?? 1))
  }
  return chunks
}

const seedsOf = (chunks: readonly Chunk[]): string[] =>
  chunks.flatMap(({ scenario, seeds }) => seeds.map((seed) => `${scenario} ${seed}`))

const campaigns = fc.record({
  scenarios: fc.integer({ min: 1, max: 5 }).map((count) => names.slice(0, count)),
  runs: fc.integer({ min: 1, max: 300 }),
  shards: fc.integer({ min: 1, max: 7 }),
  workers: fc.integer({ min: 1, max: 8 }),
  paces: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 5 }),
})

describe('Schedule', () => {
  test('hands out each seed of each scenario exactly once over all shards, however it is cut', () => {
    fc.assert(
      fc.property(campaigns, ({ scenarios, runs, shards, workers, paces }) => {
        const seeds = Array.from({ length: shards }, (_, at) => {
          const shard = { index: at + 1, of: shards }
          const schedule = new Schedule({ ...settings, scenarios, runs, shard }, [], workers)
          const given = seedsOf(all(schedule, paces))
          expect(given.length).toBe(schedule.total)
          return given
        }).flat()
        const expected = scenarios.flatMap((name) =>
          Array.from({ length: runs }, (_, n) => `${name} 0x5eed-${n}`),
        )
        expect(seeds.sort()).toEqual(expected.sort())
      }),
      { numRuns: 60 },
    )
  })

  test('what is done is not handed out again, what is not done is', () => {
    fc.assert(
      fc.property(
        campaigns,
        fc.array(fc.boolean(), { minLength: 1 }),
        ({ scenarios, runs, workers, paces }, lost) => {
          const same = { ...settings, scenarios, runs }
          const first = all(new Schedule(same, [], workers), paces)
          const kept = first.filter((_, at) => lost[at % lost.length] === true)
          const rest = all(new Schedule(same, kept, 1), [50])
          expect(seedsOf([...kept, ...rest]).sort()).toEqual(seedsOf(first).sort())
        },
      ),
      { numRuns: 60 },
    )
  })

  test('scenarios progress together', () => {
    const schedule = new Schedule({ ...settings, scenarios: names })
    const runs = new Map<string, number>(names.map((name) => [name, 0]))
    for (const { scenario, runs: more } of Array.from({ length: 10 }, () => schedule.next() as Chunk)) {
      runs.set(scenario, (runs.get(scenario) ?? 0) + more)
    }
    expect([...runs.values()]).toEqual([2, 2, 2, 2, 2])
  })

  test('chunks grow where runs are fast and stay small where they are slow', () => {
    const { runs: _, ...unbounded } = settings
    const sizes = (pace: number): number[] => {
      const schedule = new Schedule({ ...unbounded, millis: 1000, scenarios: ['a'] })
      return Array.from({ length: 6 }, () => {
        const { runs } = schedule.next() as Chunk
        schedule.learn('a', runs, runs * pace)
        return runs
      })
    }
    expect(sizes(2).at(-1)).toBe(500)
    expect(sizes(3000).at(-1)).toBe(1)
  })

  test('when time is up, nothing more is handed out', () => {
    const schedule = new Schedule({ ...settings, scenarios: ['a', 'b', 'c'] })
    schedule.next()
    schedule.expire()
    expect(schedule.next()).toBeUndefined()
  })

  test('ranges stored twice are a failure of the harness', () => {
    const range: RunRange = { scenario: 'calm', first: 0, runs: 5 }
    expect(() => new Schedule(settings, [range, { ...range, first: 4 }])).toThrow(/stored twice/)
  })
})

describe('settings', () => {
  test('a shard is a part of parts', () => {
    expect(parseShard('2/4')).toEqual({ index: 2, of: 4 })
    for (const bad of ['0/4', '5/4', '1', '1/0', 'a/b', '1/2/3'])
      expect(() => parseShard(bad)).toThrow(/shard must be/)
  })

  test('a base seed is a number', () => {
    expect(parseBaseSeed('0x5EED')).toBe('0x5eed')
    for (const bad of ['', 'x', '1:2', '-1', '0x']) expect(() => parseBaseSeed(bad)).toThrow(/seed must be/)
  })
})
