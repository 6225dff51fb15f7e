/**
 * What guidance is worth: runs until a planted bug is found, guided against drawn at random, from several base seeds. The same
 * scenarios in turn, the same seeds; a hunt that finds nothing counts as its most.
 *
 *   node bench/guided.ts [seeds] [most runs] [bug ...]
 */
import { scenarios, type Scenario } from '../scenarios/index.ts'
import { Guide } from '../src/guidance/guide.ts'
import { drawPlan } from '../src/run/drawing/draw-plan.ts'
import { runPlan } from '../src/run/run-plan.ts'
import { judgedBy } from '../src/testcase/judged-by.ts'
import { plantedBug, plantedTarget } from '../src/testcase/targets.ts'

const [seeds = '10', most = '2000', ...named] = process.argv.slice(2)
const bugs =
  named.length > 0 ? named : ['commit-old-term', 'joint-left-before-commit', 'vote-index-before-term']
/** The scenarios that reach every bug of the catalogue. */
const wild = ['contested-elections', 'everything-at-once', 'lease-reads', 'changing-members']

/** Runs until the bug is found; `most` where it is not. */
function hunt(id: string, base: number, isGuided: boolean): number {
  const bug = plantedBug(id)
  const make = plantedTarget(bug)
  const able = scenarios.filter(({ name }) => wild.includes(name) && (bug.scenarios?.includes(name) ?? true))
  const guides = new Map(able.map((scenario) => [scenario, new Guide(`guided ${base}`)]))
  for (let run = 0; run < Number(most); run++) {
    const scenario = able[run % able.length] as Scenario
    const guide = isGuided ? guides.get(scenario) : undefined
    const drawn = drawPlan(scenario, `${base}-${run}`, make({ settings: {} }))
    const plan = guide?.next(drawn).plan ?? drawn
    const result = runPlan(plan, make(plan), { ...judgedBy(scenario), features: isGuided })
    if (result.violation !== undefined && bug.breaks.includes(result.violation.property)) return run + 1
    guide?.learn(plan, result)
  }
  return Number(most)
}

const median = (sorted: readonly number[]): number => sorted[sorted.length >> 1] ?? NaN
const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length

for (const id of bugs) {
  const both = [false, true].map((isGuided) => {
    const began = performance.now()
    const runs = Array.from({ length: Number(seeds) }, (_, base) => hunt(id, base, isGuided))
    const pace = runs.reduce((sum, one) => sum + one, 0) / ((performance.now() - began) / 1000)
    return { runs: runs.sort((a, b) => a - b), pace }
  })
  const text = both.map(
    ({ runs, pace }, at) =>
      `${at === 0 ? 'random' : 'guided'} median ${median(runs)}, mean ${mean(runs).toFixed(0)}, ${pace.toFixed(0)} runs/s`,
  )
  const [random, guided] = both.map(({ runs }) => mean(runs)) as [number, number]
  console.log(`${id}: ${text.join('; ')}; ${(random / guided).toFixed(2)}x fewer`)
}
