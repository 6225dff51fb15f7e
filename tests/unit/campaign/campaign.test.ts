import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { runChunks, type CampaignOutcome, type CampaignParts } from '../../../src/campaign/campaign.ts'
import { Schedule } from '../../../src/campaign/schedule.ts'
import type { CampaignSettings } from '../../../src/campaign/settings.ts'
import { CampaignStore } from '../../../src/campaign/store.ts'
import type { RunFailure } from '../../../src/testcase/tally.ts'
import { WorkerPool } from '../../../src/campaign/worker-pool.ts'
import { missedCoverageMarks } from '../../../reports/campaign-summary.ts'
import { OddWorker, type OddSetup } from './fixtures/odd-worker.ts'
import { settings as usual } from './some-settings.ts'

const scenarios = [
  { name: 'calm', demanded: ['leaderElected'], hoped: [] },
  { name: 'wild', demanded: ['leaderElected', 'never'], hoped: [] },
]
const pools: WorkerPool[] = []

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()))
})

interface Odd {
  readonly setup?: OddSetup
  readonly settings?: Partial<CampaignSettings>
  readonly workers?: number
  readonly store?: CampaignStore
}

function campaign(odd: Odd, more: Partial<CampaignParts> = {}): Promise<CampaignOutcome> {
  const settings = { ...usual, runs: 12, ...odd.settings }
  const workers = odd.workers ?? 1
  const pool = new WorkerPool({ start: () => new OddWorker(odd.setup ?? {}), workers })
  pools.push(pool)
  const store = odd.store ?? CampaignStore.create(':memory:', settings)
  const schedule = new Schedule(store.settings, store.finishedRanges(), workers)
  const chosen = scenarios.filter(({ name }) => store.settings.scenarios.includes(name))
  return runChunks({ store, schedule, pool, scenarios: chosen, ...more })
}

