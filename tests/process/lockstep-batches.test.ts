import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { scenarios } from '../../scenarios/index.ts'
import { PipeCarrier } from '../../src/lockstep/pipe-carrier.ts'
import { lockstep } from '../../src/lockstep/lockstep.ts'
import type { Target } from '../../src/subject/target.ts'
import { InProcessHost } from '../../src/testcase/in-process-host.ts'
import { runScenarios } from '../../src/testcase/run-scenarios.ts'
import { RunsInTurn } from '../../src/testcase/runs-in-turn.ts'
import type { Tally } from '../../src/testcase/tally.ts'
import { TestCase } from '../../src/testcase/test-case.ts'

const program = join(import.meta.dirname, 'fixtures/lockstep/played-raft.ts')
const played = (...args: string[]): Target =>
  lockstep({ bin: process.execPath, args: [program, 'all', ...args] })

const chosen = scenarios.filter(({ name }) => name === 'everything-at-once')
const seeds = Array.from({ length: 12 }, (_, seed) => String(seed))

const hostOf = (target: Target): InProcessHost =>
  new InProcessHost(() => Promise.resolve({ make: () => target, scenarios: chosen, leftOut: [] }), 'played')

async function tallyOf(target: Target): Promise<Omit<Tally, 'millis'>> {
  const { millis: _, ...tally } = await hostOf(target).tally(
    { scenario: 'everything-at-once', shape: {}, seeds },
    { began: () => undefined, halted: () => false },
  )
  return tally
}

const alone = ({ gathering: _, ...target }: Target): Target => target

test('runs that take turns have the digests that they have alone, and share lines', async () => {
  const target = played()
  const { gathering } = target
  if (gathering === undefined) throw new Error('it gathers nothing')
  const ask = vi.spyOn(PipeCarrier.prototype, 'ask')
  for (const scenario of chosen) {
    const cases = seeds.map((seed) => new TestCase({ scenario, target: 'played', make: () => target, seed }))
    ask.mockClear()
    const inTurn = await new RunsInTurn(cases, gathering).make(() => true)
    const lines = ask.mock.calls.length
    ask.mockClear()
    const each = []
    for (const testCase of cases) each.push((await testCase.run()).digest)
    expect(inTurn.map((result) => result?.digest)).toEqual(each)
    expect(lines * 2).toBeLessThan(ask.mock.calls.length)
  }
  ask.mockRestore()
}, 120_000)

test.each(['', 'mixes', 'exits', 'ends-at-batch', 'answers-short', 'turns-round'])(
  'whatever a program does with batches, a campaign counts what its runs come to alone: %s',
  async (fault) => {
    const target = played(fault)
    const tally = await tallyOf(target)
    expect(tally).toEqual(await tallyOf(alone(target)))
    expect(tally.runs).toBe(seeds.length)
    if (fault === 'exits') expect(tally.failed).toBeGreaterThan(0)
    else expect(tally.failed).toBe(0)
  },
  120_000,
)

/** What `run` tells of its runs, in the order in which it does. */
async function toldOf(target: Target, bail: number): Promise<readonly string[]> {
  const told: string[] = []
  const outcome = await runScenarios({
    ...{ host: hostOf(target), scenarios: ['everything-at-once'], target: 'played', seed: 'a', shape: {} },
    ...{ runs: 9, bail, minimize: false, strict: false, output: undefined },
    onRun: ({ seed, status, digest }) => told.push(`${seed} ${status} ${digest}`),
    onFailure: ({ record }) => told.push(`${record.seed} ${record.signature} ${record.token}`),
  })
  return [...told, `${outcome.batches.map(({ seeds, runs }) => `${runs}: ${seeds}`)}`]
}

test.each([
  ['', 0],
  ['mixes', 0],
  ['exits', 0],
  ['exits', 1],
  ['ends-at-batch', 0],
  ['turns-round', 0],
] as const)(
  'whatever a program does with batches, run tells of its runs what they come to alone: %s, --bail %i',
  async (fault, bail) => {
    const target = played(fault)
    const made = vi.spyOn(RunsInTurn.prototype, 'make')
    const told = await toldOf(target, bail)
    expect(made).toHaveBeenCalled()
    made.mockClear()
    expect(told).toEqual(await toldOf(alone(target), bail))
    expect(made).not.toHaveBeenCalled()
    made.mockRestore()
    expect(told.some((line) => line.includes('invalid'))).toBe(fault === 'exits')
  },
  120_000,
)

test('run makes its runs in turn: most are not made again alone', async () => {
  const target = played()
  const run = vi.spyOn(TestCase.prototype, 'unexplained')
  await toldOf(target, 0)
  // the first one twice, the first two of those that took turns
  expect(run).toHaveBeenCalledTimes(4)
  run.mockRestore()
}, 60_000)

test('a halt ends runs that take turns: those at the beginning count', async () => {
  const target = played()
  const began = performance.now()
  const { runs } = await hostOf(target).tally(
    { scenario: 'everything-at-once', shape: {}, seeds: Array.from({ length: 5000 }, (_, n) => String(n)) },
    { began: () => undefined, halted: () => performance.now() - began > 300 },
  )
  expect(runs).toBeGreaterThan(0)
  expect(runs).toBeLessThan(5000)
  // the program is as it was
  expect(await tallyOf(target)).toMatchObject({ runs: seeds.length, failed: 0 })
}, 60_000)
