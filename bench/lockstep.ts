/**
 * What a program in another language costs: `node bench/lockstep.ts [target]...`, a target such as
 * `lockstep:examples/python-raft/raft.py` or `lockstep:./raft.wasm`. First a line there and back, over the streams of Node.js
 * (the rival) and over the carrier, with `cat` at the other end; then whole runs of one Raft, in process and played by a
 * program, and of each target that is named: one run after the other, and in turn where the target can. A delivery is an event
 * that a server handles. Whatever is compared is measured in each of several rounds, one after the other, and the ratios
 * are medians over the rounds: what else goes on on the machine changes the numbers more than the ratios.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { scenarios } from '../scenarios/index.ts'
import { present } from '../src/base/assert.ts'
import { PipeCarrier } from '../src/lockstep/pipe-carrier.ts'
import { programSpecText } from '../src/lockstep/program-spec.ts'
import type { StepKind } from '../src/record/trace.ts'
import { RunsInTurn } from '../src/testcase/runs-in-turn.ts'
import type { TargetMaker } from '../src/testcase/target-maker.ts'
import { resolveTarget } from '../src/testcase/targets.ts'
import { TestCase } from '../src/testcase/test-case.ts'
import { unusualRaft } from '../tests/simulation/unusual/variants.ts'

const LINES = 5000
const RUNS = 96
const ROUNDS = 3
/** Runs that tell which part of the steps are deliveries. */
const TRACED = 4

const line = JSON.stringify({
  step: 12,
  node: 'n1',
  now: 1234,
  event: 'message',
  from: 'n2',
  body: { term: 3 },
})
const rate = (count: number, began: number): number => (count / (performance.now() - began)) * 1000
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
const shown = (each: number): string => Math.round(each).toLocaleString('en').padStart(9)

async function overStreams(): Promise<number> {
  const child = spawn('cat', { stdio: ['pipe', 'pipe', 'ignore'] })
  const answers = createInterface({ input: child.stdout })
  const began = performance.now()
  for (let count = 0; count < LINES; count++) {
    child.stdin.write(`${line}\n`)
    await once(answers, 'line')
  }
  child.kill()
  return rate(LINES, began)
}

function overPipe(): number {
  const carrier = new PipeCarrier({ file: 'cat', parameters: [], folder: '.', patience: 5000 })
  const began = performance.now()
  for (let count = 0; count < LINES; count++) carrier.exchange(line)
  carrier.close()
  return rate(LINES, began)
}

const scenario = present(
  scenarios.find(({ name }) => name === 'everything-at-once'),
  'the scenario everything-at-once',
)

/** A way to make whole runs of a target. */
interface Way {
  readonly name: string
  /** Deliveries a second, of runs whose seeds begin there. */
  measure(first: number): Promise<number>
}

const delivered: ReadonlySet<StepKind> = new Set([
  ...(['start', 'restart', 'crash', 'deliver', 'timer', 'synced', 'submit'] as const),
])

const casesOf = (name: string, make: TargetMaker, first: number, runs = RUNS): TestCase[] =>
  Array.from(
    { length: runs },
    (_, at) => new TestCase({ scenario, target: name, make, seed: String(first + at) }),
  )

/** Which part of the steps are deliveries; the others are what clients and the nemesis do. */
async function partDelivered(name: string, make: TargetMaker): Promise<number> {
  const steps = []
  for (const testCase of casesOf(name, make, 0, TRACED))
    steps.push(...((await testCase.run({ traced: true })).trace?.steps ?? []))
  return steps.filter(({ kind }) => delivered.has(kind)).length / steps.length
}

async function waysOf(name: string, make: TargetMaker, carrier: string): Promise<readonly Way[]> {
  const part = await partDelivered(name, make)
  const alone = async (first: number): Promise<number> => {
    const began = performance.now()
    let steps = 0
    for (const testCase of casesOf(name, make, first)) steps += (await testCase.run()).counts.steps
    return rate(steps * part, began)
  }
  const { gathering } = make({ settings: {} })
  if (gathering === undefined) return [{ name: `${name}, ${carrier}`, measure: alone }]
  const inTurn = async (first: number): Promise<number> => {
    const began = performance.now()
    const results = await new RunsInTurn(casesOf(name, make, first), gathering).make(() => true)
    return rate(part * results.reduce((sum, result) => sum + (result?.counts.steps ?? 0), 0), began)
  }
  return [
    { name: `${name}, ${carrier}`, measure: alone },
    { name: '  its runs in turn', measure: inTurn },
  ]
}

const usual = unusualRaft('usual')
const program = join(import.meta.dirname, '../tests/process/fixtures/lockstep/played-raft.ts')
const played = programSpecText({ bin: process.execPath, args: [program] })
const ways: Way[] = [
  { name: 'a line there and back: cat, streams of Node.js', measure: overStreams },
  { name: 'a line there and back: cat, lockstep', measure: () => Promise.resolve(overPipe()) },
  ...(await waysOf('a Raft in TypeScript', () => usual, 'in process')),
  ...(await waysOf('the same, by a program', await resolveTarget(played), 'pipe')),
]
for (const target of process.argv.slice(2)) {
  const carrier = /\.wasm\b/.test(target) ? 'WebAssembly' : 'pipe'
  ways.push(...(await waysOf(target, await resolveTarget(target), carrier)))
}

const rounds: number[][] = []
// the first one warms up
for (let round = 0; round <= ROUNDS; round++) {
  const rates: number[] = []
  for (const { measure } of ways) rates.push(await measure(round * 1000))
  if (round > 0) rounds.push(rates)
}
const ratioTo = (at: number, to: number): string =>
  `${median(rounds.map((rates) => (rates[at] ?? NaN) / (rates[to] ?? NaN))).toFixed(2)}x`.padStart(11)

console.log(
  `Node ${process.version}; medians of ${ROUNDS} rounds, each of ${LINES.toLocaleString('en')} lines`,
)
console.log(`and ${RUNS} runs of everything-at-once\n`)
const width = Math.max(...ways.map(({ name }) => name.length))
console.log(`${''.padEnd(width)}   each second  to in process   to streams`)
for (const [at, { name }] of ways.entries()) {
  const each = median(rounds.map((rates) => rates[at] ?? NaN))
  console.log(
    `${name.padEnd(width)}   ${shown(each)}     ${at < 2 ? ''.padStart(11) : ratioTo(at, 2)}  ${ratioTo(at, 0)}`,
  )
}
process.exit()