describe('runChunks', () => {
  test('counts every run once and sums what they passed', async () => {
    const { summary, left, interrupted, broken } = await campaign({
      workers: 2,
      setup: { odd: { '0x5eed-3': 'unknown' } },
    })
    expect(summary.scenarios).toEqual([
      { name: 'calm', runs: 12, failed: 0, unknown: 1, coverageMarks: { leaderElected: 12 } },
      { name: 'wild', runs: 12, failed: 0, unknown: 1, coverageMarks: { leaderElected: 12, never: 0 } },
    ])
    expect(summary.runs).toBe(24)
    expect(summary.virtualHours).toBeCloseTo(24 / 3600)
    expect(summary.faults).toEqual({
      crash: { planned: 24, idle: 0, activations: 24, effects: { crashes: 24 } },
    })
    expect(missedCoverageMarks(summary)).toEqual(['wild: never'])
    expect({ left, interrupted, broken }).toEqual({ left: 0, interrupted: false, broken: [] })
  })

  test('hands over the first failure of each signature, one at a time, and counts the others', async () => {
    const odd = { '0x5eed-1': 'fail safety', '0x5eed-5': 'fail liveness', '0x5eed-7': 'fail safety' }
    const seen: RunFailure[] = []
    let at = 0
    const { summary } = await campaign(
      { setup: { odd } },
      {
        onFailure: async (failure) => {
          expect(++at).toBe(1)
          await new Promise((resolve) => setTimeout(resolve, 20))
          at--
          seen.push(failure)
          return { reportPath: `${failure.signature}.html`, minimizedSteps: 4 }
        },
      },
    )
    expect(seen.map(({ signature }) => signature)).toEqual(['safety/shape', 'liveness/shape'])
    expect(summary.failures).toEqual([
      {
        signature: 'safety/shape',
        count: 4,
        scenario: 'calm',
        firstSeed: '0x5eed-1',
        minimizedSteps: 4,
        reportPath: 'safety/shape.html',
      },
      expect.objectContaining({ signature: 'liveness/shape', count: 2 }),
    ])
  })

  test.each(['spin', 'memory'])(
    'a run that is ended from outside (%s) is undecided; the runs around it still count',
    async (what) => {
      const ended: unknown[] = []
      const { summary, broken } = await campaign(
        { setup: { odd: { '0x5eed-2': what } }, settings: { scenarios: ['calm'] } },
        { onUndecided: (run) => void ended.push(run) },
      )
      expect(summary.scenarios[0]).toMatchObject({ name: 'calm', runs: 12, failed: 0, unknown: 1 })
      expect(summary.failures).toEqual([])
      expect(ended).toMatchObject([{ scenario: 'calm', seed: '0x5eed-2' }])
      expect(broken).toEqual([])
    },
  )

  test('a run that ends its worker once is forgiven', async () => {
    const { summary, broken } = await campaign({
      setup: { odd: { '0x5eed-2': 'once' }, dead: new Set() },
      settings: { scenarios: ['calm'] },
    })
    expect(summary.scenarios[0]).toMatchObject({ runs: 12, failed: 0, unknown: 0 })
    expect(broken).toEqual([])
  })

  test('a run that ends its worker twice is a finding; the others are done', async () => {
    const { summary, broken, left } = await campaign({
      setup: { odd: { '0x5eed-2': 'die', '0x5eed-7': 'die' } },
      settings: { scenarios: ['calm'] },
    })
    expect(summary.scenarios[0]).toMatchObject({ runs: 12, failed: 2, unknown: 0 })
    expect(summary.failures).toEqual([
      { signature: 'subject-died/exit code 3', count: 2, scenario: 'calm', firstSeed: '0x5eed-2' },
    ])
    expect({ broken, left }).toEqual({ broken: [], left: 0 })
  })

  test('a run that the harness itself cannot make is named; the others are done', async () => {
    const { summary, broken, left } = await campaign({
      setup: { odd: { '0x5eed-2': 'throw' } },
      settings: { scenarios: ['calm'] },
    })
    expect(broken).toEqual([{ scenario: 'calm', seed: '0x5eed-2', message: 'not the subject' }])
    expect(summary.runs).toBe(11)
    expect(left).toBe(1)
  })

  test('when the harness can make no run it gives up soon', async () => {
    const odd = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`0x5eed-${n}`, 'throw']))
    const { broken, summary } = await campaign({ setup: { odd } })
    expect(broken.length).toBe(3)
    expect(summary.runs).toBe(0)
  })

  test('what the workers refuse is bad input', async () => {
    await expect(campaign({ setup: { refuse: true }, workers: 2 })).rejects.toMatchObject({
      name: 'InputError',
      message: 'there is no such target',
    })
  })

  test('self-tests are found, or missed', async () => {
    const selfTest = { target: 'own-raft+bug', breaks: ['planted'], scenarios: ['calm'], runs: 9 }
    const { summary } = await campaign(
      { setup: { bug: 'own-raft+bug' }, workers: 2 },
      {
        selfTests: [
          { id: 'bug', ...selfTest },
          { id: 'silent', ...selfTest, target: 'own-raft+silent' },
        ],
      },
    )
    expect(summary.selfTests).toEqual([
      { id: 'bug', found: true },
      { id: 'silent', found: false },
    ])
    expect(summary.runs).toBe(24)
  })

  test('interrupted, it keeps what is done; resumed, it does the rest and nothing twice', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'whitewater-campaign-')), 'campaign.sqlite')
    const first = CampaignStore.create(file, { ...usual, runs: 40 })
    const interrupt = new AbortController()
    const before = await campaign(
      { store: first, setup: { slow: 3 }, workers: 2 },
      { signal: interrupt.signal, onProgress: ({ runs }) => void (runs >= 2 && interrupt.abort()) },
    )
    first.close()
    expect(before.interrupted).toBe(true)
    expect(before.left).toBe(80 - before.summary.runs)
    expect(before.summary.runs).toBeLessThan(40)
    const second = CampaignStore.resume(file)
    const after = await campaign({ store: second, workers: 2 })
    expect(after.summary.scenarios.map(({ runs }) => runs)).toEqual([40, 40])
    expect(after.summary.scenarios.map(({ coverageMarks }) => coverageMarks['leaderElected'])).toEqual([
      40, 40,
    ])
    expect(second.finished).toBe(true)
    second.close()
  })

  test('ends when its time is up, with what was under way', async () => {
    const { runs: _, ...endless } = usual
    const store = CampaignStore.create(':memory:', { ...endless, millis: 1 })
    const { summary, left, interrupted } = await campaign({ store, setup: { slow: 20 } })
    expect(summary.runs).toBeLessThan(4)
    expect({ left, interrupted }).toEqual({ left: undefined, interrupted: false })
  })

  test('goes on where time was too short for the runs that are wanted at least', async () => {
    const { runs: _, ...endless } = usual
    const store = CampaignStore.create(':memory:', { ...endless, millis: 1 })
    const selfTest = { id: 'bug', target: 'own-raft+bug', breaks: ['planted'], scenarios: ['calm'], runs: 9 }
    const { summary } = await campaign(
      { store, setup: { slow: 5, bug: 'own-raft+bug' } },
      { atLeast: 6, selfTests: [selfTest] },
    )
    for (const { runs } of summary.scenarios) expect(runs).toBeGreaterThanOrEqual(6)
    expect(summary.scenarios.length).toBe(2)
    expect(summary.selfTests).toEqual([{ id: 'bug', found: true }])
  })
})

