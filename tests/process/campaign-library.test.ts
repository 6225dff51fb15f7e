import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runCampaign } from '../../src/index.ts'
import type { CampaignEvent, CampaignProgress } from '../../src/index.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'whitewater-library-'))

describe('a campaign from a program', () => {
  test('answers with the verdict, and calls back as it goes on', async () => {
    const output = folder()
    const progress: CampaignProgress[] = []
    const events: CampaignEvent[] = []
    const { verdict, text, remarks } = await runCampaign({
      scenarios: ['contested-elections'],
      target: 'own-raft+vote-twice',
      seed: '7',
      runs: 20,
      workers: 1,
      minimize: false,
      output,
      onProgress: (one) => void progress.push(one),
      onEvent: (event) => void events.push(event),
    })
    expect(verdict).toMatchObject({ version: 1, result: 'violation', runs: 20, left: 0, interrupted: false })
    expect(verdict.settings).toMatchObject({ seed: '7', runs: 20, scenarios: ['contested-elections'] })
    expect(verdict.resume).toBeUndefined()
    expect(verdict.store).toBe(join(output, 'campaign.sqlite'))
    expect(text).toMatch(/^20 runs in /)
    expect(remarks.at(-1)).toMatch(/^FAILED: \d+ runs? broke a property$/)
    expect(progress.at(-1)).toMatchObject({ runs: 20, total: 20 })
    const types = events.map(({ type }) => type)
    expect([types[0], types.at(-1)]).toEqual(['started', 'ended'])
    const reports = events.flatMap((event) => (event.type === 'report' ? [event.report] : []))
    expect(reports.map(({ reportPath }) => reportPath).sort()).toEqual(
      verdict.failures.map(({ reportPath }) => reportPath).sort(),
    )
    expect(reports.length).toBeGreaterThan(0)
    for (const { reportPath } of reports) expect(existsSync(reportPath ?? '')).toBe(true)
  })

  test('a signal ends it, and it is resumed to the same counts as one that was not', async () => {
    const what = { scenarios: ['steady-cluster'], seed: '1', runs: 40, workers: 1, selfTests: false }
    const whole = await runCampaign({ ...what, output: folder() })
    const output = folder()
    const controller = new AbortController()
    const first = await runCampaign({
      ...what,
      output,
      signal: controller.signal,
      onProgress: ({ runs }) => void (runs > 0 && controller.abort()),
    })
    expect(first.verdict).toMatchObject({ result: 'undecided', interrupted: true })
    expect(first.verdict.resume).toBe(`npx whitewater campaign --resume --output ${output}`)
    expect(first.verdict.left).toBeGreaterThan(0)
    const { verdict } = await runCampaign({ output, resume: true })
    expect(verdict).toMatchObject({ result: 'held', left: 0, interrupted: false })
    expect(verdict.scenarios).toEqual(whole.verdict.scenarios)
    expect(verdict.virtualHours).toBe(whole.verdict.virtualHours)
    expect(verdict.faults).toEqual(whole.verdict.faults)
  })

  test('files that are in its way take no verdict from it', async () => {
    const output = folder()
    mkdirSync(join(output, 'campaign.html'))
    writeFileSync(join(output, 'campaign-older.sqlite'), 'no store')
    const what = {
      scenarios: ['steady-cluster'],
      seed: '1',
      runs: 1,
      isolation: 'none',
      selfTests: false,
    } as const
    const { verdict, remarks, record } = await runCampaign({ ...what, output })
    expect(verdict).toMatchObject({ result: 'held', runs: 1, remarks })
    expect(verdict.page).toBeUndefined()
    expect(remarks[0]).toMatch(/^its page is not written: .*campaign\.html/)
    expect(remarks[1]).toMatch(
      /^a campaign before this one is left out of the comparison: .*campaign-older\.sqlite/,
    )
    expect(record).toMatchObject({ standing: 'held', remarks: [remarks[1]] })
  })

  test.each([
    [{ scenarios: ['nowhere'] }, 'there is no scenario "nowhere"'],
    [{ target: 'raft' }, 'there is no target "raft"'],
    [{ seed: 'abc' }, 'seed must be a number'],
    [{ shard: '1/2' }, 'shard needs a seed'],
    [{ runs: 0 }, 'runs must be a whole number from 1 to 1000000000; got 0'],
    [{ workers: 1.5 }, 'workers must be a whole number from 1 to 1024; got 1.5'],
    [{ nodes: 16 }, 'nodes must be a whole number from 1 to 15; got 16'],
    [{ rate: -1 }, 'rate must be a number above zero, 1000000 at most; got -1'],
    [{ nemesis: ['meteor'] }, 'nemesis has no "meteor"; there are'],
    [{ duration: 0 }, 'duration must be milliseconds above zero; got 0'],
    [{ nemesis: ['earthquake'] }, 'earthquake'],
    [{ resume: true }, 'no campaign to resume'],
  ])('%j is refused, and nothing is stored', async (options, message) => {
    const output = folder()
    await expect(runCampaign({ ...options, output })).rejects.toThrow(message)
    expect(existsSync(join(output, 'campaign.sqlite'))).toBe(false)
  })
})
