import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkHistory } from '../../src/check/check-file.ts'
import { checkPage } from '../../src/check/check-page.ts'
import type { HistoryEvent } from '../../src/record/history-event.ts'
import type { ProcessId } from '../../src/record/operation.ts'
import { ATTACK } from '../unit/reports/fixtures/hostile.ts'
import { jsonLines } from '../unit/check/check-run.ts'
import { addressAtRest, chromiumPath, fileOf, launch, needsChromium, open } from './chromium.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Rounds in which each client writes its own number to its own object and reads it; one call in ten is not answered. */
function rounds(count: number, clients: number, isStale: boolean): HistoryEvent<ProcessId>[] {
  const events: HistoryEvent<ProcessId>[] = []
  let time = 0
  const add = (
    process: ProcessId,
    type: HistoryEvent['type'],
    f: string,
    key: string,
    value: unknown,
  ): void => {
    time += 250_000
    events.push({ process, type, f, key, value, time, ...(type === 'info' && { error: 'timeout' }) })
  }
  for (let round = 1; round <= count; round++) {
    for (const f of ['write', 'read']) {
      const value = isStale && f === 'read' && round === Math.ceil(count / 2) ? round - 1 : round
      for (let client = 0; client < clients; client++)
        add(client, 'invoke', f, `k${client}`, f === 'write' ? round : null)
      for (let client = 0; client < clients; client++) {
        const isLost = f === 'read' && client === 1 && round % 10 === 0
        add(client, isLost ? 'fail' : 'ok', f, `k${client}`, f === 'write' || client > 0 ? round : value)
      }
    }
  }
  add('lost', 'invoke', 'write', 'k0', 'never seen')
  add('lost', 'info', 'write', 'k0', 'never seen')
  return events
}

const histories = {
  small: () => rounds(4, 3, true),
  valid: () => rounds(20, 4, false),
  large: () => rounds(1250, 4, true),
  crowded: () => rounds(25, 200, true),
  hostile: () =>
    jsonLines(
      [0, 'invoke', 'write', ATTACK.repeat(300), ATTACK],
      [0, 'ok', 'write', null, ATTACK],
      [999_999_999, 'invoke', 'read', null, ATTACK],
      [999_999_999, 'ok', 'read', `﷽${ATTACK}`, ATTACK],
    ),
}
type Name = keyof typeof histories

