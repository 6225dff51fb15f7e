/**
 * How soon a default campaign finds each mistake in a Raft that it does not know:
 * `node tests/planted/strangers/sweep.ts [--runs N] [--seeds N] [mutant...]`. Prints for each the median of runs over some
 * base seeds, what broke and where. Those never found within `--runs` (1000) runs are listed at the end, and why none can be where
 * that is known.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { resolveTarget } from '../../../src/testcase/targets.ts'
import { TestCase } from '../../../src/testcase/test-case.ts'
import { servedBy } from '../../simulation/targets/runs.ts'
import { mutants, planted, type Mutant } from './mutants.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '1000' }, seeds: { type: 'string', default: '1' } },
})
const most = Number(values.runs)
const fixture = join(import.meta.dirname, '../../package/fixtures/my-raft.ts')
const source = readFileSync(fixture, 'utf8')

interface Hunted {
  /** Infinity: not found. */
  readonly runs: number
  readonly seconds: number
  readonly by: string
}

/** Scenario after scenario, seed after seed, as a campaign of one worker. */
async function hunt(file: string, base: number): Promise<Hunted> {
  const began = performance.now()
  const make = await resolveTarget(file)
  const scenarios = servedBy(make({ settings: {} }))
  const seconds = (): number => (performance.now() - began) / 1000
  for (let run = 0; run < most; run++) {
    const scenario = scenarios[run % scenarios.length]
    if (scenario === undefined) break
    const seed = `${base}-${Math.floor(run / scenarios.length)}`
    const { violation } = await new TestCase({ scenario, target: file, make, seed }).unexplained()
    if (violation !== undefined)
      return { runs: run + 1, seconds: seconds(), by: `${violation.property} in ${scenario.name}` }
  }
  return { runs: Infinity, seconds: seconds(), by: 'nothing' }
}

const folder = mkdtempSync(join(tmpdir(), 'whitewater-strangers-'))
const missed: string[] = []
try {
  for (const one of mutants) {
    if (positionals.length > 0 && !positionals.includes(one.id)) continue
    const file = join(folder, `${one.id}.ts`)
    writeFileSync(file, planted(source, one))
    const all: Hunted[] = []
    for (let base = 1; base <= Number(values.seeds); base++) all.push(await hunt(file, base))
    print(one, all)
  }
} finally {
  rmSync(folder, { recursive: true })
}
console.log(missed.length === 0 ? 'all found' : `not found in ${most} runs: ${missed.join(', ')}`)

function print({ id, harmless }: Mutant, hunted: readonly Hunted[]): void {
  const byRuns = hunted.toSorted((one, other) => one.runs - other.runs)
  const median = byRuns[byRuns.length >> 1]
  const found = hunted.filter(({ runs }) => runs < Infinity).length
  if (found < hunted.length && harmless === undefined) missed.push(`${id} (${found} of ${hunted.length})`)
  if (median === undefined) return
  const runs = (one: number | undefined): string => (one === Infinity ? 'never' : String(one)).padStart(6)
  console.log(
    `${id.padEnd(40)} median ${runs(median.runs)}  worst ${runs(byRuns.at(-1)?.runs)}  ${median.seconds.toFixed(1)} s  ${median.by}${harmless === undefined ? '' : `: ${harmless}`}`,
  )
}
