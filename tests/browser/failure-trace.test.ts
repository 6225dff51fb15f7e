import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressAtRest, chromiumPath, fileOf, launch, needsChromium, open } from './chromium.ts'
import { traceEvents } from '../../reports/html/trace-events.ts'
import { plantedPage } from './planted-page.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Figure 8 by hand: more rows than open at once. */
const figure8 = plantedPage('commit-old-term')
const { why, min, verdict } = figure8.report

describe('trace of a failure page in Chromium', { timeout: 30_000 }, () => {
  needsChromium()
  let browser: Browser | undefined
  const url = fileOf('figure-8', figure8.html)

  beforeAll(async () => {
    if (chromiumPath !== undefined) browser = await launch()
  }, 30_000)
  afterAll(() => browser?.close())

  const opened = async (hash = '', options = {}) => {
    const { page, complaints } = await open(browser as Browser, `${url}${hash}`, options)
    await page.locator('html.scripted').waitFor()
    return { page, complaints }
  }
  const selected = (page: Page) => page.locator('.body .row[aria-selected="true"]').getAttribute('id')
  const rows = (page: Page) => page.locator('.body .row:visible').count()
  const all = min!.t.length
  /** A step whose row is folded away, and so out of the document. */
  const hiddenRow = async (page: Page) => {
    const open = await page.locator('.body > .row').evaluateAll((found) => found.map(({ id }) => id))
    return traceEvents(min!).find(({ id }) => !open.includes(id))!.id
  }

  test('opens with the chain of causes, and unfolds by click, key and address', async () => {
    const { page, complaints } = await opened()
    const kept = await rows(page)
    expect(kept).toBeLessThan(all)
    for (const { e } of why.chain) expect(await page.locator(`#${e}`).isVisible(), e).toBe(true)
    const folded = (await page.locator('.folded .count').allTextContents()).map((text) => parseInt(text))
    expect(kept + folded.reduce((sum, count) => sum + count, 0)).toBe(all)
    // what is drawn ends where the rows end
    const height = async (selector: string) => (await page.locator(selector).boundingBox())!.height
    expect(await height('.gutter')).toBeCloseTo(await height('.grid .body'), 0)
    await page.locator('.folded').first().click()
    expect(await rows(page)).toBe(kept + folded[0]!)
    expect(await height('.gutter')).toBeCloseTo(await height('.grid .body'), 0)
    await page.keyboard.press('w')
    expect(await rows(page)).toBe(all)
    expect(new URL(await addressAtRest(page)).hash).toContain('why=0')
    await page.keyboard.press('w')
    expect(await page.locator('#trace-tools button[aria-pressed="true"]').count()).toBe(1)
    const again = await opened('#/trace?why=0')
    expect(await rows(again.page)).toBe(all)
    expect(complaints).toEqual([])
    await again.page.context().close()
    await page.context().close()
  })

  test.each([1280, 390])('draws the lanes once, where they stay (%i wide)', async (width) => {
    const { page } = await open(browser as Browser, 'about:blank', { viewport: { width, height: 400 } })
    await page.addInitScript(`globalThis.drawn = 0
      addEventListener('DOMContentLoaded', () => new MutationObserver((changes) => {
        if (changes.some(({ target }) => target.closest?.('.gutter') && !target.closest('.lit'))) drawn++
      }).observe(document, { subtree: true, childList: true, attributeFilter: ['d', 'x', 'y', 'height'] }))`)
    await page.goto(url)
    await page.locator('html.scripted').waitFor()
    await addressAtRest(page)
    const height = async (selector: string) => (await page.locator(selector).boundingBox())!.height
    expect(await height('.gutter')).toBeCloseTo(await height('.grid .body'), 0)
    expect(await page.evaluate<number>('drawn')).toBe(0)
    await page.context().close()
  })

  test('walks over folds, opens them for a link, and shows the same state either way', async () => {
    const { page } = await opened()
    await page.keyboard.press('Home')
    const walked = new Set<string | null>([await selected(page)])
    const kept = await rows(page)
    for (let press = 1; press < kept; press++) {
      await page.keyboard.press('j')
      walked.add(await selected(page))
    }
    expect(walked.size).toBe(kept)
    const hidden = await hiddenRow(page)
    await page.evaluate(`location.hash = '#/trace?e=${hidden}'`)
    await page.locator(`#${hidden}[aria-selected="true"]:visible`).waitFor()
    for (const { e } of why.chain) {
      const panels: (string | null)[] = []
      for (const open of [0, 1]) {
        await page.evaluate(`location.hash = '#/trace?e=${e}&why=${open}'`)
        await page.locator(`#${e}[aria-selected="true"]`).waitFor()
        panels.push(await page.locator('#panel').textContent())
      }
      expect(panels[0], e).toBe(panels[1])
    }
    await page.context().close()
  })

  test('names each link of the chain, and goes there', async () => {
    const { page } = await opened()
    expect(await page.locator('#why ol li').count()).toBe(why.chain.length)
    await page.locator('#why ol li a').first().click()
    expect(await selected(page)).toBe(why.chain[0]!.e)
    expect(await page.locator('#why li.breach a').first().getAttribute('href')).toBe(`#${verdict.at}`)
    expect(await page.locator('.quorums .shared').count()).toBeGreaterThan(0)
    await page.context().close()
  })

  test('lights up the life of an entry from a cell, a row, the proof and the address', async () => {
    const { page, complaints } = await opened()
    const story = page.locator('.life-story')
    await page.locator('.proof a.entry-link').first().click()
    const address = /entry=(\d+:\d+)/.exec(await addressAtRest(page))?.[1]
    expect(await story.locator('h3').textContent()).toContain(`Entry ${address}`)
    // each step of its life is a row that is marked, and a link that goes there
    const steps = await story
      .locator('a.step-link')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')))
    expect(steps.length).toBeGreaterThan(1)
    for (const href of steps) expect(await page.locator(`.row.followed${href}`).count(), href!).toBe(1)
    expect(await page.locator('.gutter rect.life').count()).toBeGreaterThan(1)
    await story.locator('a.step-link').first().click()
    expect(`#${await selected(page)}`).toBe(steps[0])
    expect(await page.locator('#panel .entry.followed').count()).toBeGreaterThan(0)
    const again = await opened(new URL(await addressAtRest(page)).hash)
    expect(await again.page.locator('.life-story h3').textContent()).toContain(`Entry ${address}`)
    await page.keyboard.press('Escape')
    expect(await story.count()).toBe(0)
    expect(await addressAtRest(page)).not.toContain('entry=')
    await page.locator('#panel .entry a').first().click()
    expect(await story.count()).toBe(1)
    await page.keyboard.press('Escape')
    const row = page.locator('.body .row:visible:has(a.entry-link)').first()
    await row.focus()
    await page.keyboard.press('Enter')
    expect(await story.count()).toBe(1)
    expect(complaints).toEqual([])
    await again.page.context().close()
    await page.context().close()
  })

  test('finds steps by their words, keeps that in the address, and gives all back', async () => {
    const { page, complaints } = await opened()
    const before = await rows(page)
    await page.keyboard.press('/')
    await page.keyboard.type('n3 -votes')
    const texts = await page.locator('.body .row:visible').allTextContents()
    expect(texts.length).toBeGreaterThan(0)
    expect(texts.length).toBeLessThan(all)
    for (const text of texts) expect(text).toMatch(/n3/)
    for (const text of texts) expect(text).not.toMatch(/votes/)
    // a step of the chain that does not have it is folded, too
    expect(texts.length).not.toBe(before)
    expect(await page.locator('#trace-tools output').textContent()).toBe(`${texts.length} of ${all} rows`)
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe(await selected(page))
    const again = await opened(new URL(await addressAtRest(page)).hash)
    expect(await rows(again.page)).toBe(texts.length)
    await page.keyboard.press('Escape')
    expect(await rows(page)).toBe(before)
    expect(await addressAtRest(page)).not.toContain('q=')
    await page.keyboard.press('/')
    await page.keyboard.type('no such words')
    expect(await page.locator('#trace-tools output').textContent()).toBe(`0 of ${all} rows`)
    await page.keyboard.press('Escape')
    expect(await rows(page)).toBe(before)
    expect(complaints).toEqual([])
    await again.page.context().close()
    await page.context().close()
  })

  test('goes along a server, along a message, and to one server', async () => {
    const { page } = await opened('#/trace?why=0')
    const lanes = min!.n
    const rowOf = async () => Number((await selected(page))!.slice(1)) - 1
    await page.keyboard.press('f')
    const from = await rowOf()
    await page.keyboard.press('p')
    expect(lanes[await rowOf()]).toBe(lanes[from])
    expect(await rowOf()).toBeLessThan(from)
    await page.keyboard.press('n')
    expect(await rowOf()).toBe(from)
    const message = min!.messages.find(({ arrivals }) => arrivals.length === 1)!
    await page.evaluate(`location.hash = '#/trace?why=0&e=${min!.prefix}${message.arrivals[0]}'`)
    await page.locator(`#${min!.prefix}${message.arrivals[0]}[aria-selected="true"]`).waitFor()
    await page.keyboard.press('m')
    expect(await selected(page)).toBe(`${min!.prefix}${message.sent}`)
    await page.keyboard.press('3')
    expect(await page.locator('#search').inputValue()).toBe('n3')
    for (const text of await page.locator('.body .row:visible').allTextContents())
      expect(text).toContain('n3')
    await page.keyboard.press('3')
    expect(await rows(page)).toBe(all)
    const dark = () => page.evaluate('document.documentElement.dataset.theme')
    const theme = await dark()
    await page.keyboard.press('d')
    expect(await dark()).not.toBe(theme)
    await page.context().close()
  })

  test('on a phone reads the text first, and the state from a sheet that covers no row', async () => {
    const viewport = { width: 375, height: 700 }
    const { page, complaints } = await opened('', { viewport })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375)
    const width = async (selector: string) => (await page.locator(selector).first().boundingBox())!.width
    expect(await width('.gutter')).toBeLessThan(140)
    expect(await width('.body .row:visible .text')).toBeGreaterThan(160)
    // the lanes end where the rows end, whatever height their texts take
    const bottom = async (selector: string) => {
      const box = (await page.locator(selector).boundingBox())!
      return box.y + box.height
    }
    await expect
      .poll(async () => Math.abs((await bottom('.gutter')) - (await bottom('.grid .body'))))
      .toBeLessThan(2)
    expect(await page.locator('#panel').isVisible()).toBe(false)
    const sheet = page.locator('.sheet-button')
    for (const { e } of why.chain) {
      await page.evaluate(`location.hash = '#/trace?e=${e}'`)
      await page.locator(`#${e}[aria-selected="true"]`).waitFor()
      if ((await sheet.getAttribute('aria-expanded')) === 'false') await sheet.click()
      const panel = (await page.locator('#panel').boundingBox())!
      const row = (await page.locator(`#${e}`).boundingBox())!
      expect(row.y + row.height, e).toBeLessThanOrEqual(panel.y + 1)
    }
    await sheet.click()
    expect(await page.locator('#panel').isVisible()).toBe(false)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('has no serious accessibility finding while it searches, follows and folds', async () => {
    for (const options of [
      { colorScheme: 'light' },
      { colorScheme: 'dark' },
      { viewport: { width: 375, height: 700 } },
    ] as const) {
      const { page } = await opened('#/trace?q=n3&entry=1:1', options)
      await page.evaluate(axe)
      const violations = await page.evaluate<{ id: string; impact: string; nodes: { html: string }[] }[]>(
        'axe.run(document, { resultTypes: ["violations"] }).then((result) => result.violations)',
      )
      const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(bad.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160) ?? ''}`)).toEqual([])
      await page.context().close()
    }
  })

  test('has every row without script, and on paper', async () => {
    const { page } = await open(browser as Browser, url, { javaScriptEnabled: false })
    expect(await rows(page)).toBe(all)
    expect(await page.locator('.folded').count()).toBe(0)
    const scripted = await opened()
    await scripted.page.evaluate('dispatchEvent(new Event("beforeprint"))')
    expect(await rows(scripted.page)).toBe(all)
    await scripted.page.evaluate('dispatchEvent(new Event("afterprint"))')
    expect(await rows(scripted.page)).toBeLessThan(all)
    await scripted.page.context().close()
    await page.context().close()
  })
})
