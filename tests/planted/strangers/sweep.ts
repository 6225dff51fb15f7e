/**
 * How soon a default campaign finds each mistake in a Raft that it does not know:
 * `node tests/planted/strangers/sweep.ts [--stranger small|thesis|pipelined|emitter] [--runs N] [--seeds N] [mutant...]`. Prints for each the median
 * of runs over some base seeds, what broke and where. Those never found within `--runs` (default: 30 of each scenario) are listed at
 * the end, and why none can be where that is known. `--seconds N`: for so long each, whatever the runs; `--shows view|nothing`: the
 * one of `emitter/` without a lens, or without a view as well; `--scenarios a,b`: only these; `--minimize`: what is found is made small. `--correct N` runs the Raft as it is, N of each scenario: nobody may be accused.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Scenario } from '../../../src/run/scenario.ts'
import { withOptionsOf, type TargetMaker } from '../../../src/testcase/target-maker.ts'
import { resolveTarget } from '../../../src/testcase/targets.ts'
import { TestCase } from '../../../src/testcase/test-case.ts'
import { servedBy } from '../../simulation/targets/runs.ts'
import { mistaken, mistakes } from './emitter/mistakes.ts'
import { emitterTarget, type Shows } from './emitter/target.ts'
import { mutants } from './mutants.ts'
import { pipelinedMutants } from './pipelined-mutants.ts'
import {
  pipelinedStranger,
  planted,
  smallStranger,
  thesisStranger,
  written,
  type Mutant,
  type Stranger,
} from './stranger.ts'
import { thesisMutants } from './thesis-mutants.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    stranger: { type: 'string', default: 'small' },
    runs: { type: 'string' },
    seeds: { type: 'string', default: '1' },
    correct: { type: 'string' },
    seconds: { type: 'string', default: 'Infinity' },
    shows: { type: 'string', default: 'lens' },
    scenarios: { type: 'string' },
    minimize: { type: 'boolean', default: false },
  },
})
/** Seeds of each scenario. */
const EACH = 30
const limit = Number(values.seconds)
interface Subject {
  readonly target: string
  readonly make: TargetMaker
}
interface Hunting {
  readonly mistakes: readonly Pick<Mutant, 'id' | 'harmless'>[]
  /** The Raft with that mistake; without one as it is. */
  readonly subject: (id?: string) => Promise<Subject>
}
const inFiles = (stranger: () => Stranger, mistakes: readonly Mutant[]): Hunting => ({
  mistakes,
  subject: async (id) => {
    const mistake = mistakes.find((one) => one.id === id)
    const files = mistake === undefined ? stranger() : planted(stranger(), mistake)
    const target = written(files, join(folder, id ?? 'correct'))
    return { target, make: await resolveTarget(target) }
  },
})
const shows = values.shows as Shows
const strangers = {
  small: inFiles(smallStranger, mutants),
  thesis: inFiles(thesisStranger, thesisMutants),
  pipelined: inFiles(pipelinedStranger, pipelinedMutants),
  emitter: {
    mistakes,
    subject: (id?: string) => {
      const target = id === undefined ? emitterTarget({}, { shows }) : mistaken(id, shows)
      return Promise.resolve({ target: target.name, make: withOptionsOf(target) })
    },
  },
}
const folder = mkdtempSync(join(tmpdir(), 'whitewater-strangers-'))
const chosen = new Map(Object.entries(strangers)).get(values.stranger)
if (chosen === undefined) throw new Error(`no stranger ${values.stranger}`)

interface Hunted {
  /** Infinity: not found. */
  readonly runs: number
  readonly seconds: number
  readonly by: string
}

const only = values.scenarios?.split(',')
const scenariosFor = ({ make }: Subject): readonly Scenario[] =>
  servedBy(make({ settings: {} })).filter(({ name }) => only?.includes(name) !== false)

/** Scenario after scenario, seed after seed, as a campaign of one worker. */
async function hunt(subject: Subject, base: number, most?: number): Promise<Hunted> {
  const began = performance.now()
  const { target, make } = subject
  const scenarios = scenariosFor(subject)
  const seconds = (): number => (performance.now() - began) / 1000
  const last = most ?? (limit < Infinity ? Infinity : EACH * scenarios.length)
  for (let run = 0; run < last && seconds() < limit; run++) {
    const scenario = scenarios[run % scenarios.length]
    if (scenario === undefined) break
    const seed = `${base}-${Math.floor(run / scenarios.length)}`
    const testCase = new TestCase({ scenario, target, make, seed })
    const { violation } = await testCase.unexplained()
    if (violation === undefined) continue
    const found = { runs: run + 1, seconds: seconds() }
    const small = values.minimize ? `${await minimized(testCase)}; ` : ''
    const by = `${small}${violation.property} in ${scenario.name}, seed ${seed}: ${violation.headline}`
    return { ...found, by }
  }
  return { runs: Infinity, seconds: seconds(), by: 'nothing' }
}

/** What the minimizer made of a failure: steps, or decisions where it is a script, and what was told of it. */
async function minimized(testCase: TestCase): Promise<string> {
  const began = performance.now()
  const failed = await testCase.run()
  const { minimized: small } = await testCase.minimize(failed)
  const took = `${((performance.now() - began) / 1000).toFixed(1)} s`
  if (small === undefined) return `not made small, ${took}`
  const { script, before, after, record, limit } = small
  const length = script === undefined ? `${after.steps} steps` : `${script.length} decisions`
  return `${before.steps} steps to ${length} by ${record.signature}, ${took}${limit === undefined ? '' : ', cut short'}`
}

const missed: string[] = []
try {
  if (values.correct !== undefined) {
    const subject = await chosen.subject()
    const scenarios = scenariosFor(subject).length
    for (let base = 1; base <= Number(values.seeds); base++)
      console.log(
        `as it is, base seed ${base}:`,
        await hunt(subject, base, scenarios * Number(values.correct)),
      )
  } else {
    for (const one of chosen.mistakes) {
      if (positionals.length > 0 && !positionals.includes(one.id)) continue
      const subject = await chosen.subject(one.id)
      const all: Hunted[] = []
      const most = values.runs === undefined ? undefined : Number(values.runs)
      for (let base = 1; base <= Number(values.seeds); base++) all.push(await hunt(subject, base, most))
      print(one, all)
    }
  }
} finally {
  rmSync(folder, { recursive: true })
}
if (values.correct === undefined)
  console.log(missed.length === 0 ? 'all found' : `not found: ${missed.join(', ')}`)
process.exit()

function print({ id, harmless }: Hunting['mistakes'][number], hunted: readonly Hunted[]): void {
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
