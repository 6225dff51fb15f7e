import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generateRegisters } from '../../bench/checker-histories.ts'
import type { Operation } from '../../src/record/operation.ts'
import { checkText, jsonLines } from '../unit/check/check-run.ts'
import { ATTACK } from '../unit/reports/fixtures/hostile.ts'
import { chromiumPath, needsChromium, fileOf, launch, open } from './chromium.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const histories = {
  small: jsonLines(
    [0, 'invoke', 'write', 1],
    [0, 'ok', 'write', 1],
    [3, 'invoke', 'write', 3],
    [3, 'info', 'write', 3],
    [2, 'invoke', 'read'],
    [1, 'invoke', 'read'],
    [2, 'ok', 'read', 3],
    [1, 'ok', 'read', 1],
    [0, 'invoke', 'read'],
    [0, 'ok', 'read', 1],
  ),
  large: linesOf(generateRegisters({ operations: 10_000, clients: 20, stale: true })),
  // many calls are under way when it breaks, and return after it
  crowded: linesOf(generateRegisters({ operations: 2000, clients: 40, stale: true })),
  hostile: jsonLines(
    [0, 'invoke', 'write', ATTACK.repeat(300), ATTACK],
    [0, 'ok', 'write', null, ATTACK],
    [999_999_999, 'invoke', 'read', null, ATTACK],
    [999_999_999, 'ok', 'read', `﷽${ATTACK}`, ATTACK],
  ),
}

function linesOf(operations: readonly Operation[]): string {
  const events = operations.flatMap(({ process, f, key = 'x', value, outcome, invoked, returned }) => [
    { at: invoked, event: [process, 'invoke', f, value, key] as const },
    {
      at: returned,
      event: [process, 'ok', f, outcome.type === 'ok' ? (outcome.value ?? value) : null, key] as const,
    },
  ])
  return jsonLines(...events.sort((a, b) => a.at - b.at).map(({ event }) => event))
}

/** The page about a history that does not hold. */
async function pageOf(name: string, text: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'whitewater-check-page-'))
  const html = join(folder, 'page.html')
  expect((await checkText(text, { html })).code, name).toBe(1)
  const url = fileOf(`check-${name}`, readFileSync(html, 'utf8'))
  rmSync(folder, { recursive: true })
  return url
}

const names = Object.keys(histories) as (keyof typeof histories)[]

