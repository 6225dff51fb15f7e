/**
 * Hunts planted bugs and writes how they are found to docs/planted.json and docs/planted.md:
 * `node scripts/planted.ts [--repeat <n>] [id...]`. Named ones are measured anew, the others keep their figures; without a name
 * all are, which takes a quarter of an hour and more. `--page` only writes the page from the figures there are.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import prettier from 'prettier'
import { plantedBugs, plantedStalls, scenarios, type PlantedStall } from '../scenarios/index.ts'
import { present } from '../src/base/assert.ts'
import { planted } from '../src/isolation/planted.ts'
import { median } from '../src/isolation/planted-verdict.ts'
import { minimize } from '../src/minimize/minimize.ts'
import { allPlanted, plantedBug, plantedTarget } from '../src/testcase/targets.ts'
import { minimizingRunner } from '../src/testcase/minimizing-runner.ts'
import type { FailedRun } from '../src/testcase/test-case-id.ts'
import { toldOf } from '../tests/planted/expected-causes.ts'
import { expectedStalls } from '../tests/planted/expected-stalls.ts'
import { unobservable } from './planted-unobservable.ts'

/** What was measured of one planted bug. */
interface Measured {
  readonly hunts: number
  readonly found: number
  /** Medians of the hunts that found it. */
  readonly runs: number | null
  readonly seconds: number | null
  readonly property: string | null
  /** Decisions of the first failure, minimized; null: no script shows it. */
  readonly decisions: number | null
  /** What its diagnosis says; null: nothing. */
  readonly cause: string | null
}

type Figures = Readonly<Record<string, Measured>>

const dataPath = join(import.meta.dirname, '../docs/planted.json')
export const pagePath = join(import.meta.dirname, '../docs/planted.md')

/** Replays of a search for a smaller failure. */
const REPLAYS = 3000

async function measure(bug: PlantedStall, repeat: number): Promise<Measured> {
  const report = await planted([bug.id], { repeat, minimize: false })
  const { hunts } = present(report.bugs[0], bug.id)
  const found = hunts.filter(({ failure }) => failure !== undefined)
  const first = found[0]?.failure
  const small = first === undefined ? undefined : await smaller(bug, first)
  return {
    hunts: hunts.length,
    found: found.length,
    runs: found.length === 0 ? null : median(found.map(({ runs }) => runs)),
    seconds: found.length === 0 ? null : Math.round(median(found.map(({ millis }) => millis)) / 10) / 100,
    property: first?.result.violation?.property ?? null,
    decisions: small?.decisions ?? null,
    cause: small?.cause ?? null,
  }
}

async function smaller(bug: PlantedStall, { plan, result }: FailedRun) {
  const scenario = present(
    scenarios.find(({ name }) => name === plan.scenario),
    plan.scenario,
  )
  const property = present(result.violation, 'the breach').property
  const runner = minimizingRunner(plantedTarget(bug), property, scenario, plan.seed)
  const traced = await runner.timed(plan, true)
  // what takes the whole run to see has no script
  if (property === 'liveness') return { decisions: null, cause: traced.violation?.cause ?? null }
  const minimized = await minimize({ plan, result: traced }, runner, { runs: REPLAYS, steps: Infinity })
  return {
    decisions: minimized.script?.length ?? null,
    cause: minimized.result.violation?.cause ?? traced.violation?.cause ?? null,
  }
}

const readFigures = (): Figures => JSON.parse(readFileSync(dataPath, 'utf8')) as Figures

