import { describe, expect, test } from 'vitest'
import type { CoverageMark } from '../../src/run/coverage-marks.ts'
import type { RunResult } from '../../src/run/run-result.ts'
import { runPlan } from '../../src/run/run-plan.ts'
import {
  builtInRaft,
  type Deviation,
  type BuiltInRaftOptions,
} from '../../src/subject/built-in-raft/built-in-raft.ts'
import type { Target } from '../../src/subject/target.ts'
import { planOf, run, scenarios } from './runs.ts'

/** Of each scenario: more than in the test of all scenarios, whose seeds are others. */
const RUNS = 60
const named = (wanted: string) => scenarios.find(({ name }) => name === wanted)!

describe.each([
  ['payments', 'ledger', ['open', 'deposit', 'debit', 'transfer', 'balance', 'status', 'open-session']],
  ['directories', 'directory', ['create', 'remove', 'rename', 'list', 'stat', 'open-session']],
])('%s', (name, kind, functions) => {
  test('holds on the correct Raft, and all of the service is called', () => {
    const scenario = named(name)
    const passed = new Map<CoverageMark, number>()
    const called = new Set<string>()
    let undecided = 0
    for (let seed = 0; seed < RUNS; seed++) {
      const plan = planOf(scenario, `service${seed}`)
      expect(plan.workload.kind).toBe(kind)
      const { violation, status, coverageMarks, history } = run(plan)
      expect(violation?.headline, plan.seed).toBeUndefined()
      if (status !== 'valid') undecided++
      for (const { f, type } of history) if (type === 'ok') called.add(f)
      for (const one of scenario.coverageMarks) passed.set(one, (passed.get(one) ?? 0) + coverageMarks[one])
    }
    expect(undecided).toBeLessThan(RUNS / 20)
    expect([...called].sort()).toEqual([...functions].sort())
    for (const one of scenario.coverageMarks) expect(passed.get(one), one).toBeGreaterThan(0)
  })
})

/** The first breach among a few runs of payments. */
function breach(deviation: Deviation, change: (target: Target) => Target): RunResult | undefined {
  for (let seed = 0; seed < 60; seed++) {
    const plan = planOf(named('payments'), `double${seed}`)
    const target = change(builtInRaft(plan.settings as BuiltInRaftOptions, deviation) as unknown as Target)
    const result = runPlan(plan, target)
    if (result.violation !== undefined) return result
  }
  return undefined
}

describe('the double payment', () => {
  const twice = { sessions: { alreadyExecuted: () => false } }

  test('is found as a request executed twice, with its client and number', () => {
    const { violation } = breach(twice, (target) => target)!
    expect(violation).toMatchObject({ property: 'exactly-once', shape: 'twice' })
    expect(violation!.headline).toMatch(/executed request \d+ of session \d+ twice/)
  })

  test('is found in what clients saw as well: balances that no order of the payments gives', () => {
    const { violation } = breach(twice, (target) => ({
      ...target,
      // nobody tells the monitor what was executed
      create: (environment) => target.create({ ...environment, note: () => undefined }),
    }))!
    expect(violation).toMatchObject({ property: 'linearizability' })
  })

  test('is named from what clients saw alone, with its request, where one repetition explains it', () => {
    let found = 0
    for (let seed = 0; seed < 40 && found < 3; seed++) {
      const drawn = planOf(named('payments'), `named${seed}`)
      const plan = {
        ...drawn,
        workload: { ...drawn.workload, operations: drawn.workload.operations.slice(0, 30) },
      }
      const target = builtInRaft(plan.settings as BuiltInRaftOptions, twice) as unknown as Target
      const executed = new Map<string, Set<number>>()
      const { violation } = runPlan(plan, {
        ...target,
        create: (environment) =>
          target.create({
            ...environment,
            // told to the test, and not to the monitor
            note: (_event, data) => {
              const { client, sequence, index } = data as { client: number; sequence: number; index: number }
              const request = `request ${sequence} of session ${client}`
              executed.set(request, (executed.get(request) ?? new Set()).add(index))
            },
          }),
      })
      const suspect = /as if [^;]*\(process \d+, (request \d+ of session \d+)\) had been executed twice$/
      const request = suspect.exec(violation?.headline ?? '')?.[1]
      if (request === undefined) continue
      found++
      expect(executed.get(request)?.size, violation!.headline).toBeGreaterThan(1)
    }
    expect(found).toBeGreaterThan(0)
  })

  test('comes of asking without a fence, too: a payment executes after the answer that it did not', () => {
    const { violation, history } = breach({ sessions: { fencesStatus: () => false } }, (target) => target)!
    expect(violation).toMatchObject({ property: 'linearizability' })
    expect(history.some(({ f, error }) => f === 'status' && error === 'not executed')).toBe(true)
  })
})
