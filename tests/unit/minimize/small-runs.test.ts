import { expect, test } from 'vitest'
import { scenarios } from '../../../scenarios/index.ts'
import { CandidateRuns, type Runner } from '../../../src/minimize/candidate-runs.ts'
import { smallRuns } from '../../../src/minimize/small-runs.ts'
import { drawPlan } from '../../../src/run/drawing/draw-plan.ts'
import { runPlan } from '../../../src/run/run-plan.ts'
import { builtInRaft } from '../../../src/subject/built-in-raft/built-in-raft.ts'
import { violation } from './made-up-violation.ts'

const drawn = drawPlan(scenarios[0]!, 'small', builtInRaft())
const passed = runPlan(drawn, builtInRaft())
const failed = { ...passed, violation }

/** Some small plans fail, every tenth if not told otherwise, the later the longer; those from `clockless` on fail as a script, too. */
async function search(clockless: number | undefined, fails = (seed: number) => seed % 10 === 0) {
  const runner: Runner = {
    timed: ({ seed }) =>
      fails(Number(seed)) ? { ...failed, counts: { ...failed.counts, steps: Number(seed) + 1 } } : passed,
    scripted: () => passed,
    scriptable: true,
    small: (number) => ({ ...drawn, seed: String(number) }),
  }
  const runs = new CandidateRuns(violation, { runs: 30_000 })
  const start = { plan: { ...drawn, seed: '1' }, result: failed }
  const script = [{ do: 'crash', node: 'n1' } as const]
  const found = await smallRuns(
    start,
    runner,
    runs,
    [],
    clockless === undefined
      ? undefined
      : ({ plan }) => Promise.resolve(Number(plan.seed) >= clockless ? script : undefined),
  )
  return { seeds: found.map(({ plan }) => Number(plan.seed)), tried: runs.runs }
}

test('a few small plans that fail are enough, the shortest first', async () => {
  const { seeds, tried } = await search(undefined)
  expect(seeds.filter((seed) => seed !== 1)).toEqual([0, 10, 20])
  expect(tried).toBe(21)
})

test('where none of them fails without a clock, it is looked for until one does, which comes first', async () => {
  const { seeds, tried } = await search(1001)
  expect(seeds[0]).toBe(1010)
  expect(seeds[1]).toBe(0)
  expect(tried).toBe(1011)
})

test('a failure that needs its timing is not looked for without end', async () => {
  const { seeds, tried } = await search(1_000_000)
  expect(seeds).toHaveLength(4)
  expect(tried).toBe(3000)
})

test('where few or no small plans fail it is given up', async () => {
  const none = await search(undefined, () => false)
  expect(none).toEqual({ seeds: [1], tried: 3000 })
  const few = await search(undefined, (seed) => seed % 2000 === 0)
  expect(few.seeds.filter((seed) => seed !== 1)).toEqual([0, 2000])
  expect(few.tried).toBe(3000)
})