describe('page of check in Chromium', { timeout: 30_000 }, () => {
  needsChromium()
  let browser: Browser | undefined
  const urls = new Map<string, string>()
  const urlOf = (name: keyof typeof histories): string => urls.get(name) ?? ''

  beforeAll(async () => {
    for (const [name, text] of Object.entries(histories)) urls.set(name, await pageOf(name, text))
    if (chromiumPath !== undefined) browser = await launch()
  }, 30_000)
  afterAll(() => browser?.close())

  test.each(names)('%s: opens offline, asks for nothing, complains of nothing', async (name) => {
    const { page, requests, complaints } = await open(browser as Browser, urlOf(name))
    expect(requests).toEqual([urlOf(name)])
    expect(complaints).toEqual([])
    expect(await page.locator('img, iframe, link').count()).toBe(0)
    // the packed history, and what draws it
    expect(await page.locator('script').count()).toBe(2)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1280)
    await page.context().close()
  })

  test.each(['light', 'dark'] as const)('has no serious accessibility finding in %s', async (colorScheme) => {
    for (const name of names) {
      const { page } = await open(browser as Browser, urlOf(name), { colorScheme })
      for (const summary of await page.locator('summary').all()) await summary.click()
      await page.evaluate(axe)
      const violations = await page.evaluate<{ id: string; impact: string; nodes: { html: string }[] }[]>(
        'axe.run(document, { resultTypes: ["violations"] }).then((result) => result.violations)',
      )
      const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(bad.map(({ id, nodes }) => `${name} ${id}: ${nodes[0]?.html.slice(0, 160) ?? ''}`)).toEqual([])
      await page.context().close()
    }
  })

  // axe does not look into pictures
  test.each(['light', 'dark'] as const)(
    'texts of the picture stand out from their bars in %s',
    async (colorScheme) => {
      const { page } = await open(browser as Browser, urlOf('large'), { colorScheme })
      const pairs = await page.evaluate<
        [string, string][]
      >(`[...document.querySelectorAll('.scroll .bar')].map((bar) => [
      getComputedStyle(bar.querySelector('.call')).fill,
      getComputedStyle(bar.querySelector('.body')).fill,
    ])`)
      expect(pairs.length).toBeGreaterThan(20)
      for (const [text, body] of pairs)
        expect(contrast(text, body), `${text} on ${body}`).toBeGreaterThan(4.5)
      await page.context().close()
    },
  )

  test('long lists of transactions stand beside each other where they differ, within the window', async () => {
    const list = Array.from({ length: 200 }, (_, index) => 1000 + index)
    const txn = (process: number, ...micros: readonly unknown[]): string =>
      jsonLines([process, 'invoke', 'txn', micros], [process, 'ok', 'txn', micros])
    const reads = [txn(1, ['r', 'x', list]), txn(2, ['r', 'x', list.with(150, 7)])]
    const text = [...[...list, 7].map((element) => txn(0, ['append', 'x', element])), ...reads].join('')
    const { page } = await open(browser as Browser, await pageOf('transactions', text))
    const marks = page.locator('.compared mark')
    expect(await marks.allTextContents()).toEqual(['7', '1150'])
    for (const mark of await marks.all()) {
      const box = await mark.boundingBox()
      expect((box?.x ?? Infinity) + (box?.width ?? 0)).toBeLessThan(1280)
    }
    await page.context().close()
  })

  test.each(names)('%s: the blocking bar is on the first screen, with its text inside', async (name) => {
    const { page } = await open(browser as Browser, urlOf(name))
    expect(await page.locator('.bar.blocking:visible .flag').allTextContents()).toEqual([
      'cannot be explained',
    ])
    const bar = await page.locator('.scroll .bar.blocking .body').boundingBox()
    const text = await page.locator('.scroll .bar.blocking .call').boundingBox()
    expect((bar?.y ?? Infinity) + (bar?.height ?? 0)).toBeLessThan(800)
    expect((bar?.x ?? Infinity) + (bar?.width ?? 0)).toBeLessThan(1280)
    expect(text?.x ?? 0).toBeGreaterThan(bar?.x ?? Infinity)
    if (name !== 'hostile')
      expect((text?.x ?? Infinity) + (text?.width ?? 0)).toBeLessThan((bar?.x ?? 0) + (bar?.width ?? 0))
    await page.context().close()
  })

  test('what is refused and what it contradicts are on one screen, however much lies between', async () => {
    const operation = (process: number, f: string, value: number): string =>
      jsonLines([process, 'invoke', f, f === 'read' ? null : value], [process, 'ok', f, value])
    const between = Array.from({ length: 150 }, (_, index) => operation(2 + (index % 12), 'read', 2))
    const text = [
      operation(0, 'write', 1),
      operation(1, 'write', 2),
      ...between,
      operation(0, 'read', 1),
    ].join('')
    const { page } = await open(browser as Browser, await pageOf('wide', text))
    const box = await page.locator('.scroll').boundingBox()
    const bars = page.locator('.scroll .bar:is(.core, .blocking) .body')
    expect(await bars.count()).toBe(3)
    for (const bar of await bars.all()) {
      const place = await bar.boundingBox()
      expect(place?.x ?? 0).toBeGreaterThanOrEqual(box?.x ?? Infinity)
      expect((place?.x ?? Infinity) + (place?.width ?? 0)).toBeLessThanOrEqual(
        (box?.x ?? 0) + (box?.width ?? 0),
      )
    }
    expect(await page.locator('figcaption').innerText()).toMatch(
      /\d+ more operations of this stretch are not drawn/,
    )
    await page.context().close()
  })

  test.each(['large', 'crowded'] as const)('on a phone %s opens on the blocking bar', async (name) => {
    const { page } = await open(browser as Browser, urlOf(name), { viewport: { width: 390, height: 844 } })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    const box = await page.locator('.scroll').boundingBox()
    const bar = await page.locator('.scroll .bar.blocking .body').boundingBox()
    expect(bar?.x ?? 0).toBeGreaterThanOrEqual(box?.x ?? Infinity)
    // of one that is wider than the box, the beginning
    const width = Math.min(bar?.width ?? 0, 240)
    expect((bar?.x ?? Infinity) + width).toBeLessThanOrEqual((box?.x ?? 0) + (box?.width ?? 0))
    await page.context().close()
  })
})

/** Of two colours `rgb(r, g, b)`, as WCAG has it. */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [a, b].map(luminance).sort((one, other) => one - other)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = (color.match(/\d+/g) ?? []).map((digits) => {
    const part = Number(digits) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