describe('when time is up', () => {
  const { runs: _, ...endless } = usual

  test('no self-test is hunted any more, and a scenario without a run has none', async () => {
    const store = CampaignStore.create(':memory:', { ...endless, millis: 1 })
    const bug = { id: 'bug', target: 'planted', breaks: ['none'], scenarios: ['calm'], runs: 100_000 }
    const { summary } = await campaign({ store, setup: { slow: 20 } }, { selfTests: [bug] })
    expect(summary.selfTests ?? []).toEqual([])
  })

  test('failures that are left wait for the next session, which looks into them', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'whitewater-campaign-')), 'campaign.sqlite')
    const failing = { setup: { odd: { '0x5eed-0': 'fail log' } } }
    const first = CampaignStore.create(file, { ...endless, millis: 200 })
    const overdue = new AbortController()
    const before = await campaign(
      { store: first, ...failing },
      {
        failureSignal: overdue.signal,
        onFailure: () =>
          new Promise((resolve) => overdue.signal.addEventListener('abort', () => resolve(undefined))),
        onOverdue: (waiting) => {
          expect(waiting).toBeGreaterThan(0)
          overdue.abort()
        },
      },
    )
    expect(before.summary.failures.length).toBeGreaterThan(0)
    expect(before.waiting).toBe(before.summary.failures.length)
    expect(first.finished).toBe(false)
    first.close()
    const second = CampaignStore.resume(file)
    const after = await campaign(
      { store: second, ...failing },
      { onFailure: () => Promise.resolve({ reportPath: 'report.html' }) },
    )
    expect(after.waiting).toBe(0)
    expect(after.summary.failures[0]).toMatchObject({ reportPath: 'report.html' })
    expect(second.finished).toBe(true)
    second.close()
  })

  test('a report that could not be written is made by the next session', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'whitewater-campaign-')), 'campaign.sqlite')
    const first = CampaignStore.create(file, { ...usual, runs: 4 })
    const before = await campaign(
      { store: first, setup: { odd: { '0x5eed-0': 'fail log' } } },
      { onFailure: () => Promise.resolve('later') },
    )
    expect(before.waiting).toBeGreaterThan(0)
    expect(first.finished).toBe(false)
    first.close()
    const second = CampaignStore.resume(file)
    const asked: string[] = []
    await campaign(
      { store: second },
      { onFailure: ({ signature }) => Promise.resolve((asked.push(signature), { reportPath: 'r' })) },
    )
    expect(asked).toHaveLength(before.waiting)
    second.close()
  })
})
