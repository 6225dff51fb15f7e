import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { campaignPage, type CampaignRecord } from '../../reports/index.ts'
import { runLoad } from '../../reports/run-load.ts'
import { campaignRecordOf } from '../../src/campaign/campaign-record.ts'
import { CampaignStore } from '../../src/campaign/store.ts'
import { formerCampaigns, readStoredCampaign } from '../../src/campaign/stored-campaign.ts'
import type { HistoryEvent } from '../../src/record/history-event.ts'
import { passedTally, settings } from '../unit/campaign/some-settings.ts'
import { ATTACK } from '../unit/reports/fixtures/hostile.ts'
import { chromiumPath, fileOf, launch, needsChromium, open } from './chromium.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const folder = mkdtempSync(join(tmpdir(), 'whitewater-campaign-page-'))

/** A folder with two campaigns, the second as `target` calls itself, with texts of a subject in all that it controls. */
function recorded(name: string, text: string, failures: number): CampaignRecord {
  const dir = join(folder, name)
  const file = join(dir, 'campaign.sqlite')
  for (const [night, target] of ['own-raft', `./raft.ts${text}`].entries()) {
    const began = new Date(Date.UTC(2026, 10, 28 + night, 2))
    const store = CampaignStore.create(file, { ...settings, target }, began)
    const list = Array.from({ length: failures }, (_, at) => ({
      scenario: 'wild',
      seed: `0x5eed-${at * 2}`,
      signature: `${['election-safety/two-leaders', 'log-matching/differs', `state/${night}`][at % 3] ?? ''}${text}`,
      property: 'election-safety',
      headline: `Term ${at} has two leaders ${text}`,
      step: 16 + at,
      digest: 'abcdef0123456789',
    }))
    const undecided = [{ scenario: 'wild', seed: '0x5eed-1', because: `no leader ${text}` }]
    const firstShown = { 'leaderElected x1': 0, 'leaderElected x2': 3, 'crash crashes x1': 7 }
    const faults = {
      crash: {
        planned: 9,
        idle: 1,
        activations: 8,
        effects: { crashes: 8 },
        phases: { election: 3, idle: 5 },
      },
      [`fault ${text}`]: { planned: 2, idle: 2, activations: 0, effects: {} },
    }
    store.record({ scenario: 'calm', first: 0, runs: 100 }, passedTally(100), 1)
    store.record(
      { scenario: 'wild', first: 0, runs: 100 },
      passedTally(100, { failed: list.length, failures: list, unknown: 1, undecided, firstShown, faults }),
      1,
    )
    store.recordSelfTest({ id: 'vote-twice', found: true, runs: 3 })
    if (list.length > 0)
      store.recordReport(list[0]?.signature ?? '', { reportPath: 'x/wild/a/report.html', minimizedSteps: 16 })
    store.finish(1000)
    store.close()
  }
  mkdirSync(join(dir, 'wild', 'a'), { recursive: true })
  writeFileSync(join(dir, 'wild', 'a', 'report.html'), '<!doctype html><title>the failure</title>')
  const campaign = readStoredCampaign(file)
  return campaignRecordOf(campaign, formerCampaigns(campaign))
}

/** With what clients got in the first run. */
function withLoad(record: CampaignRecord): CampaignRecord {
  const history = Array.from({ length: 60 }, (_, at): HistoryEvent[] => [
    { process: at, type: 'invoke', f: 'read', value: null, time: at * 5e7 },
    { process: at, type: at % 9 === 0 ? 'fail' : 'ok', f: 'read', value: 1, time: at * 5e7 + 2e6 + at * 1e5 },
  ]).flat()
  const fault = { id: 'f1', kind: 'partition', text: '', effects: {} }
  const load = runLoad(history, [
    { ...fault, activations: [{ from: 500_000, to: 1_500_000, nodes: ['n1'] }] },
  ])
  if (load === undefined) throw new Error('the history is long enough')
  return { ...record, groups: record.groups.map((group, at) => (at === 0 ? { ...group, load } : group)) }
}

const pages = { failing: ['', 40], hostile: [` ${ATTACK}`, 7], passed: ['', 0] } as const
const names = Object.keys(pages) as (keyof typeof pages)[]

