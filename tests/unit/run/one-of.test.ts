import { describe, expect, test } from 'vitest'
import { scenarioNamed, schedules } from '../../../scenarios/index.ts'
import { present } from '../../../src/base/assert.ts'
import { oneOf } from '../../../src/run/drawing/one-of.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import { defaultOffers, offersOf } from '../../../src/subject/offers.ts'

const all = present(scenarioNamed('canonical-schedules'), 'the scenario')
const builtInRaftOffers = offersOf(builtInRaft())
const played = (seeds: readonly string[], offers = builtInRaftOffers, shape = {}): string[] =>
  seeds.map((seed) => oneOf(all, seed, offers, shape).name)
const counted = (series: string, count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, at) => `${series}${from + at}`)

describe('a scenario that stands for several', () => {
  test('goes through all of them in as many seeds, from whatever number on', () => {
    const names = schedules.map(({ name }) => name).toSorted()
    expect(played(counted('1-', names.length)).toSorted()).toEqual(names)
    expect(played(counted('night-7-', names.length, 990)).toSorted()).toEqual(names)
  })

  test('leaves out what the subject cannot serve, and what is for more servers than there are', () => {
    const seeds = counted('', 100)
    expect(new Set(played(seeds, defaultOffers))).not.toContain('request-arrives-twice')
    const small = new Set(played(seeds, builtInRaftOffers, { nodes: 3 }))
    expect([...small].filter((name) => name === 'figure-8')).toEqual([])
    expect(small.size).toBeGreaterThan(5)
  })

  test('takes seeds that hold no number, and such as hold a long one', () => {
    const names = new Set(schedules.map(({ name }) => name))
    for (const name of played(['night', '', '9'.repeat(40), 'x-00000000000000000009']))
      expect(names).toContain(name)
  })

  test('lends its name to plans that are else those of the one', () => {
    const seed = present(
      counted('1-', schedules.length).find(
        (one) => oneOf(all, one, builtInRaftOffers, {}).name === 'figure-8',
      ),
      'a seed of it',
    )
    const plan = drawPlan(all, seed, builtInRaft())
    expect(plan).toMatchObject({ scenario: 'canonical-schedules', nodes: 5, settings: { noop: false } })
    expect(plan.steps?.length).toBeGreaterThan(10)
  })
})
