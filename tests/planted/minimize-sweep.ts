/**
 * Minimizes failures of planted bugs from several seeds each, as `run` and `campaign` do by default but without a limit of time, and prints how near each comes
 * to the shortest that is known of its signature: the figures of docs/figures.md.
 * `node tests/planted/minimize-sweep.ts [--seeds 5] [--first 0] [--hunts FILE] [--rows FILE] [bug...]`; without a bug: all that break a property of a
 * step or a history. `--first` is the number of the first seed. `--hunts` keeps which runs failed, so that they are not hunted again; `--rows` keeps all rows, as JSON lines, and what it has of
 * earlier sweeps counts for what is known as shortest.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { digestText } from '../../src/base/digest.ts'
import { canonicalJson, type Json } from '../../src/base/json.ts'
import type { Decision, Script } from '../../src/record/decision.ts'
import { kindOfFingerprint } from '../../src/sim/fingerprint.ts'
import { signatureOf } from '../../src/record/verdict.ts'
import { scenarios } from '../../scenarios/index.ts'
import { runScript } from '../../src/run/scripted/scripted-run.ts'
import { huntPlanted } from '../../src/testcase/planted-hunt.ts'
import { plantedTarget } from '../../src/testcase/targets.ts'
import { TestCase } from '../../src/testcase/test-case.ts'
import { attempt, plantedBugs, type PlantedBug } from './planted-runs.ts'

/** One failure, minimized. */
interface Row {
  readonly bug: string
  readonly seed: string
  readonly signature: string
  /** Events of the script; of what stays a plan, its steps. */
  readonly length: number
  readonly isScript: boolean
  readonly replays: number
  readonly states: number
  readonly seconds: number
  /** Equal for equal scripts. */
  readonly digest: string
}

interface Failing {
  readonly scenario: string
  readonly seed: string
}

/** Of equal traces on plans of other seeds the times in messages may differ, by which a script tells one from another of its kind. */
const withoutDigest = (one: Decision): Decision =>
  one.do === 'deliver' ? { ...one, message: kindOfFingerprint(one.message) } : one

/** Events of a script: that a server that crashed starts again, and that writes are synced, is a part of another one. */
const eventsIn = (script: Script): number =>
  script.filter((one) => one.do !== 'restart' && one.do !== 'sync').length

async function hunted(bug: PlantedBug, base: string): Promise<Failing | undefined> {
  const { failure } = await huntPlanted(bug, { seed: base, millis: 120_000 })
  return failure && { scenario: failure.plan.scenario, seed: failure.plan.seed }
}

async function measured(bug: PlantedBug, { scenario: name, seed }: Failing): Promise<Row> {
  const scenario = scenarios.find((one) => one.name === name)!
  const target = `raft+${bug.id}`
  const testCase = new TestCase({ scenario, target, make: plantedTarget(bug), seed })
  const result = await testCase.run()
  const began = performance.now()
  const { minimized, record } = await testCase.minimize(result, { millis: Infinity })
  const seconds = Math.round((performance.now() - began) / 10) / 100
  const violation = minimized?.record.violation ?? record.violation!
  const script = minimized?.script
  return {
    bug: bug.id,
    seed,
    signature: signatureOf(violation),
    length: script === undefined ? (minimized?.after ?? record.counts).steps : eventsIn(script),
    isScript: script !== undefined,
    replays: minimized?.replays ?? 0,
    states: minimized?.states ?? 0,
    seconds,
    digest: digestText(canonicalJson((script ?? []).map(withoutDigest) as unknown as Json)).toString(16),
  }
}

/** What the example of the bug breaks, and in how many events. */
function ofExample(bug: PlantedBug): { readonly signature: string; readonly length: number } | undefined {
  const { nodes, settings, script } = bug.example
  const plan = { ...attempt(bug, 0).plan, nodes, settings: { ...settings } as never }
  const { violation } = runScript(plan, plantedTarget(bug)(plan), script, { traced: true })
  if (violation === undefined) return undefined
  return { signature: signatureOf(violation), length: Math.min(bug.shortest ?? Infinity, eventsIn(script)) }
}

const median = (list: readonly number[]): number =>
  list.toSorted((a, b) => a - b)[list.length >> 1] ?? Number.NaN

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '5' },
    first: { type: 'string', default: '0' },
    hunts: { type: 'string' },
    rows: { type: 'string' },
  },
})
const { hunts: huntsFile, rows: rowsFile } = values
const known: Record<string, Failing> =
  huntsFile !== undefined && existsSync(huntsFile)
    ? (JSON.parse(readFileSync(huntsFile, 'utf8')) as Record<string, Failing>)
    : {}
/** By bug and signature. */
const shortest = new Map<string, number>()
const learn = (bug: string, signature: string, length: number): void => {
  const key = `${bug} ${signature}`
  shortest.set(key, Math.min(length, shortest.get(key) ?? Infinity))
}
if (rowsFile !== undefined && existsSync(rowsFile)) {
  for (const line of readFileSync(rowsFile, 'utf8').split('\n').filter(Boolean)) {
    const { bug, signature, length } = JSON.parse(line) as Row
    learn(bug, signature, length)
  }
}

const chosen = plantedBugs.filter(({ id }) => positionals.length === 0 || positionals.includes(id))
const rows: Row[] = []
for (const bug of chosen) {
  const example = ofExample(bug)
  if (example !== undefined) learn(bug.id, example.signature, example.length)
  for (let number = 0; number < Number(values.seeds); number++) {
    const base = `floor${Number(values.first) + number}`
    const failing = (known[`${bug.id} ${base}`] ??= (await hunted(bug, base))!)
    if (failing === undefined) continue
    if (huntsFile !== undefined) writeFileSync(huntsFile, JSON.stringify(known))
    const row = await measured(bug, failing)
    rows.push(row)
    learn(row.bug, row.signature, row.length)
    if (rowsFile !== undefined) appendFileSync(rowsFile, `${JSON.stringify(row)}\n`)
  }
  const own = rows.filter((row) => row.bug === bug.id)
  const ratio = ({ signature, length }: Row): number => length / shortest.get(`${bug.id} ${signature}`)!
  const ratios = own.map(ratio)
  process.stdout.write(
    `${[
      bug.id.padEnd(32),
      `lengths ${own.map(({ length, isScript }) => `${length}${isScript ? '' : ' steps'}`).join(' ')}`,
      `ratio ${median(ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`,
      `traces ${new Set(own.map(({ digest }) => digest)).size}`,
      `signatures ${[...new Set(own.map(({ signature }) => signature))].join(' ')}`,
      `replays ${median(own.map(({ replays }) => replays))}`,
      `states ${median(own.map(({ states }) => states))}`,
      `${median(own.map(({ seconds }) => seconds))} s to ${Math.max(...own.map(({ seconds }) => seconds))} s`,
    ].join('; ')}\n`,
  )
}
const all = rows.map(({ bug, signature, length }) => length / shortest.get(`${bug} ${signature}`)!)
const near = all.filter((one) => one <= 1.2).length
process.stdout.write(
  `${chosen.length} bugs, ${rows.length} failures: median ${median(all).toFixed(2)}, worst ${Math.max(...all).toFixed(2)}, ${near} within 1.2 times the shortest\n`,
)
