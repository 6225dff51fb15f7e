/**
 * What a program in another language costs: `node bench/lockstep.ts [target]...`, a target such as
 * `lockstep:examples/python-raft/raft.py`. First a line there and back, over the streams of Node.js (the rival) and over
 * the carrier, with `cat` at the other end; then whole runs of one Raft, in process and played by a program, one run
 * after the other and in turn; then whole runs of each target that is named.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { scenarios } from '../scenarios/index.ts'
import { present } from '../src/base/assert.ts'
import { PipeCarrier } from '../src/lockstep/pipe-carrier.ts'
import { programSpecText } from '../src/lockstep/program-spec.ts'
import { RunsInTurn } from '../src/testcase/runs-in-turn.ts'
import type { TargetMaker } from '../src/testcase/target-maker.ts'
import { resolveTarget } from '../src/testcase/targets.ts'
import { TestCase } from '../src/testcase/test-case.ts'
import { unusualRaft } from '../tests/simulation/unusual/variants.ts'

const LINES = 20_000
const RUNS = 64

const line = JSON.stringify({
  step: 12,
  node: 'n1',
  now: 1234,
  event: 'message',
  from: 'n2',
  body: { term: 3 },
})
const rate = (count: number, began: number): number => (count / (performance.now() - began)) * 1000
const print = (what: string, each: number, unit: string, ratio?: number): void =>
  console.log(
    `${what.padEnd(48)} ${Math.round(each).toLocaleString('en').padStart(9)} ${unit}${ratio === undefined ? '' : `  ${ratio.toFixed(2)}x`}`,
  )

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
const casesOf = (name: string, make: TargetMaker, first: number): TestCase[] =>
  Array.from(
    { length: RUNS },
    (_, at) => new TestCase({ scenario, target: name, make, seed: String(first + at) }),
  )

async function wholeRuns(name: string, make: TargetMaker): Promise<number> {
  let steps = 0
  let began = 0
  // the first ones warm up
  for (const first of [0, 1000]) {
    began = performance.now()
    steps = 0
    for (const testCase of casesOf(name, make, first)) steps += (await testCase.run()).counts.steps
  }
  return rate(steps, began)
}

/** The same runs in turn; undefined: its servers cannot be asked at once. */
async function runsInTurn(name: string, make: TargetMaker): Promise<number | undefined> {
  const { gathering } = make({ settings: {} })
  if (gathering === undefined) return undefined
  let steps = 0
  let began = 0
  for (const first of [0, 1000]) {
    began = performance.now()
    const results = await new RunsInTurn(casesOf(name, make, first), gathering).make(() => true)
    steps = results.reduce((sum, result) => sum + (result?.counts.steps ?? 0), 0)
  }
  return rate(steps, began)
}

console.log(
  `Node ${process.version}; ${LINES.toLocaleString('en')} lines, ${RUNS} runs of everything-at-once\n`,
)
const streams = await overStreams()
print('cat, streams of Node.js', streams, 'lines/s')
const pipe = overPipe()
print('cat, lockstep over pipes', pipe, 'lines/s', pipe / streams)
const usual = unusualRaft('usual')
const inProcess = await wholeRuns('usual', () => usual)
print('a Raft in TypeScript, in process', inProcess, 'steps/s')
const program = join(import.meta.dirname, '../tests/process/fixtures/lockstep/played-raft.ts')
const played = programSpecText({ bin: process.execPath, args: [program] })
for (const target of [played, ...process.argv.slice(2)]) {
  const name = target === played ? 'the same, by a program' : target
  const make = await resolveTarget(target)
  const each = await wholeRuns(target, make)
  print(name, each, 'steps/s', each / inProcess)
  const inTurn = await runsInTurn(target, make)
  if (inTurn !== undefined) print('  its runs in turn', inTurn, 'steps/s', inTurn / inProcess)
}
process.exit()
