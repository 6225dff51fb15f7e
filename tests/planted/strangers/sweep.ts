/**
 * How soon a default campaign finds each mistake in a Raft that it does not know:
 * `node tests/planted/strangers/sweep.ts [--stranger small|thesis|pipelined] [--runs N] [--seeds N] [mutant...]`. Prints for each the median
 * of runs over some base seeds, what broke and where. Those never found within `--runs` (default: 30 of each scenario) are listed at
 * the end, and why none can be where that is known. `--correct N` runs the Raft as it is, N of each scenario: nobody may be accused.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { resolveTarget } from '../../../src/testcase/targets.ts'
import { TestCase } from '../../../src/testcase/test-case.ts'
import { servedBy } from '../../simulation/targets/runs.ts'
import { mutants } from './mutants.ts'
import { pipelinedMutants } from './pipelined-mutants.ts'
import {
  pipelinedStranger,
  planted,
  smallStranger,
  thesisStranger,
  written,
  type Mutant,
} from './stranger.ts'
import { thesisMutants } from './thesis-mutants.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    stranger: { type: 'string', default: 'small' },
    runs: { type: 'string' },
    seeds: { type: 'string', default: '1' },
    correct: { type: 'string' },
  },
})
/** Seeds of each scenario. */
const EACH = 30
const strangers = {
  small: { stranger: smallStranger, mistakes: mutants },
  thesis: { stranger: thesisStranger, mistakes: thesisMutants },
  pipelined: { stranger: pipelinedStranger, mistakes: pipelinedMutants },
}
const chosen = new Map(Object.entries(strangers)).get(values.stranger)
if (chosen === undefined) throw new Error(`no stranger ${values.stranger}`)
const stranger = chosen.stranger()

interface Hunted {
  /** Infinity: not found. */
  readonly runs: number
  readonly seconds: number
  readonly by: string
}

/** Scenario after scenario, seed after seed, as a campaign of one worker. */
async function hunt(file: string, base: number, most?: number): Promise<Hunted> {
  const began = performance.now()
  const make = await resolveTarget(file)
  const scenarios = servedBy(make({ settings: {} }))
  const seconds = (): number => (performance.now() - began) / 1000
  for (let run = 0; run < (most ?? EACH * scenarios.length); run++) {
    const scenario = scenarios[run % scenarios.length]
    if (scenario === undefined) break
    const seed = `${base}-${Math.floor(run / scenarios.length)}`
    const { violation } = await new TestCase({ scenario, target: file, make, seed }).unexplained()
    if (violation !== undefined)
      return {
        runs: run + 1,
        seconds: seconds(),
        by: `${violation.property} in ${scenario.name}, seed ${seed}: ${violation.headline}`,
      }
  }
  return { runs: Infinity, seconds: seconds(), by: 'nothing' }
}

const folder = mkdtempSync(join(tmpdir(), 'whitewater-strangers-'))
const missed: string[] = []
try {
  if (values.correct !== undefined) {
    const file = written(stranger, join(folder, 'correct'))
    const scenarios = servedBy((await resolveTarget(file))({ settings: {} })).length
    for (let base = 1; base <= Number(values.seeds); base++)
      console.log(`as it is, base seed ${base}:`, await hunt(file, base, scenarios * Number(values.correct)))
  } else {
    for (const one of chosen.mistakes) {
      if (positionals.length > 0 && !positionals.includes(one.id)) continue
      const file = written(planted(stranger, one), join(folder, one.id))
      const all: Hunted[] = []
      const most = values.runs === undefined ? undefined : Number(values.runs)
      for (let base = 1; base <= Number(values.seeds); base++) all.push(await hunt(file, base, most))
      print(one, all)
    }
  }
} finally {
  rmSync(folder, { recursive: true })
}
if (values.correct === undefined)
  console.log(missed.length === 0 ? 'all found' : `not found: ${missed.join(', ')}`)
process.exit()

function print({ id, harmless }: Mutant, hunted: readonly Hunted[]): void {
  const byRuns = hunted.toSorted((one, other) => one.runs - other.runs)
  const median = byRuns[byRuns.length >> 1]
  const found = hunted.filter(({ runs }) => runs < Infinity).length
  if (found < hunted.length && harmless === undefined) missed.push(`${id} (${found} of ${hunted.length})`)
  if (median === undefined) return
  const runs = (one: number | undefined): string => (one === Infinity ? 'never' : String(one)).padStart(6)
  console.log(
    `${id.padEnd(40)} median ${runs(median.runs)}  worst ${runs(byRuns.at(-1)?.runs)}  ${median.seconds.toFixed(1)} s  ${median.by.slice(0, 120)}${harmless === undefined ? '' : `: ${harmless}`}`,
  )
}
