import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failurePage } from '../../reports/index.ts'
import { hostileFailure } from '../unit/reports/fixtures/hostile.ts'
import { longFailure } from '../unit/reports/fixtures/long-run.ts'
import { realFailure } from '../unit/reports/fixtures/real-failure.ts'
import { addressAtRest, chromiumPath, fileOf, launch, needsChromium, open } from './chromium.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const pages = {
  real: () => realFailure('local-leader-reads'),
  long: () => longFailure(20_000),
  hostile: hostileFailure,
}

describe('full run in Chromium', { timeout: 30_000 }, () => {
  needsChromium()
  let browser: Browser | undefined
  const urls = new Map<string, string>()
  const urlOf = (name: keyof typeof pages): string => urls.get(name) ?? ''

  beforeAll(async () => {
    for (const [name, failure] of Object.entries(pages))
      urls.set(name, fileOf(`full-${name}`, failurePage(failure()).html))
    if (chromiumPath !== undefined) browser = await launch()
  }, 30_000)
  afterAll(() => browser?.close())

  /** Opens it, and waits for the first picture. */
  async function opened(url: string, options: Parameters<typeof open>[2] = {}) {
    const one = await open(browser as Browser, url, options)
    const details = one.page.locator('#full')
    if ((await details.getAttribute('open')) === null) await details.locator('summary').click()
    await one.page.locator('.run-row').first().waitFor()
    await one.page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
    return one
  }

  const count = (page: Page) => page.locator('.run-count').textContent()
  const parameter = (page: Page, name: string): string | null =>
    new URLSearchParams(page.url().split('?')[1] ?? '').get(name)
  /** The stretch in the address, which follows the picture. */
  async function zoomAtRest(page: Page): Promise<string> {
    await addressAtRest(page)
    return parameter(page, 'z') ?? ''
  }
  /** Colours of a column of the picture that are not all one: something is drawn. */
  const painted = (page: Page) =>
    page.evaluate<number>(`(() => {
      const canvas = document.getElementById('run-canvas')
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
      let painted = 0
      for (let at = 3; at < data.length; at += 4) if (data[at] !== 0) painted++
      return painted
    })()`)

  test('is one closed line at first, and unpacks nothing', async () => {
    const { page } = await open(browser as Browser, urlOf('real'))
    await page.locator('html.scripted').waitFor()
    expect(await page.locator('#full').getAttribute('open')).toBeNull()
    expect(await page.locator('#run-canvas').count()).toBe(0)
    const full = await page.locator('#full').boundingBox()
    const trace = await page.locator('#trace').boundingBox()
    expect(full?.height ?? Infinity).toBeLessThan(48)
    expect(full?.y ?? Infinity).toBeLessThan(trace?.y ?? 0)
    await page.context().close()
  })

  test('draws, counts and lists all events, few of them in the document', async () => {
    const { page, complaints } = await opened(urlOf('long'))
    expect(await count(page)).toBe('20,000 of 20,000 events')
    expect(await painted(page)).toBeGreaterThan(10_000)
    expect(await page.locator('.run-row').count()).toBeLessThan(60)
    await page.evaluate('document.querySelector(".run-list").scrollTop = 1e9')
    await page.locator('.run-row', { hasText: 'election-safety: two leaders' }).waitFor()
    expect(await page.evaluate('document.getElementsByTagName("*").length')).toBeLessThan(3500)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('filter, zoom and axis are in the address, and come back from it', async () => {
    const { page } = await opened(urlOf('real'))
    await page.locator('.run-filter input').fill('k:recv n:n2')
    const found = await count(page)
    expect(found).not.toContain('of 0')
    await addressAtRest(page)
    expect(parameter(page, 'f')).toBe('k:recv n:n2')
    await page.locator('#run-canvas').focus()
    await page.keyboard.press('+')
    await page.keyboard.press('ArrowRight')
    await page.getByRole('button', { name: 'by step' }).click()
    await addressAtRest(page)
    expect(parameter(page, 'ax')).toBe('step')
    const zoom = parameter(page, 'z')
    expect(zoom).toMatch(/^\d+-\d+$/)
    const { page: again } = await opened(page.url())
    expect(await count(again)).toBe(found)
    expect(parameter(again, 'z')).toBe(zoom)
    expect(await again.getByRole('button', { name: 'by step' }).getAttribute('aria-pressed')).toBe('true')
    // the trace below has a search of its own
    expect(await again.locator('#search').inputValue()).toBe('')
    await again.locator('#search').fill('n1')
    expect(await count(again)).toBe(found)
    await again.locator('.run-filter input').fill('')
    await addressAtRest(again)
    expect([parameter(again, 'f'), parameter(again, 'q')]).toEqual([null, 'n1'])
    const { page: searched } = await open(browser as Browser, `${urlOf('real')}#/trace?q=n1`)
    await searched.locator('html.scripted').waitFor()
    expect(await searched.locator('#full').getAttribute('open')).toBeNull()
    await searched.context().close()
    await again.context().close()
    await page.context().close()
  })

  test('a step of it is in the address, chosen and listed', async () => {
    const { page } = await opened(`${urlOf('real')}#/trace?e=o100`)
    await page.locator('.run-row.selected[data-step="100"]').waitFor()
    expect(await page.locator('.run-readout').textContent()).toContain('step 100,')
    await page.locator('.run-list').focus()
    await page.keyboard.press('ArrowDown')
    await page.locator('.run-row.selected[data-step="101"]').waitFor()
    await page.context().close()
  })

  test('a kept step lights its twin in the trace, and moves the cursor to it', async () => {
    const { page } = await opened(urlOf('real'))
    const kept = page.locator('.run-row', { hasText: '•' }).first()
    await kept.hover()
    const twin = await page.locator('.row.twin').getAttribute('id')
    expect(twin).toMatch(/^m\d+$/)
    await kept.click()
    expect(await page.locator('.body .row[aria-selected="true"]').getAttribute('id')).toBe(twin)
    await addressAtRest(page)
    expect(parameter(page, 'e')).toBe(twin)
    // with the key, the focus goes there too
    await page.locator('.run-list').focus()
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe(twin)
    await page.context().close()
  })

  test('is dragged, brushed and clicked with the pointer', async () => {
    const { page } = await opened(urlOf('real'))
    await page.locator('#run-canvas').scrollIntoViewIfNeeded()
    const box = (await page.locator('#run-canvas').boundingBox())!
    const at = (x: number, y: number): [number, number] => [box.x + x, box.y + y]
    // the overview is brushed
    await page.mouse.move(...at(300, 10))
    await page.mouse.down()
    await page.mouse.move(...at(500, 10), { steps: 4 })
    await page.mouse.up()
    const brushed = await zoomAtRest(page)
    expect(brushed).toMatch(/^\d+-\d+$/)
    // the picture is dragged: as wide as before, elsewhere
    await page.mouse.move(...at(600, 120))
    await page.mouse.down()
    await page.mouse.move(...at(500, 120), { steps: 4 })
    await page.mouse.up()
    const dragged = await zoomAtRest(page)
    const [from = 0, to = 0] = brushed.split('-').map(Number)
    const [later = 0, end = 0] = dragged.split('-').map(Number)
    expect(later).toBeGreaterThan(from)
    expect(Math.abs(end - later - (to - from))).toBeLessThan(2000)
    await page.context().close()
  })

  test('keys in it leave the cursor of the trace alone', async () => {
    const { page } = await opened(urlOf('real'))
    const selected = () => page.locator('.body .row[aria-selected="true"]').getAttribute('id')
    const before = await selected()
    await page.locator('.run-filter input').focus()
    await page.keyboard.type('jk')
    await page.locator('#run-canvas').focus()
    await page.keyboard.press('Home')
    expect(await selected()).toBe(before)
    await page.context().close()
  })

  test.each(['light', 'dark'] as const)('has no serious accessibility finding in %s', async (colorScheme) => {
    const { page, complaints } = await opened(urlOf('hostile'), { colorScheme })
    await page.locator('.run-row').nth(3).click()
    await page.evaluate(axe)
    const violations = await page.evaluate<{ id: string; impact: string; nodes: { html: string }[] }[]>(
      'axe.run("#full", { resultTypes: ["violations"] }).then((result) => result.violations)',
    )
    const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(bad.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160) ?? ''}`)).toEqual([])
    expect(await page.locator('img').count()).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('a hostile filter and address find nothing and break nothing', async () => {
    const attack = encodeURIComponent('"><img src=x onerror=alert(1)> n:__proto__ constructor:x ((( ')
    const { page, complaints } = await open(
      browser as Browser,
      `${urlOf('real')}#/trace?f=${attack}&z=99999999999999999-1&ax=__proto__&e=o99999999`,
    )
    await page.locator('.run-count').waitFor()
    expect(await count(page)).toMatch(/^0 of /)
    expect(await page.locator('img').count()).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('on a phone it fits, and fingers pan it', async () => {
    const { page } = await opened(`${urlOf('real')}#/trace?z=100000000-500000000`, {
      viewport: { width: 375, height: 800 },
      hasTouch: true,
    })
    const box = await page.locator('#full').boundingBox()
    expect((box?.x ?? 0) + (box?.width ?? Infinity)).toBeLessThanOrEqual(375)
    const before = parameter(page, 'z')
    await page.evaluate(`(() => {
      const canvas = document.getElementById('run-canvas')
      const { left, top } = canvas.getBoundingClientRect()
      const send = (type, x) => canvas.dispatchEvent(new PointerEvent(type, { pointerId: 1, pointerType: 'touch', clientX: left + x, clientY: top + 90, bubbles: true }))
      canvas.setPointerCapture = () => {}
      send('pointerdown', 250)
      send('pointermove', 200)
      send('pointerup', 200)
    })()`)
    const panned = await zoomAtRest(page)
    expect(panned).toMatch(/^\d+-\d+$/)
    expect(panned).not.toBe(before)
    await page.context().close()
  })
})
