import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { plantedBugs } from '../../scenarios/index.ts'
import { runScript } from '../../src/run/scripted/scripted-run.ts'
import { runPlan } from '../../src/run/run-plan.ts'
import { parsePlan } from '../../src/run/plan.ts'
import { builtInRaft, type BuiltInRaftOptions } from '../../src/subject/built-in-raft/built-in-raft.ts'
import { digests, planOf, run, scenarios, seeds } from './runs.ts'

const first = digests()

describe('a plan is a run: the same digest, step for step and answer for answer', () => {
  test('every scenario and seed has a digest of its own', () => {
    expect(Object.keys(first)).toHaveLength(scenarios.length * seeds.length)
    expect(new Set(Object.values(first)).size).toBe(scenarios.length * seeds.length)
  })

  test('again in the same process', () => {
    expect(digests()).toEqual(first)
  })

  test('in the reverse order: no run leaves anything behind for the next', () => {
    expect(digests([...scenarios].reverse())).toEqual(first)
  })

  test('in another process', async () => {
    const program = fileURLToPath(new URL('print-digests.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, [program], { maxBuffer: 1e7 })
    expect(JSON.parse(stdout)).toEqual(first)
  })

  test('lit as well as dark: looking does not change what is looked at', () => {
    expect(digests(scenarios, { traced: true })).toEqual(first)
  })

  test('strict as well: the built-in Raft never writes to what it sent, received or stored', () => {
    expect(digests(scenarios, { strict: true })).toEqual(first)
  })

  test('from a plan that went through JSON', () => {
    for (const scenario of scenarios) {
      const plan = planOf(scenario, seeds[0]!)
      const text = JSON.stringify(plan)
      expect(JSON.stringify(planOf(scenario, seeds[0]!))).toBe(text)
      const read = parsePlan(JSON.parse(text), 'plan.json')
      expect(read).toEqual(plan)
      expect(run(read).digest).toBe(first[`${scenario.name}/${seeds[0]}`])
    }
  })

  test('another seed, another size, one fault less: another digest', () => {
    const plan = planOf(
      scenarios.find(({ name }) => name === 'everything-at-once')!,
      'other',
    )
    const seen = [
      plan,
      { ...plan, seed: 'more' },
      { ...plan, nodes: plan.nodes + 1 },
      { ...plan, faults: [] },
    ]
    expect(new Set(seen.map((one) => run(one).digest)).size).toBe(4)
  })
})

describe('a lit run', () => {
  test.each(scenarios)(
    '$name: steps count from 1, time does not go back, every arrival is a step',
    (scenario) => {
      const { trace, counts } = run(planOf(scenario, 'lit'), { traced: true })
      const { steps, messages } = trace!
      expect(steps.map(({ step }) => step)).toEqual(steps.map((_, at) => at + 1))
      expect(steps).toHaveLength(counts.steps)
      expect(messages).toHaveLength(counts.messages)
      for (const [at, one] of steps.entries())
        if (at > 0) expect(one.time).toBeGreaterThanOrEqual(steps[at - 1]!.time)
      for (const { arrivals, sentIn, to } of messages) {
        for (const step of arrivals) {
          expect(step).toBeGreaterThan(sentIn)
          expect(steps[step - 1]).toMatchObject({ kind: 'deliver', node: to })
        }
      }
    },
  )

  test('a run that breaks has the same digest lit, dark and again, and breaks at the same step', () => {
    const bug = plantedBugs.find(({ id }) => id === 'vote-twice')!
    let broken = 0
    for (let seed = 0; seed < 40; seed++) {
      const plan = planOf(scenarios[seed % scenarios.length]!, `broken${seed}`)
      const target = () =>
        builtInRaft({ ...(plan.settings as BuiltInRaftOptions), ...bug.settings }, bug.deviation)
      const [dark, traced] = [runPlan(plan, target()), runPlan(plan, target(), { traced: true })]
      expect(traced.digest).toBe(dark.digest)
      if (dark.violation === undefined) {
        expect(traced.violation).toBeUndefined()
        continue
      }
      // only a trace says which rule was not kept
      expect(traced.violation).toMatchObject(dark.violation)
      broken++
    }
    expect(broken).toBeGreaterThan(0)
  })

  test.each(scenarios)(
    '$name: the decisions it recorded are a script, which gives one digest, too',
    (scenario) => {
      const plan = planOf(scenario, 'script')
      const target = () => builtInRaft(plan.settings as BuiltInRaftOptions)
      const { script, counts } = runPlan(plan, target(), { traced: true })
      const again = () => runScript(plan, target(), script!)
      expect(script!.length).toBeGreaterThan(scenario.oneOf === undefined ? 100 : 20)
      const { digest, violation, counts: scripted } = again()
      expect(again().digest).toBe(digest)
      expect(violation).toBeUndefined()
      expect(scripted.elections).toBe(counts.elections)
      expect(scripted.crashes).toBe(counts.crashes)
    },
  )
})