describe('whole history in Chromium', { timeout: 30_000 }, () => {
  needsChromium()
  let browser: Browser | undefined
  const urls = new Map<string, string>()
  const urlOf = (name: Name | 'two'): string => urls.get(name) ?? ''

  beforeAll(async () => {
    for (const [name, history] of Object.entries(histories))
      urls.set(
        name,
        fileOf(
          `whole-${name}`,
          checkPage([await checkHistory(history(), { model: 'kv', wholeHistory: true })]),
        ),
      )
    const both = [
      await checkHistory(rounds(4, 3, true), { name: 'one.jsonl', model: 'kv', wholeHistory: true }),
    ]
    both.push(
      await checkHistory(rounds(20, 4, false), { name: 'two.jsonl', model: 'kv', wholeHistory: true }),
    )
    urls.set('two', fileOf('whole-two', checkPage(both)))
    if (chromiumPath !== undefined) browser = await launch()
  }, 60_000)
  afterAll(() => browser?.close())

  async function opened(url: string, options: Parameters<typeof open>[2] = {}) {
    const one = await open(browser as Browser, url, options)
    await one.page.locator('.run-row').first().waitFor()
    await settled(one.page)
    return one
  }
  const settled = (page: Page): Promise<unknown> =>
    page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
  const count = (page: Page): Promise<string | null> => page.locator('.run-count').textContent()
  const parameter = (page: Page, name: string): string | null =>
    new URLSearchParams(page.url().split('?')[1] ?? '').get(name)
  /** Calls a function, given as its text, with the canvas. */
  const ofCanvas = <T>(page: Page, program: string): Promise<T> =>
    page.evaluate<T>(`(${program})(document.querySelector('.whole canvas'))`)
  const picture = (page: Page): Promise<string> => ofCanvas(page, '(canvas) => canvas.toDataURL()')
  /** Of the chosen operation. */
  const detail = (page: Page, term: string): Promise<string> =>
    page
      .locator('.chosen dl > div', { has: page.locator(`dt:text-is("${term}")`) })
      .locator('dd')
      .innerText()
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

  test('draws, counts and lists all operations, few of them in the document', async () => {
    const { page, requests, complaints } = await opened(urlOf('large'))
    expect(await count(page)).toBe('10,001 of 10,001 operations')
    const inks = await ofCanvas<number>(
      page,
      `(canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
      return new Set(new Uint32Array(data.buffer)).size
    }`,
    )
    expect(inks).toBeGreaterThan(10)
    expect(await page.locator('.run-row').count()).toBeLessThan(60)
    expect(await page.evaluate('document.getElementsByTagName("*").length')).toBeLessThan(2000)
    expect(requests).toEqual([urlOf('large')])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test('what cannot be explained is chosen at first, and one key brings the conflict near', async () => {
    const { page } = await opened(urlOf('large'))
    expect(await detail(page, 'Operation')).toBe('read k0 -> 624')
    expect(await detail(page, 'Conflict')).toMatch(/^cannot be explained: read\(\) -> 624 is not possible/)
    await page.locator('.whole canvas').focus()
    await page.keyboard.press('c')
    await addressAtRest(page)
    expect(parameter(page, 'z')).toMatch(/^\d+-\d+$/)
    const [from = 0, to = 0] = (parameter(page, 'z') ?? '').split('-').map(Number)
    expect((to - from) / 1e6).toBeLessThan(20)
    await page.keyboard.press('c')
    expect(await detail(page, 'Conflict')).toBe('contradicts it')
    await page.context().close()
  })

  test('the order that works has its places, and the state after the last of them', async () => {
    const { page } = await opened(urlOf('small'))
    await page.locator('.run-filter input').fill('is:order k:k0')
    await page.locator('.run-row').last().click()
    expect(await detail(page, 'Order')).toMatch(
      /^3 of 3 in the longest order that works; the object after it: 2$/,
    )
    await page.context().close()
  })

  test('zoom, filter, choice and hiding are in the address, and come back from it', async () => {
    const { page } = await opened(urlOf('valid'))
    await page.locator('.run-filter input').fill('k:k1 f:write')
    expect(await count(page)).toBe('20 of 161 operations')
    await page.locator('.run-row').nth(3).click()
    await page.locator('.whole canvas').focus()
    await page.keyboard.press('+')
    await page.keyboard.press('h')
    await addressAtRest(page)
    expect(parameter(page, 'hide')).toBe('1')
    expect(page.url()).toContain('#/file-1?')
    expect(parameter(page, 'f')).toBe('k:k1 f:write')
    const operation = await detail(page, 'Operation')
    // nothing is under the pointer
    await page.mouse.move(1, 1)
    await settled(page)
    const before = await picture(page)
    const { page: again } = await opened(page.url())
    expect(await count(again)).toBe('20 of 161 operations')
    expect(await detail(again, 'Operation')).toBe(operation)
    expect(await again.locator('.run-filter input').inputValue()).toBe('k:k1 f:write')
    await again.locator('.whole canvas').focus()
    expect(before).toMatch(/^data:image\/png;base64,.{2000}/)
    expect(await picture(again)).toBe(before)
    expect(await button(again, 'hide others').getAttribute('aria-pressed')).toBe('true')
    await page.context().close()
    await again.context().close()
  })

  test('keys and buttons lead from operation to operation, on its object and of its process', async () => {
    const { page } = await opened(`${urlOf('valid')}#/file-1?op=1`)
    expect(await detail(page, 'Operation')).toBe('write k1 1')
    await page.locator('.whole canvas').focus()
    const walk: string[] = []
    for (const key of ['ArrowDown', 'ArrowUp', ']', '>', '[', '<']) {
      await page.keyboard.press(key)
      walk.push(await detail(page, 'Operation'))
    }
    expect(walk).toEqual([
      'write k2 1',
      'write k1 1',
      'read k1 -> 1',
      'write k1 2',
      'read k1 -> 1',
      'write k1 1',
    ])
    await button(page, 'next of the object').click()
    expect(await detail(page, 'Called')).toMatch(/^event 9, line 10, /)
    await button(page, 'only this object').click()
    expect(await count(page)).toBe('40 of 161 operations')
    await page.context().close()
  })

  test('is hovered, clicked, dragged, brushed and turned to events with the pointer', async () => {
    const { page } = await opened(urlOf('valid'))
    const canvas = page.locator('.whole canvas')
    await canvas.scrollIntoViewIfNeeded()
    const box = (await canvas.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
    await page.mouse.move(box.x + 300, box.y + 56)
    await expect.poll(() => page.locator('.run-readout').textContent()).toMatch(/^process 0: (read|write) k0/)
    await page.mouse.click(box.x + 300, box.y + 56)
    await expect.poll(() => parameter(page, 'op')).toMatch(/^\d+$/)
    expect(await detail(page, 'Process')).toBe('0')
    await page.mouse.move(box.x + 400, box.y + 10)
    await page.mouse.down()
    await page.mouse.move(box.x + 500, box.y + 10, { steps: 3 })
    await page.mouse.up()
    await addressAtRest(page)
    expect(parameter(page, 'z')).toMatch(/^\d+-\d+$/)
    const brushed = parameter(page, 'z')
    await page.mouse.move(box.x + 600, box.y + 70)
    await page.mouse.down()
    await page.mouse.move(box.x + 500, box.y + 70, { steps: 3 })
    await page.mouse.up()
    await expect.poll(() => parameter(page, 'z')).not.toBe(brushed)
    await button(page, 'by event').click()
    await expect.poll(() => parameter(page, 'ax')).toBe('step')
    await button(page, 'whole history').click()
    await expect.poll(() => parameter(page, 'z')).toBe('0-324')
    await page.context().close()
  })

  test('two hundred clients are one picture, and a filter makes their lanes thicker again', async () => {
    const { page } = await opened(urlOf('crowded'))
    const height = async (): Promise<number> =>
      (await page.locator('.whole canvas').boundingBox())?.height ?? 0
    expect(await height()).toBeLessThan(760)
    await page.locator('.run-filter input').fill('p:3,4,5')
    await button(page, 'hide others').click()
    expect(await height()).toBe(26 + 18 + 3 * 24 + 6)
    await page.context().close()
  })

  test('of two histories each is opened by itself, and by its address', async () => {
    const { page } = await open(browser as Browser, urlOf('two'))
    await page.locator('html.scripted').waitFor()
    expect(await page.locator('.whole canvas').count()).toBe(0)
    const { page: second } = await opened(`${urlOf('two')}#/file-2?f=k:k2`)
    expect(await second.locator('#file-2 .run-count').textContent()).toBe('40 of 161 operations')
    expect(await second.locator('#file-1 .whole canvas').count()).toBe(0)
    // a link of the list of files is no address of a history
    await second.locator('nav a').first().click()
    expect(await second.locator('#file-1 .whole canvas').count()).toBe(0)
    await page.context().close()
    await second.context().close()
  })

  test('a hostile history, filter and address break nothing', async () => {
    const attack = encodeURIComponent('"><img src=x onerror=alert(1)> p:__proto__ constructor:x ((( ')
    const { page, complaints } = await opened(urlOf('hostile'))
    expect(await page.locator('.run-row').count()).toBe(2)
    const { page: again, complaints: more } = await open(
      browser as Browser,
      `${urlOf('hostile')}#/file-1?f=${attack}&z=99999999999999999-1&ax=__proto__&op=1e9&hide=1`,
    )
    await again.locator('.run-count').waitFor()
    expect(await count(again)).toMatch(/^0 of /)
    for (const one of [page, again]) expect(await one.locator('img').count()).toBe(0)
    expect([...complaints, ...more]).toEqual([])
    await page.context().close()
    await again.context().close()
  })

  test('without script it says what is missing, and the conflict is there', async () => {
    const { page } = await open(browser as Browser, urlOf('small'), { javaScriptEnabled: false })
    expect(await page.locator('.unscripted').innerText()).toMatch(/drawn by the script of this page/)
    expect(await page.locator('.whole-view').isVisible()).toBe(false)
    expect(await page.locator('table').first().innerText()).toContain('cannot be explained')
    await page.context().close()
  })

  test('on paper a sentence stands for the picture', async () => {
    const { page } = await opened(urlOf('small'))
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.whole-view').isVisible()).toBe(false)
    expect(await page.locator('.on-paper').isVisible()).toBe(true)
    await page.context().close()
  })

  test('on a phone it fits, and fingers pan it', async () => {
    const { page } = await opened(`${urlOf('valid')}#/file-1?z=10000000-40000000`, {
      ...{ viewport: { width: 375, height: 800 }, hasTouch: true },
    })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375)
    const before = parameter(page, 'z')
    await ofCanvas(
      page,
      `(canvas) => {
      const { left, top } = canvas.getBoundingClientRect()
      const send = (type, x) => canvas.dispatchEvent(new PointerEvent(type, { pointerId: 1, pointerType: 'touch', clientX: left + x, clientY: top + 90, bubbles: true }))
      canvas.setPointerCapture = () => {}
      send('pointerdown', 250)
      send('pointermove', 200)
      send('pointerup', 200)
    }`,
    )
    await expect.poll(() => parameter(page, 'z')).not.toBe(before)
    await page.context().close()
  })

  test.each(['light', 'dark'] as const)('has no serious accessibility finding in %s', async (colorScheme) => {
    for (const name of ['small', 'valid', 'hostile'] as const) {
      const { page } = await opened(urlOf(name), { colorScheme })
      await page.locator('.run-row').nth(1).click()
      await page.evaluate(axe)
      const violations = await page.evaluate<{ id: string; impact: string; nodes: { html: string }[] }[]>(
        'axe.run(document, { resultTypes: ["violations"] }).then((result) => result.violations)',
      )
      const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      expect(bad.map(({ id, nodes }) => `${name} ${id}: ${nodes[0]?.html.slice(0, 160) ?? ''}`)).toEqual([])
      await page.context().close()
    }
  })
})