/** The page as it must stand in the repository. */
export async function plantedPage(figures: Figures = readFigures()): Promise<string> {
  const measured = Object.values(figures)
  const count = (is: (one: Measured) => boolean): number => measured.filter(is).length
  const page = `# Planted bugs, and how they are found

Written by \`node scripts/planted.ts\` from the catalogue and from \`planted.json\`, what it measured last.

A planted bug is one rule of the built-in Raft replaced by another ([all of them in words](reference/scenarios.md#planted-bugs)). **Found**: runs
and seconds until a run of the general scenarios breaks a property that the bug is said to break, the median over hunts with seeds of
their own, each at most 60 s long; no scenario is written for one bug. **Length**: decisions of the first failure, minimized within ${REPLAYS.toLocaleString('en')} replays,
beside the shortest script known; a stall has none. **Told**: whether the [diagnosis](diagnosis.md) of that failure names the rule that was replaced;
of some only another side is to be seen, which is named then.

${measured.length} are planted: ${plantedBugs.length} that break a property in some step, and ${plantedStalls.length} that make a cluster stand still. ${count(({ hunts, found }) => found === hunts)} were found by every
hunt, ${count(({ hunts, found }) => found > 0 && found < hunts)} by some, ${count(({ found }) => found === 0)} by none. The rule is told of ${allPlanted.filter(({ id }) => isTold(id, figures[id])).length}.

| bug | what it does | seen in | needs | breaks | found | length | told |
| --- | --- | --- | --- | --- | --- | --- | --- |
${allPlanted.map((bug) => row(bug, figures[bug.id])).join('\n')}

## What cannot be observed

Mistakes that are known from elsewhere, and that nothing shows here: another rule makes them good, what they change is allowed, or, of two, no
scenario looks at it.

| mistake | why nothing shows it |
| --- | --- |
${unobservable.map(({ id, why }) => `| \`${id}\` | ${why} |`).join('\n')}
`
  return prettier.format(page, { parser: 'markdown', ...(await prettier.resolveConfig(pagePath)) })
}

const expectedCause = (id: string): string | undefined => toldOf(id)?.cause ?? expectedStalls[id]?.cause

/** Both say that §5.4.1 was not kept: which it is depends on the two logs there were. */
const ofLogsCompared = ['older-log-elected', 'longer-log-of-an-older-term-elected']

function isTold(id: string, measured: Measured | undefined): boolean {
  const [cause, expected] = [measured?.cause ?? undefined, expectedCause(id)]
  if (cause === undefined || expected === undefined) return false
  return cause === expected || (ofLogsCompared.includes(cause) && ofLogsCompared.includes(expected))
}

function row(bug: PlantedStall, measured: Measured | undefined): string {
  const script = plantedBugs.find(({ id }) => id === bug.id)?.example.script
  const shortest = script === undefined ? undefined : Math.min(bug.shortest ?? Infinity, script.length)
  const { runs = null, seconds = null, hunts = 0, found = 0, decisions = null, cause = null } = measured ?? {}
  const few = found < hunts ? `, ${found} of ${hunts} hunts` : ''
  return `| ${[
    `\`${bug.id}\``,
    bug.does,
    bug.seenIn,
    bug.needs,
    bug.breaks.join(', '),
    runs === null ? 'not within 60 s' : `${runs} ${runs === 1 ? 'run' : 'runs'}, ${seconds} s${few}`,
    shortest === undefined ? '' : `${decisions ?? '-'} (${shortest})`,
    isTold(bug.id, measured) ? 'yes' : cause === null ? 'no' : `\`${cause}\``,
  ].join(' | ')} |`
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { repeat: { type: 'string', default: '3' }, page: { type: 'boolean', default: false } },
  })
  const figures: Record<string, Measured> = { ...readFigures() }
  const wanted = positionals.length === 0 ? allPlanted : positionals.map(plantedBug)
  for (const bug of values.page ? [] : wanted) {
    const measured = await measure(bug, Number(values.repeat))
    figures[bug.id] = measured
    process.stdout.write(`${bug.id}: ${JSON.stringify(measured)}\n`)
    const kept = allPlanted.flatMap(({ id }) => {
      const one = figures[id]
      return one === undefined ? [] : [[id, one] as const]
    })
    writeFileSync(dataPath, `${JSON.stringify(Object.fromEntries(kept), undefined, 2)}\n`)
  }
  writeFileSync(pagePath, await plantedPage(figures))
}
