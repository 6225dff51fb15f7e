import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, fileOf, launch, needsChromium, open } from './chromium.ts'
import { plantedPage } from './planted-page.ts'

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

  test('opens with the chain of causes, and unfolds by click, key and address', async () => {
    const { page, complaints } = await opened()
    const kept = await rows(page)
    expect(kept).toBeLessThan(all)
    for (const { e } of why.chain) expect(await page.locator(`#${e}`).isVisible(), e).toBe(true)
    const folded = (await page.locator('.folded .count').allTextContents()).map((text) => parseInt(text))
    expect(kept + folded.reduce((sum, count) => sum + count, 0)).toBe(all)
    // what is drawn ends where the rows end
    const height = async (selector: string) => (await page.locator(selector).boundingBox())!.height
    expect(await height('.gutter')).toBeCloseTo(await height('.body'), 0)
    await page.locator('.folded').first().click()
    expect(await rows(page)).toBe(kept + folded[0]!)
    expect(await height('.gutter')).toBeCloseTo(await height('.body'), 0)
    await page.keyboard.press('w')
    expect(await rows(page)).toBe(all)
    expect(new URL(page.url()).hash).toContain('why=0')
    await page.keyboard.press('w')
    expect(await page.locator('#trace-tools button[aria-pressed="true"]').count()).toBe(1)
    const again = await opened('#/trace?why=0')
    expect(await rows(again.page)).toBe(all)
    expect(complaints).toEqual([])
    await again.page.context().close()
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
    const hidden = (await page.locator('.body .row[hidden]').first().getAttribute('id'))!
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
    const address = /entry=(\d+:\d+)/.exec(page.url())?.[1]
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
    const again = await opened(new URL(page.url()).hash)
    expect(await again.page.locator('.life-story h3').textContent()).toContain(`Entry ${address}`)
    await page.keyboard.press('Escape')
    expect(await story.count()).toBe(0)
    expect(page.url()).not.toContain('entry=')
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
