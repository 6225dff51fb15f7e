import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failurePage } from '../../reports/index.ts'
import { doubleVote } from '../unit/reports/fixtures/double-vote.ts'
import { doubleVoteTrace } from '../unit/reports/fixtures/double-vote-trace.ts'
import { hostileFailure } from '../unit/reports/fixtures/hostile.ts'
import { longFailure } from '../unit/reports/fixtures/long-run.ts'
import { staleRead } from '../unit/reports/fixtures/stale-read.ts'
import { addressAtRest, chromiumPath, needsChromium, fileOf, launch, open } from './chromium.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const pages = {
  double: { ...doubleVote, record: { ...doubleVote.record, trace: doubleVoteTrace } },
  stale: staleRead,
  hostile: hostileFailure(),
  long: longFailure(1000),
  traceless: { record: staleRead.record, replayCommand: 'npx whitewater replay w1' },
}

describe('failure page in Chromium', { timeout: 30_000 }, () => {
  needsChromium()
  let browser: Browser | undefined
  const urls = new Map<string, string>()
  const urlOf = (name: keyof typeof pages): string => urls.get(name) ?? ''

  beforeAll(async () => {
    for (const [name, failure] of Object.entries(pages))
      urls.set(name, fileOf(name, failurePage(failure).html))
    if (chromiumPath !== undefined) browser = await launch()
  }, 30_000)
  afterAll(() => browser?.close())

  const selected = (page: Page) => page.locator('.body .row[aria-selected="true"]').getAttribute('id')
  const panelTitle = (page: Page) => page.locator('#panel h3').textContent()

  test.each(Object.keys(pages) as (keyof typeof pages)[])(
    '%s: opens offline, asks for nothing, complains of nothing',
    async (name) => {
      const { page, requests, complaints } = await open(browser as Browser, urlOf(name))
      await page.locator('html.scripted').waitFor()
      expect(requests).toEqual([urlOf(name)])
      expect(complaints).toEqual([])
      expect(await page.locator('img').count()).toBe(0)
      // its data, its run, its script; of a minimized failure both runs, and all events of the original
      const scripts = { double: 5, stale: 4, hostile: 5, long: 4, traceless: 3 }
      expect(await page.evaluate('document.scripts.length')).toBe(scripts[name])
      await page.context().close()
    },
  )

  test.each(['light', 'dark'] as const)('has no serious accessibility finding in %s', async (colorScheme) => {
    for (const name of ['double', 'stale', 'hostile', 'traceless'] as const) {
      const { page } = await open(browser as Browser, urlOf(name), { colorScheme })
      // a step in the middle: changed and named cells, a selected row and a traced arrow are all there
      await page.keyboard.press('f')
      await page.keyboard.press('k')
      await page.evaluate(axe)
      const violations = await page.evaluate<{ id: string; impact: string; nodes: { html: string }[] }[]>(
        'axe.run(document, { resultTypes: ["violations"] }).then((result) => result.violations)',
      )
      const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(bad.map(({ id, nodes }) => `${name} ${id}: ${nodes[0]?.html.slice(0, 160) ?? ''}`)).toEqual([])
      await page.context().close()
    }
  })

  test('shows the verdict, the proof and every row without script', async () => {
    const { page } = await open(browser as Browser, urlOf('double'), { javaScriptEnabled: false })
    expect(await page.locator('h1').innerText()).toContain('Term 1 has two leaders')
    expect(await page.locator('.proof dd').count()).toBe(5)
    expect(await page.locator('.body .row:visible').count()).toBe(12)
    // all messages of a kind are one path: its lines are counted
    const lines = await page
      .locator('.gutter .message')
      .evaluateAll((paths) => paths.map((path) => path.getAttribute('d')?.split('M').length ?? 0))
    expect(lines.reduce((sum, length) => sum + length - 1, 0)).toBe(6)
    expect(await page.locator('button:visible').count()).toBe(0)
    expect(await panelTitle(page)).toBe('After step 12 of 12')
    await page.locator('.proof a', { hasText: 'step 9' }).click()
    expect(page.url()).toMatch(/#m9$/)
    await page.context().close()
  })

  test('puts the verdict, the proof and the trace on the first screen', async () => {
    const { page } = await open(browser as Browser, urlOf('double'))
    for (const selector of ['h1', '.proof', '#replay-command', '#why', '#m4', '#panel h3']) {
      const box = await page.locator(selector).boundingBox()
      expect((box?.y ?? Infinity) + (box?.height ?? 0), selector).toBeLessThan(800)
    }
    await page.context().close()
  })

  test('is walked by keyboard', async () => {
    const { page, complaints } = await open(browser as Browser, urlOf('double'))
    expect(await selected(page)).toBe('m12')
    const walk: readonly (readonly [key: string, id: string])[] = [
      ['Home', 'm1'],
      ['ArrowUp', 'm1'],
      ['ArrowDown', 'm2'],
      ['j', 'm3'],
      ['k', 'm2'],
      ['End', 'm12'],
      ['PageUp', 'm2'],
      ['f', 'm12'],
      ['[', 'm11'],
      ['[', 'm9'],
      ['[', 'm5'],
      [']', 'm9'],
    ]
    for (const [key, id] of walk) {
      await page.keyboard.press(key)
      expect(await selected(page), key).toBe(id)
      expect(await page.evaluate('document.activeElement.id'), key).toBe(id)
    }
    expect(await panelTitle(page)).toBe('After step 9 of 12')
    expect(await page.locator('#panel .named').allTextContents()).toEqual(['n3'])
    expect(await page.locator('#live').textContent()).toContain('Step 9: n2 votes for n3')
    expect(await page.locator('.gutter .highlighted').count()).toBe(2)
    await page.keyboard.press('?')
    await page.locator('dialog[open]').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('dialog').waitFor({ state: 'hidden' })
    await page.keyboard.press('j')
    expect(await selected(page)).toBe('m10')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('goes where a link points and writes where it is', async () => {
    const { page } = await open(browser as Browser, `${urlOf('stale')}#/trace?e=m9&future=1`)
    expect(await selected(page)).toBe('m9')
    expect(await panelTitle(page)).toBe('After step 9 of 16')
    await page.keyboard.press('j')
    expect(new URL(await addressAtRest(page)).hash).toBe('#/trace?e=m10&future=1')
    await page.evaluate('location.hash = "#/trace?e=m14"')
    await page.locator('#m14[aria-selected="true"]').waitFor()
    await page.locator('.proof a', { hasText: 'step 12' }).click()
    expect(await selected(page)).toBe('m12')
    await page.locator('#m5').click()
    const address = await addressAtRest(page)
    expect(new URL(address).hash).toContain('e=m5')
    const again = await open(browser as Browser, address)
    expect(await selected(again.page)).toBe('m5')
    await again.page.context().close()
    await page.context().close()
  })

  test('changes its address a few times a second, however fast the cursor goes', async () => {
    const { page } = await open(browser as Browser, urlOf('stale'))
    await page.locator('html.scripted').waitFor()
    const changes = await page.evaluate<number>(`(() => {
      let changes = 0
      const replace = history.replaceState.bind(history)
      history.replaceState = (...given) => (changes++, replace(...given))
      const begun = performance.now()
      for (let at = 0; at < 60; at++)
        dispatchEvent(new KeyboardEvent('keydown', { key: at % 2 === 0 ? 'Home' : 'ArrowDown', bubbles: true }))
      return changes - (performance.now() - begun) / 300
    })()`)
    expect(changes).toBeLessThanOrEqual(1)
    expect(new URL(await addressAtRest(page)).hash).toBe('#/trace?e=m2')
    await page.context().close()
  })

  test('shows the verdict one frame before the trace is laid out', async () => {
    const { page } = await open(browser as Browser, 'about:blank')
    await page.addInitScript(`globalThis.frames = []
      const look = () => {
        const row = document.querySelector('.body > .row .number')
        if (row !== null) frames.push([document.querySelector('h1').checkVisibility(), row.checkVisibility()])
        if (frames.length < 40) requestAnimationFrame(look)
      }
      requestAnimationFrame(look)`)
    await page.goto(urlOf('stale'))
    await expect.poll(() => page.evaluate('frames.length > 1 && frames.at(-1)')).toEqual([true, true])
    expect(await page.evaluate('frames[0]')).toEqual([true, false])
    await page.context().close()
  })

  test('copies, and switches the theme', async () => {
    const { page } = await open(browser as Browser, urlOf('double'), {
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    await page.locator('[data-copy="replay"]').click()
    await page.locator('[data-copy="replay"]', { hasText: 'Copied' }).waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('npx whitewater replay w1s:c0ffee')
    await page.locator('[data-copy="issue"]').click()
    await page.locator('[data-copy="issue"]', { hasText: 'Copied' }).waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toContain(
      '- *however* n2 voted for n3 in the same term (step 9)',
    )
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    expect(await background()).toBe('rgb(255, 255, 255)')
    await page.locator('#theme').click()
    expect(await background()).toBe('rgb(15, 19, 24)')
    await page.context().close()
  })

  test.each(['double', 'packed'] as const)('saves the run it holds as a file: %s', async (name) => {
    const value = Array.from({ length: 20_000 }, (_, index) => index * index)
    const event = { time: 1, process: 0, type: 'invoke', f: 'write', key: 'x', value } as const
    const { minimized } = pages.double
    if (minimized === undefined) throw new Error('the fixture is minimized')
    const packed = { ...minimized, record: { ...minimized.record, history: [event] } }
    const failure = name === 'double' ? pages.double : { ...pages.double, minimized: packed }
    const { page, requests, complaints } = await open(
      browser as Browser,
      fileOf(`save-${name}`, failurePage(failure).html),
    )
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#save-run').click()])
    expect(download.suggestedFilename()).toBe('minimized.json')
    const saved = readFileSync(await download.path(), 'utf8')
    expect(saved === `${JSON.stringify(failure.minimized, null, 1)}\n`).toBe(true)
    expect([requests.filter((url) => !url.startsWith('blob:')).length, complaints]).toEqual([1, []])
    await page.context().close()
  })

  test('opens fast and small: a run of a thousand steps', async () => {
    const { page } = await open(browser as Browser, urlOf('long'))
    await page.locator('html.scripted').waitFor()
    expect(await page.evaluate('document.getElementsByTagName("*").length')).toBeLessThan(6000)
    expect(await page.evaluate('performance.getEntriesByType("navigation")[0].domInteractive')).toBeLessThan(
      2000,
    )
    await page.context().close()
  })

  test('prints with the trace whole and without controls', async () => {
    const { page } = await open(browser as Browser, urlOf('double'), { colorScheme: 'dark' })
    await page.emulateMedia({ media: 'print' })
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
    expect(await page.locator('button:visible').count()).toBe(0)
    expect(await page.locator('.body .row:visible').count()).toBe(12)
    const pdf = await page.pdf({ format: 'A4' })
    const count = pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0
    expect(count).toBeGreaterThan(0)
    expect(count).toBeLessThanOrEqual(3)
    await page.context().close()
  })
})
