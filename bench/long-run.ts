/**
 * What an event costs as a run gets longer: `node bench/long-run.ts [virtual seconds] [module of a target]`. Each line
 * is a tenth of the run; the last column stays level where nothing grows with the length of the run.
 */
import { resolveTarget } from '../src/testcase/targets.ts'
import { drawPlan } from '../src/run/drawing/draw-plan.ts'
import { runPlan } from '../src/run/run-plan.ts'
import { scenarios } from '../scenarios/index.ts'
import { unusualRaft } from '../tests/simulation/unusual/variants.ts'

const millisOfCpu = (): number => process.cpuUsage().user / 1000

const [given = '600', module] = process.argv.slice(2)
const seconds = Number(given)
const target = module === undefined ? unusualRaft('usual') : (await resolveTarget(module))({ settings: {} })
const scenario = scenarios.find(({ name }) => name === 'steady-cluster')
if (scenario === undefined) throw new Error('there is no scenario steady-cluster')
const plan = drawPlan(scenario, 'long', target, { nodes: 5, rate: 50, timeLimit: seconds * 1000 })
let reports = 0
let [lastReports, lastMillis, tenth] = [0, millisOfCpu(), 1]
const result = runPlan(plan, target, {
  onProgress: (now) => {
    reports++
    if (now < (tenth * plan.healAt * 1000) / 10) return
    const [events, millis] = [(reports - lastReports) * 10_000, millisOfCpu() - lastMillis]
    const each = ((1000 * millis) / events).toFixed(1)
    console.log(
      `${String(Math.round(now / 1e6)).padStart(6)} s  ${String(events).padStart(9)} events  ${each} µs of CPU each`,
    )
    ;[lastReports, lastMillis, tenth] = [reports, millisOfCpu(), tenth + 1]
  },
})
const { status, because, violation, counts } = result
console.log(`${status}${because === undefined ? '' : `: ${because}`} ${violation?.headline ?? ''}`)
console.log(`${counts.steps} steps, ${counts.operations} operations, ${counts.virtualMs} ms`)