describe('page of a campaign in Chromium', { timeout: 30_000 }, () => {
  needsChromium()
  let browser: Browser | undefined
  const urls = new Map<string, string>()
  const urlOf = (name: keyof typeof pages): string => urls.get(name) ?? ''

  beforeAll(async () => {
    for (const name of names) {
      const [text, failures] = pages[name]
      urls.set(name, fileOf(`campaign-${name}`, campaignPage(withLoad(recorded(name, text, failures)))))
    }
    if (chromiumPath !== undefined) browser = await launch()
  }, 30_000)
  afterAll(() => browser?.close())

  test.each(names)('%s: opens offline, asks for nothing, complains of nothing, fits', async (name) => {
    for (const width of [1280, 375]) {
      const options = { viewport: { width, height: 800 } }
      const { page, requests, complaints } = await open(browser as Browser, urlOf(name), options)
      await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true')
      expect(requests).toEqual([urlOf(name)])
      expect(complaints).toEqual([])
      expect(await page.locator('img, script, [style], [onerror]').count()).toBe(0)
      expect(await page.evaluate('document.documentElement.scrollWidth'), `${name} at ${width}`).toBe(width)
      await page.context().close()
    }
  })

  test.each(['light', 'dark'] as const)('has no serious accessibility finding in %s', async (colorScheme) => {
    for (const name of names) {
      const { page } = await open(browser as Browser, urlOf(name), { colorScheme })
      await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true')
      await page.evaluate(axe)
      const violations = await page.evaluate<{ id: string; impact: string; nodes: { html: string }[] }[]>(
        'axe.run(document, { resultTypes: ["violations"] }).then((result) => result.violations)',
      )
      const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(bad.map(({ id, nodes }) => `${name} ${id}: ${nodes[0]?.html.slice(0, 160) ?? ''}`)).toEqual([])
      await page.context().close()
    }
  })

  test('its first line says how it stands, and the first screen what broke', async () => {
    const { page } = await open(browser as Browser, urlOf('failing'))
    expect(await page.locator('h1').innerText()).toBe(
      'FAIL 3 signatures, 1 new since 2026-11-28 02:00; 2 known; 1 undecided',
    )
    const headline = await page.locator('.headline').first().boundingBox()
    expect(headline?.y ?? Infinity).toBeLessThan(600)
    await page.context().close()
  })

  test('without JavaScript each failing seed can be read and copied, and a group has an address', async () => {
    const url = `${urlOf('failing')}#group-log-matching-differs`
    const { page } = await open(browser as Browser, url, { javaScriptEnabled: false })
    const group = page.locator('#group-log-matching-differs')
    expect(await group.locator('.headline').isVisible()).toBe(true)
    expect((await group.boundingBox())?.y ?? Infinity).toBeLessThan(800)
    await group.locator('summary').last().click()
    const rows = group.locator('tbody tr')
    expect(await rows.count()).toBe(13)
    expect(await rows.first().innerText()).toMatch(/0x5eed-2\s+wild\s+3\s+17\s+npx whitewater replay 'w1:/)
    await page.context().close()
  })

  test('its links lead to the page of the failure, and to groups that are there', async () => {
    const { page } = await open(browser as Browser, urlOf('failing'))
    // of its group, and of the run that stands for the others of its signature
    expect(await page.locator('a[href="./wild/a/report.html"]').count()).toBe(2)
    const dangling = await page.evaluate<string[]>(
      `[...document.querySelectorAll('a[href^="#"]')].map((a) => a.getAttribute('href')).filter((id) => document.getElementById(id.slice(1)) === null)`,
    )
    expect(dangling).toEqual([])
    await page.context().close()
  })

  test('a fault that never hit a phase says so', async () => {
    const { page } = await open(browser as Browser, urlOf('failing'))
    const row = page.locator('#faults table').first().locator('tbody tr').filter({ hasText: 'crash' })
    expect((await row.innerText()).split(/\s+/)).toEqual([
      'crash',
      '108',
      'never',
      '3',
      'never',
      'never',
      '5',
      'never',
    ])
    await page.context().close()
  })

  test('prints whole, with nothing cut at the side', async () => {
    const { page } = await open(browser as Browser, urlOf('failing'), { colorScheme: 'dark' })
    await page.emulateMedia({ media: 'print' })
    await page.setViewportSize({ width: 720, height: 1000 })
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
    const cut = await page.evaluate<number>(
      '[...document.querySelectorAll("pre")].filter((one) => one.scrollHeight > one.clientHeight + 1).length',
    )
    expect(cut).toBe(0)
    expect((await page.pdf()).length).toBeGreaterThan(10_000)
    await page.context().close()
  })
})
