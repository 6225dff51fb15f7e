import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { InputError } from '../../../src/base/input-error.ts'
import type { Json } from '../../../src/base/json.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { runPlan } from '../../../src/run/run-plan.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import { builtInSettings } from '../../../src/subject/built-in-raft/settings.ts'

const plan = drawPlan(scenarios[0]!, 'settings', builtInRaft())

describe('settings of the built-in Raft', () => {
  test('are good as they are drawn', () => {
    for (const scenario of scenarios)
      for (let seed = 0; seed < 20; seed++) {
        const { settings } = drawPlan(scenario, String(seed), builtInRaft())
        expect(builtInSettings(settings)).toBe(settings)
      }
  })

  test.each<[name: string, value: Json]>([
    ['electionTimeoutMin', -1],
    ['electionTimeoutMin', 999_999],
    ['electionTimeoutMax', '300'],
    ['heartbeatInterval', 0],
    ['batch', 1.5],
    ['reads', 'nobody'],
    ['noop', 1],
    ['service', 'toString'],
    ['maxSessions', null],
    ['snapshotEvery', 1e300],
    ['maxClockDrift', 1_000_000],
  ])('%s: %j is refused by name', (name, value) => {
    const settings = () => builtInSettings({ ...plan.settings, [name]: value }, { file: 'run.json' })
    expect(settings).toThrow(InputError)
    expect(settings).toThrow(/^run\.json: settings\.(electionTimeoutMax|\w+): must /)
    expect(settings).toThrow(name === 'electionTimeoutMin' && value === 999_999 ? 'electionTimeoutMax' : name)
  })

  test('what is none of them is left to whom it is for', () => {
    expect(builtInSettings({ theirs: -1 })).toEqual({ theirs: -1 })
  })

  // whatever is written into a plan is refused in words, or makes a run that the harness can judge
  test('any value is refused, or played', () => {
    const names = Object.keys(plan.settings)
    const value = fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constantFrom('log', 'lease', 'joint', 'eager', 'explicit'),
      fc.constant(null),
    )
    fc.assert(
      fc.property(fc.constantFrom(...names), value, (name, given) => {
        const settings = { ...plan.settings, [name]: given }
        try {
          builtInSettings(settings)
        } catch (error) {
          expect(error).toBeInstanceOf(InputError)
          return
        }
        const { status } = runPlan({ ...plan, settings }, builtInRaft(builtInSettings(settings)))
        expect(['valid', 'invalid', 'unknown']).toContain(status)
      }),
      { numRuns: 60 },
    )
  })
})
