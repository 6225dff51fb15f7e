import { expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { CandidateRuns, type Runner } from '../../../src/minimize/candidate-runs.ts'
import { shortestOfStarts } from '../../../src/minimize/shortest-of-starts.ts'
import type { Decision } from '../../../src/record/decision.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import type { Plan } from '../../../src/run/plan.ts'
import { runPlan } from '../../../src/run/run-plan.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import { violation } from './made-up-violation.ts'

const drawn: Plan = {
  ...drawPlan(scenarios[0]!, 'starts', builtInRaft()),
  faults: [],
  settings: {},
}
const passed = runPlan(drawn, builtInRaft())
const decisions = Array.from({ length: 9 }, (_, at): Decision => ({
  do: 'fire',
  node: 'n1',
  timer: `t${at}`,
}))

/** Runs whose scripts need seven decisions, but for those of small plans with these numbers, and of plain settings (`~`), which need as many as is said. */
async function search(
  needs: Readonly<Record<string, number>>,
  { plain, isSearched = true }: { readonly plain?: number; readonly isSearched?: boolean } = {},
) {
  const neededBy = ({ seed }: Plan): number => {
    if (seed.includes('~')) return plain ?? Infinity
    return needs[seed.split('+')[0] ?? ''] ?? 7
  }
  const runner: Runner = {
    timed: (plan) => {
      if (neededBy(plan) === Infinity) return passed
      const trace = { script: decisions, trace: { steps: [], messages: [] } as never }
      return { ...passed, violation, ...trace, counts: { ...passed.counts, steps: plan.seed.length } }
    },
    scripted: (plan, script) => {
      const needed = decisions.slice(0, neededBy(plan))
      const fails = needed.every((one) => script.includes(one))
      return { ...passed, script, ...(fails && { violation }) }
    },
    scriptable: true,
    small: (number) => ({ ...drawn, seed: 's'.repeat(number + 1) }),
    ...(isSearched && { stretches: () => Promise.resolve({ states: 1 }) }),
    ...(plain !== undefined && { shallow: [{ ...drawn, settings: { noop: false } }] }),
  }
  const runs = new CandidateRuns(violation, { runs: 30_000 })
  const failing = { plan: { ...drawn, seed: 'given' }, result: { ...passed, violation } }
  const small = await shortestOfStarts(failing, runner, runs, [])
  return { length: small.script?.length, plan: small.plan.plan }
}

test('it ends when two runs have become equally short', async () => {
  const { length } = await search({ sss: 2 })
  expect(length).toBe(7)
})

test('where one is shorter than the others it goes on', async () => {
  expect((await search({ s: 5, sss: 2 })).length).toBe(2)
})

test('after the first come runs with plain settings', async () => {
  const { length, plan } = await search({}, { plain: 3 })
  expect(length).toBe(3)
  expect(plan.seed).toContain('~')
})

test('where no search could follow them all are made small', async () => {
  expect((await search({ sss: 2 }, { isSearched: false })).length).toBe(2)
})
