/**
 * Runs correct but unusual Rafts, seed after seed over all scenarios, and prints who is accused of what:
 * `npm run fuzz:unusual -- [runs of each variant] [first seed] [variant]`. Ends with 1 when anybody is.
 */
import { scenarios } from '../../../scenarios/index.ts'
import { runAll, violationsOf } from '../targets/runs.ts'
import { unusualRaft, variantNames, type VariantName } from './variants.ts'

const [count = '1000', first = '1000', only] = process.argv.slice(2)
const chosen = variantNames.filter((name) => only === undefined || name === only)
let accused = 0
let undecided = 0
let runs = 0
for (const name of chosen) {
  const began = performance.now()
  const target = unusualRaft(name as VariantName)
  const found: string[] = []
  let elections = 0
  for (let at = 0; at < Number(count); at++) {
    const scenario = scenarios[at % scenarios.length]
    const seed = Number(first) + Math.floor(at / scenarios.length)
    const ran = await runAll(target, [seed], scenario === undefined ? [] : [scenario])
    found.push(...violationsOf(ran))
    undecided += ran.filter(({ status }) => status === 'unknown').length
    elections += ran.reduce((sum, { counts }) => sum + counts.elections, 0)
    runs += ran.length
  }
  accused += found.length
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(
    `${name.padEnd(40)} ${count} runs, ${elections} elections, ${seconds} s: ${found.length} accused`,
  )
  for (const line of found.slice(0, 10)) console.log(`  ${line}`)
}
console.log(`${runs} runs of ${chosen.length} variants: ${accused} accused, ${undecided} undecided`)
process.exitCode = accused === 0 ? 0 : 1
