import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scenarios } from '../../scenarios/index.ts'
import { diagnose } from '../../checkers/index.ts'
import { present } from '../../src/base/assert.ts'
import { nodeIds } from '../../src/base/node-id.ts'
import type { Trace } from '../../src/record/trace.ts'
import { drawPlan } from '../../src/run/drawing/draw-plan.ts'
import { runPlan } from '../../src/run/run-plan.ts'
import { builtInRaft } from '../../src/subject/built-in-raft/built-in-raft.ts'
import { judgedBy } from '../../src/testcase/judged-by.ts'
import { defaultTarget, plantedTarget } from '../../src/testcase/targets.ts'
import { stallsNotTold } from './expected-causes-edge.ts'
import { expectedStalls } from './expected-stalls.ts'
import { correct, find, plantedStalls, type PlantedStall } from './planted-runs.ts'

/** Runs of each that fail, one after the other. */
const FAILING = 2

function failing(bug: PlantedStall) {
  const found = []
  for (let from: number | undefined; found.length < FAILING;) {
    const { plan, scenario, seeds } = present(find(bug, from), bug.id)
    const judged = { ...judgedBy(scenario), traced: true }
    const { trace, violation, history } = runPlan(plan, plantedTarget(bug)(plan), judged)
    found.push({
      plan,
      scenario,
      history,
      trace: present(trace, 'trace'),
      violation: present(violation, 'breach'),
    })
    from = seeds
  }
  return found
}

const stalled = new Map(plantedStalls.map((bug) => [bug.id, failing(bug)]))
const runsOf = (id: string) => present(stalled.get(id), id)

/** Those whose loop is not told. */
const notTold = ['own-term-append-refused', ...stallsNotTold]

test('each planted stall is told, or known not to be', () => {
  const known = [...Object.keys(expectedStalls), ...notTold]
  expect(known.toSorted()).toEqual(plantedStalls.map(({ id }) => id).toSorted())
  expect(notTold.length).toBeLessThan(plantedStalls.length / 10)
})

test.each(plantedStalls)('$id: the correct Raft goes on where it stands still', (bug) => {
  for (const { plan, scenario } of runsOf(bug.id))
    expect(runPlan(plan, correct(bug)(plan), judgedBy(scenario)).violation?.headline).toBeUndefined()
})

describe.each(plantedStalls.filter(({ id }) => !notTold.includes(id)))('$id', (bug) => {
  test('is diagnosed as the very rule that it replaces, in each run that it stops', () => {
    const { cause, rule } = present(expectedStalls[bug.id], bug.id)
    for (const { plan, trace, violation, history } of runsOf(bug.id)) {
      expect(violation).toMatchObject({ property: 'liveness', cause })
      const result = diagnose(trace, violation, nodeIds(plan.nodes), history)
      if (!('diagnosis' in result)) throw new Error(result.unknown.join())
      const { because, headline } = result.diagnosis
      expect(result.diagnosis.rule).toMatch(rule)
      expect(headline).toMatch(/n\d/)
      expect(because[0]?.text).toMatch(/\d times|do not vary|have entry \d|has commitIndex|have accepted/)
      for (const { text, step } of because) {
        expect(text).not.toMatch(/undefined|NaN|Infinity|\[object|\b1 times/)
        if (step !== undefined) expect(trace.steps[step - 1]?.step).toBe(step)
      }
    }
  })

  test('stands in the documentation', () => {
    const page = readFileSync(new URL('../../docs/diagnosis.md', import.meta.url), 'utf8')
    expect(page.replaceAll(/ +/g, ' ')).toContain(`| \`${bug.id}\` | \`${expectedStalls[bug.id]?.cause}\` |`)
  })

  test('where less is shown it says less, and nothing that is not so', () => {
    const fields = ['role', 'currentTerm', 'votedFor', 'commitIndex', 'lastApplied', 'log', 'nextIndex']
    const hiding = fc.record({ fields: fc.subarray(fields), bodies: fc.boolean() })
    const [{ plan, trace, violation }] = runsOf(bug.id) as [ReturnType<typeof runsOf>[number]]
    fc.assert(
      fc.property(hiding, (hides) => {
        const result = diagnose(hidden(trace, hides), violation, nodeIds(plan.nodes))
        if ('diagnosis' in result) expect(result.diagnosis.cause).toBe(expectedStalls[bug.id]?.cause)
        else if (hides.bodies) expect(result.unknown.join()).toContain('in the words of Figure 2')
      }),
      { numRuns: 8 },
    )
  })
})

test('a correct Raft that was given no time to recover is accused of nothing', () => {
  const names = [
    'majority-down',
    'leader-isolated',
    'pauses-and-skew',
    'contested-elections',
    'changing-members',
  ]
  const hasty = scenarios
    .filter(({ name }) => names.includes(name))
    .map((scenario) => ({ scenario, plan: { ...drawPlan(scenario, 'hasty', builtInRaft()), settle: 20 } }))
  const stopped = hasty.flatMap(({ scenario, plan }) => {
    const { violation } = runPlan(plan, defaultTarget(plan), { ...judgedBy(scenario), traced: true })
    return violation === undefined ? [] : [violation]
  })
  expect(stopped.length).toBeGreaterThan(1)
  expect(stopped.filter(({ cause }) => cause !== undefined)).toEqual([])
})

/** The trace as a target would leave it that shows less. */
const hidden = (
  { steps, messages }: Trace,
  { fields, bodies }: { readonly fields: readonly string[]; readonly bodies: boolean },
): Trace => ({
  steps: steps.map(({ state = {}, ...step }) => ({
    ...step,
    state: Object.fromEntries(Object.entries(state).filter(([name]) => !fields.includes(name))),
  })),
  messages: bodies
    ? messages.map((message) => ({ ...message, text: 'opaque', body: [message.id] }))
    : messages,
})
