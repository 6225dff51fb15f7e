import fc from 'fast-check'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { checkLinearizability } from '../../checkers/linearizability/index.ts'
import { models } from '../../checkers/models/index.ts'
import { idleFaults, Nemesis, parseFaults } from '../../nemesis/index.ts'
import { RandomStream } from '../../src/base/random.ts'
import type { HistoryEvent } from '../../src/record/history-event.ts'
import { RealWorld, runReal, type RealRunResult } from '../../src/processes/index.ts'
import type { ServerTarget } from '../../src/subject/server.ts'
import { judgedEvents } from '../../src/record/judged-history.ts'
import { workloadPlans, type WorkloadPlan } from '../../src/workload/index.ts'
import { bullyServer, kvServer } from './fixtures/targets.ts'

// Whole runs: clients and faults against real servers, and what the checker says of the history.

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

interface Run {
  readonly target: ServerTarget
  readonly nodes: number
  readonly keys: number
  readonly faults: readonly object[]
  readonly healAt: number
  readonly settle?: number
  /** Whether the history is written to a file as well. */
  readonly file?: boolean
}

async function run({ target, nodes, keys, faults, healAt, settle = 60_000, file = false }: Run) {
  const folder = mkdtempSync(join(tmpdir(), 'whitewater-run-'))
  folders.push(folder)
  const random = new RandomStream('run')
  const members = ['n1', 'n2', 'n3'].slice(0, nodes)
  const world = await RealWorld.open({ target, members, folder, random, statusEvery: 10 })
  const plans = workloadPlans({ clients: 4, keys, rate: 150, duration: healAt, timeout: 1000 })
  const [workload] = fc.sample(plans, { seed: 1, numRuns: 1 }) as [WorkloadPlan]
  const historyFile = join(folder, 'history.jsonl')
  try {
    const result = await runReal({
      ...{ world, workload, random, healAt, settle, ...(file && { historyFile }) },
      nemesis: (surface) => new Nemesis(parseFaults(faults), surface),
    })
    const lines = file ? readFileSync(historyFile, 'utf8').trimEnd().split('\n') : []
    return { ...result, lines, warnings: world.warnings() }
  } finally {
    await world.close()
  }
}

const verdict = ({ history }: RealRunResult) =>
  checkLinearizability(judgedEvents(history).operations, models.kv)

/** What every history must be, whatever the servers did. */
function wellFormed(history: readonly HistoryEvent[]): void {
  expect(history.map(({ index }) => index)).toEqual(history.map((_, position) => position))
  const times = history.map(({ time }) => time as number)
  expect(times.every((time, at) => Number.isSafeInteger(time) && time >= (times[at - 1] ?? 0))).toBe(true)
  const unknown = new Set<number>()
  for (const { process, type } of history) {
    // who does not know what became of its operation goes on as somebody else
    expect(unknown.has(process)).toBe(false)
    if (type === 'info') unknown.add(process)
  }
}

const count = (history: readonly HistoryEvent[], type: string): number =>
  history.filter((event) => event.type === type).length

/** Two kills while it works, and one just before the end: nothing is written after that but by the probe. */
const kills = [
  {
    ...{ kind: 'crash', when: { at: 400 }, for: 20, nodes: ['n1'], unsynced: 'keep' },
    repeat: { times: 2, every: 700 },
  },
  { kind: 'crash', when: { at: 1900 }, for: 60_000, nodes: ['n1'], unsynced: 'keep' },
]

describe('kill -9 of a server', () => {
  test('that syncs before it acknowledges: no write is lost, nobody is accused', async () => {
    const result = await run({
      target: kvServer('fsync'),
      nodes: 1,
      keys: 4,
      faults: kills,
      healAt: 2000,
      file: true,
    })
    expect(result.stalled).toBeUndefined()
    expect(result.unexpectedEnds).toEqual([])
    expect(verdict(result)).toMatchObject({ valid: true, partitions: 4 })
    wellFormed(result.history)
    // and it was a hard time: the kills happened, clients noticed, and not only the probe had answers
    expect(idleFaults(result.faults)).toEqual([])
    expect(result.faults.map(({ effects }) => effects['crashes'])).toEqual([2, 1])
    expect(count(result.history, 'fail')).toBeGreaterThan(0)
    expect(
      count(
        result.history.filter(({ process }) => process % 5 !== 4),
        'ok',
      ),
    ).toBeGreaterThan(4)
    expect(result.lines.map((line) => JSON.parse(line) as HistoryEvent)).toEqual(result.history)
    expect(result.warnings).toEqual([])
  })

  test('that keeps everything in memory: the lost writes are found', async () => {
    const result = await run({ target: kvServer('memory'), nodes: 1, keys: 4, faults: kills, healAt: 2000 })
    expect(result.stalled).toBeUndefined()
    wellFormed(result.history)
    const found = verdict(result)
    expect(found.valid).toBe(false)
    expect(found.valid === false && found.failure.because).toMatch(/k[1-4]/)
  })

  test('that does not come back: it is said, with its last words', async () => {
    const { start, ...target } = kvServer('fsync')
    const corrupt = { program: '/bin/sh', parameters: ['-c', 'echo "journal is corrupt" >&2; exit 1'] }
    const result = await run({
      target: { ...target, start: (node) => (node.life > 1 ? corrupt : start(node)) },
      ...{ nodes: 1, keys: 1, faults: [{ ...kills[1], when: { at: 200 } }], healAt: 300, settle: 500 },
    })
    expect(result.stalled).toBe('500 ms after the last fault was healed not ready: n1')
    expect(result.unexpectedEnds).toMatchObject([
      { node: 'n1', text: expect.stringMatching(/journal is corrupt/) },
    ])
    wellFormed(result.history)
  })
})

describe('a partition', () => {
  test('of a cluster that lets both sides lead: the two truths are found', async () => {
    const partition = {
      kind: 'partition',
      when: { at: 500 },
      for: 1000,
      shape: 'isolate-one',
      nodes: 'leader',
    }
    const result = await run({
      ...{ target: bullyServer(), nodes: 3, keys: 1, healAt: 2000 },
      faults: [{ ...partition, repeat: { times: 2, every: 900 } }],
    })
    expect(result.stalled).toBeUndefined()
    expect(idleFaults(result.faults)).toEqual([])
    expect(result.steps.filter(({ kind }) => kind === 'fault' || kind === 'heal').length).toBe(4)
    wellFormed(result.history)
    expect(verdict(result).valid).toBe(false)
  })
})
