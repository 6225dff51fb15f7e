import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failurePage } from '../../reports/index.ts'
import { realFailure } from '../unit/reports/fixtures/real-failure.ts'
import { addressAtRest, chromiumPath, fileOf, launch, needsChromium, open } from './chromium.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

describe('history on the failure page', { timeout: 30_000 }, () => {
  needsChromium()
  let browser: Browser | undefined
  let url = ''
  let keysUrl = ''

  beforeAll(async () => {
    url = fileOf('history', failurePage(realFailure('local-leader-reads')).html)
    keysUrl = fileOf('history-keys', failurePage(realFailure('status-without-fence')).html)
    if (chromiumPath !== undefined) browser = await launch()
  }, 30_000)
  afterAll(() => browser?.close())

  const blocking = (page: Page) => page.locator('#history-view .timeline .bar.blocking')
  const cursorOp = (page: Page) => page.locator('#history-view .bar.lit').getAttribute('data-op')
  const selected = (page: Page) => page.locator('.body .row[aria-selected="true"]').getAttribute('id')

  test('is open without script, and a bar leads to its step', async () => {
    const { page } = await open(browser as Browser, url, { javaScriptEnabled: false })
    expect(await page.locator('#history').getAttribute('open')).toBe('')
    await blocking(page).click()
    const href = await blocking(page).getAttribute('href')
    expect(href).toMatch(/^#m\d+$/)
    expect(page.url().endsWith(href ?? 'none')).toBe(true)
    await page.context().close()
  })

  test('a bar moves the cursor to its call, then to its answer, and is lit there', async () => {
    const { page, complaints } = await open(browser as Browser, url)
    // begins at the answer that broke: elsewhere first
    await page.keyboard.press('Home')
    await blocking(page).click()
    const called = (await blocking(page).getAttribute('href'))?.slice(1)
    const answered = await blocking(page).getAttribute('data-answered')
    expect(await selected(page)).toBe(called)
    expect(await cursorOp(page)).toBe(await blocking(page).getAttribute('data-op'))
    await blocking(page).click()
    expect(await selected(page)).toBe(answered)
    await page.keyboard.press('Home')
    expect(await page.locator('#history-view .bar.lit').count()).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('the original run, its key and order are in the address, and come back from it', async () => {
    const { page, complaints } = await open(browser as Browser, keysUrl)
    await page.getByRole('tab', { name: 'run original' }).click()
    const title = await page.locator('#history-view .standing b').textContent()
    expect(await addressAtRest(page)).toContain('hr=1')
    await page.locator('#history-choices select').selectOption('1')
    expect(await addressAtRest(page)).toContain('key=1')
    const other = await page.locator('#history-view .standing b').textContent()
    expect(other).not.toBe(title)
    const { page: again } = await open(browser as Browser, page.url())
    expect(await again.locator('#history-view .standing b').textContent()).toBe(other)
    expect(await again.getByRole('tab', { name: 'run original' }).getAttribute('aria-selected')).toBe('true')
    // an address of nothing that is there shows the first
    const { page: wrong } = await open(browser as Browser, `${url}#/trace?hr=9&key=-1&lp=x`)
    expect(await wrong.locator('#history-view .timeline .bar.blocking').count()).toBe(1)
    expect(complaints).toEqual([])
    for (const one of [page, again, wrong]) await one.context().close()
  })

  test('an operation of the original run leads to where it stands in the full run, by its bar and by its steps', async () => {
    const { page, complaints } = await open(browser as Browser, `${url}#/trace?hr=1`)
    const chosen = page.locator('.run-row.selected')
    await blocking(page).click()
    const called = (await blocking(page).getAttribute('href')) ?? ''
    expect(called).toMatch(/^#o\d+$/)
    await expect.poll(() => chosen.getAttribute('data-step')).toBe(called.slice(2))
    expect(await page.locator('#full').getAttribute('open')).toBe('')
    const link = page.locator('#history-view a.run-link').first()
    const step = ((await link.textContent()) ?? '').replace(/\D/g, '')
    await link.click()
    await expect.poll(() => chosen.getAttribute('data-step')).toBe(step)
    await expect
      .poll(async () => Math.abs((await page.locator('#full').boundingBox())?.y ?? 99))
      .toBeLessThan(20)
    expect(await page.getByRole('tab', { name: 'run original' }).getAttribute('aria-selected')).toBe('true')
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('tabs are walked by the arrow keys', async () => {
    const { page } = await open(browser as Browser, url)
    await page.getByRole('tab', { name: 'run minimized' }).focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('original')
    expect(await addressAtRest(page)).toContain('hr=1')
    await page.context().close()
  })

  test('stays where the reader scrolled it while the cursor walks the trace', async () => {
    const { page } = await open(browser as Browser, `${url}#/trace?hr=1&all=1`)
    await page.locator('html.scripted').waitFor()
    const left = (): Promise<number> =>
      page.evaluate<number>("document.querySelector('#history-view .timeline .scroll').scrollLeft")
    const opened = await left()
    const moved = opened > 40 ? opened - 40 : opened + 40
    await page.evaluate(`document.querySelector('#history-view .timeline .scroll').scrollLeft = ${moved}`)
    const before = await left()
    expect(before).not.toBe(opened)
    for (const key of ['Home', 'j', 'j', 'End']) await page.keyboard.press(key)
    expect(await left()).toBe(before)
    await page.context().close()
  })

  test('labels of bars that begin out of view are shifted into it', async () => {
    const { page } = await open(browser as Browser, `${url}#/trace?hr=1&all=1`)
    const texts = await page.evaluate<number[]>(`(() => {
      const scroller = document.querySelector('#history-view .timeline .scroll')
      const first = scroller.querySelector('.bar .body').getBoundingClientRect()
      scroller.scrollLeft += first.left + 30 - scroller.getBoundingClientRect().left
      return new Promise((done) => setTimeout(() => {
        const box = scroller.getBoundingClientRect()
        done([...scroller.querySelectorAll('.bar')].flatMap((bar) => {
          const body = bar.querySelector('.body').getBoundingClientRect()
          const text = bar.querySelector('.call').getBoundingClientRect()
          return body.left < box.left && body.right > box.left ? [text.left - box.left] : []
        }))
      }, 100))
    })()`)
    expect(texts.length).toBeGreaterThan(0)
    for (const left of texts) expect(left).toBeGreaterThanOrEqual(0)
    await page.context().close()
  })

  test.each(['light', 'dark'] as const)('has no serious accessibility finding in %s', async (colorScheme) => {
    const { page } = await open(browser as Browser, `${url}#/trace?hr=1&all=1`, { colorScheme })
    await page.evaluate(axe)
    const violations = await page.evaluate<{ id: string; impact: string; nodes: { html: string }[] }[]>(
      'axe.run("#history", { resultTypes: ["violations"] }).then((result) => result.violations)',
    )
    const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(bad.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160) ?? ''}`)).toEqual([])
    await page.context().close()
  })

  test('on a phone only the picture scrolls', async () => {
    const { page } = await open(browser as Browser, `${url}#/trace?hr=1`, {
      viewport: { width: 375, height: 800 },
      hasTouch: true,
    })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375)
    await blocking(page).tap()
    expect(await page.locator('#readout').textContent()).not.toBe('')
    await page.context().close()
  })
})
