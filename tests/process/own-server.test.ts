import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { checkLinearizability } from '../../checkers/linearizability/index.ts'
import { models } from '../../checkers/models/index.ts'
import { idleFaults, Nemesis, parseFaults } from '../../nemesis/index.ts'
import { RandomStream } from '../../src/base/random.ts'
import { judgedEvents } from '../../src/record/judged-history.ts'
import { RealWorld, runReal, type RealRunResult } from '../../src/processes/index.ts'
import { ownServer } from '../../src/processes/own-server.ts'
import { workloadPlans, type WorkloadPlan } from '../../src/workload/index.ts'

/*
 * The built-in Raft as three real processes, with real sockets and disks, under the faults of the simulation. In the
 * suite each run is short; `WHITEWATER_CYCLES=500` makes it as many cycles as that.
 */

const cycles = Number(process.env['WHITEWATER_CYCLES'] ?? 8)
/** Time from one fault to the next: an election, and a while of work. */
const EVERY = 1000
const SETTLE = 60_000
const CLIENTS = 6
const most = cycles * EVERY + SETTLE + 60_000

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

async function run(faults: readonly object[]): Promise<RealRunResult> {
  const folder = mkdtempSync(join(tmpdir(), 'whitewater-own-'))
  folders.push(folder)
  const random = new RandomStream('own-server')
  const healAt = 1000 + cycles * EVERY
  const members = ['n1', 'n2', 'n3']
  const world = await RealWorld.open({ target: ownServer(), members, folder, random, statusEvery: 20 })
  const plans = workloadPlans({ clients: CLIENTS, keys: 6, rate: 60, duration: healAt, timeout: 2000 })
  const [workload] = fc.sample(plans, { seed: 7, numRuns: 1 }) as [WorkloadPlan]
  try {
    const nemesis = (surface: ConstructorParameters<typeof Nemesis>[1]): Nemesis =>
      new Nemesis(parseFaults(faults), surface)
    return await runReal({ world, workload, random, healAt, settle: SETTLE, nemesis })
  } finally {
    await world.close()
  }
}

/** It went on, was really hit, and the history is one that a single server could have given. */
function holds(result: RealRunResult, hits: number): void {
  const { history, faults, stalled, unexpectedEnds } = result
  expect(stalled).toBeUndefined()
  expect(unexpectedEnds).toEqual([])
  expect(idleFaults(faults)).toEqual([])
  const succeeded = history.filter(({ type }) => type === 'ok').length
  expect(succeeded).toBeGreaterThan(cycles)
  // each client asks in a session of its own, and sends again what was not answered
  const opened = history.filter(({ type, f }) => type === 'ok' && f === 'open-session').length
  expect(opened).toBeGreaterThanOrEqual(CLIENTS)
  const verdict = checkLinearizability(judgedEvents(history).operations, models.kv)
  expect(verdict.valid === false ? verdict.failure.because : verdict.valid).toBe(true)
  // a machine that is busy strikes late, and not as often as the plan has it
  const struck = faults.reduce((sum, { activations }) => sum + activations.length, 0)
  expect(struck).toBeGreaterThanOrEqual(hits / 2)
  if (cycles > 8)
    console.log(
      `${struck} cycles: ${succeeded} of ${history.filter(({ type }) => type === 'invoke').length} operations succeeded, linearizable`,
    )
}

const again = { when: { at: 1000 }, repeat: { times: cycles, every: EVERY } }

test('kill -9 of one server after the other: nothing acknowledged is lost', { timeout: most }, async () => {
  const result = await run([{ kind: 'crash', nodes: 'any', unsynced: 'keep', for: 300, ...again }])
  holds(result, cycles)
})

test('servers that stand still, the leader most of all', { timeout: most }, async () => {
  holds(await run([{ kind: 'pause', nodes: 'leader', for: 600, ...again }]), cycles)
})

test('links that are cut', { timeout: most }, async () => {
  const shape = { kind: 'partition', shape: 'isolate-one', nodes: 'leader', for: 600, ...again }
  holds(await run([shape]), cycles)
})
