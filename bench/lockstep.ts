/**
 * What a program in another language costs: `node bench/lockstep.ts [target]...`, a target such as
 * `lockstep:examples/python-raft/raft.py`. First a line there and back, over the streams of Node.js (the rival) and over
 * the carrier, with `cat` at the other end; then whole runs of one Raft, in process and played by a program; then
 * whole runs of each target that is named.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { scenarios } from '../scenarios/index.ts'
import { PipeCarrier } from '../src/lockstep/pipe-carrier.ts'
import { programSpecText } from '../src/lockstep/program-spec.ts'
import type { TargetMaker } from '../src/testcase/target-maker.ts'
import { resolveTarget } from '../src/testcase/targets.ts'
import { TestCase } from '../src/testcase/test-case.ts'
import { unusualRaft } from '../tests/simulation/unusual/variants.ts'

const LINES = 20_000
const RUNS = 40

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

async function wholeRuns(name: string, make: TargetMaker): Promise<number> {
  const scenario = scenarios.find((one) => one.name === 'everything-at-once')
  if (scenario === undefined) throw new Error('there is no scenario everything-at-once')
  const run = async (seed: number): Promise<number> =>
    (await new TestCase({ scenario, target: name, make, seed: String(seed), shape: {} }).run()).counts.steps
  for (let seed = 0; seed < RUNS / 4; seed++) await run(seed)
  const began = performance.now()
  let steps = 0
  for (let seed = 100; seed < 100 + RUNS; seed++) steps += await run(seed)
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
  const each = await wholeRuns(target, await resolveTarget(target))
  print(target === played ? 'the same, by a program' : target, each, 'steps/s', each / inProcess)
}
process.exit()
