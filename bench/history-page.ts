/**
 * What browsing a whole history costs in Chromium: `node bench/history-page.ts [1k] [10k] [100k]`. Each page is that of
 * `check --html` about a history of so many operations that is not linearizable; beside each figure stands its budget. The
 * rival is the usual way to draw a history, Porcupine's, in the same browser: an SVG element for each operation with its
 * text, a tick for each place in the order, all of them in the document.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { CHECK_SCRIPT, CHECK_STYLE } from '../reports/html/build/template.ts'
import { escapeHtml } from '../reports/html/markup.ts'
import { checkHistory } from '../src/check/check-file.ts'
import { checkPage } from '../src/check/check-page.ts'
import { CHROMIUM_REMEDY, chromiumProgram } from '../src/doctor/chromium-program.ts'
import type { HistoryEvent } from '../src/record/history-event.ts'
import type { Operation } from '../src/record/operation.ts'
import { generateRegisters } from './checker-histories.ts'

const CLIENTS = 20
const budgets = {
  'page without data, KB': [250, 250, 250],
  'page with data, KB': [300, 500, 2500],
  'verdict visible, no script': [150, 150, 200],
  'first picture': [300, 500, 1000],
  'pan and zoom, a frame': [20, 20, 25],
  'pan and zoom, p95 of a frame': [25, 25, 33],
  'filter, p95': [50, 50, 100],
  'to the next operation, p95': [16, 16, 30],
  elements: [3000, 3500, 3500],
  'heap, MB': [20, 40, 150],
} as const

type Figure = keyof typeof budgets

const sizes = { '1k': 1000, '10k': 10_000, '100k': 100_000 } as const

/** Frames of panning and zooming, by keys: half of them with all of it in view, half close to the conflict. */
const PAN = `(async () => {
  const canvas = document.querySelector('.whole canvas')
  const times = []
  const press = async (key) => {
    const before = performance.now()
    canvas.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
    times.push(performance.now() - before)
  }
  for (const start of ['0', 'c']) {
    await press(start)
    for (let frame = 0; frame < 60; frame++)
      await press(frame % 4 === 0 ? (frame % 8 === 0 ? '+' : '-') : frame < 30 ? 'ArrowRight' : 'ArrowLeft')
  }
  return times
})()`

/** Letters typed into the filter, each to the next picture. */
const FILTER = `(async () => {
  const input = document.querySelector('.run-filter input')
  const times = []
  for (const text of ['k:', 'k:x', 'k:x f:', 'k:x f:read', 'k:x f:read 1', 'k:x f:read 12', 'o:info', '']) {
    const before = performance.now()
    input.value = text
    input.dispatchEvent(new Event('input', { bubbles: true }))
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
    times.push(performance.now() - before)
  }
  return times
})()`

/** From an operation to another, laid out. */
const STEP = `(() => {
  const canvas = document.querySelector('.whole canvas')
  const times = []
  for (let step = 0; step < 40; step++) {
    const before = performance.now()
    canvas.dispatchEvent(new KeyboardEvent('keydown', { key: ['ArrowDown', ']', '>', 'ArrowUp'][step % 4], bubbles: true }))
    document.body.offsetHeight
    times.push(performance.now() - before)
  }
  return times
})()`

const asked = process.argv.slice(2)
const program = chromiumProgram(process.env)
if (program === undefined) throw new Error(`this needs Chromium (${CHROMIUM_REMEDY})`)
const folder = mkdtempSync(join(tmpdir(), 'whitewater-history-page-'))
const browser = await chromium.launch({
  executablePath: program,
  args: ['--no-sandbox', '--enable-precise-memory-info'],
})
for (const [index, [name, count]] of Object.entries(sizes).entries()) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const operations = generateRegisters({ operations: count, clients: CLIENTS, stale: true })
  const started = performance.now()
  const report = await checkHistory(eventsOf(operations), {
    ...{ model: 'kv', timeout: 600_000, wholeHistory: true },
  })
  const checked = performance.now() - started
  const path = join(folder, `${name}.html`)
  const html = checkPage([report])
  writeFileSync(path, html)
  console.log(
    `\n${name}: ${count.toLocaleString('en')} operations of ${CLIENTS} clients, checked and packed in ${(checked / 1000).toFixed(1)} s`,
  )
  const all: Readonly<Record<Figure, number>> = {
    'page without data, KB': (CHECK_SCRIPT.length + CHECK_STYLE.length) / 1000,
    'page with data, KB': html.length / 1000,
    ...(await measurePage(browser, pathToFileURL(path).href)),
  }
  for (const figure of Object.keys(budgets) as Figure[]) {
    const [value, budget = NaN] = [all[figure], budgets[figure][index]]
    const verdict = value <= budget ? 'ok' : 'OVER'
    console.log(
      `  ${figure.padEnd(30)} ${value.toFixed(1).padStart(9)}  budget ${String(budget).padStart(5)}  ${verdict}`,
    )
  }
  const rival = join(folder, `${name}-svg.html`)
  const svg = porcupineLike(operations)
  writeFileSync(rival, svg)
  const { drawn, pan, slow, elements, heap } = await measureSvg(browser, pathToFileURL(rival).href)
  console.log(
    `  rival, an element for each operation: ${(svg.length / 1000).toFixed(0)} KB, loaded after ${drawn.toFixed(0)}, a frame of panning ${pan.toFixed(0)}, p95 ${slow.toFixed(0)}, ${elements} elements, heap ${heap.toFixed(0)} MB`,
  )
}
await browser.close()
rmSync(folder, { recursive: true })

function eventsOf(operations: readonly Operation[]): HistoryEvent[] {
  const events = operations.flatMap(({ process, f, key = 'x', value, outcome, invoked, returned }) => {
    const event = { process: Number(process), f, key }
    const result = outcome.type === 'ok' ? (outcome.value ?? value) : null
    return [
      { at: invoked, event: { ...event, type: 'invoke' as const, value, time: invoked * 50_000 } },
      { at: returned, event: { ...event, type: 'ok' as const, value: result, time: returned * 50_000 } },
    ]
  })
  return events.sort((a, b) => a.at - b.at).map(({ event }) => event)
}

async function measurePage(
  browser: Browser,
  url: string,
): Promise<Record<Exclude<Figure, `page ${string}`>, number>> {
  const plain = await newPage(browser, { javaScriptEnabled: false })
  await plain.goto(url)
  await plain.locator('h1').waitFor()
  const verdict = await paintedAt(plain)
  await plain.context().close()
  const page = await newPage(browser)
  // the first rows are in the document before the first frame of the picture
  await page.addInitScript(`new MutationObserver((_, observer) => {
    if (document.querySelector('.run-row') === null) return
    observer.disconnect()
    requestAnimationFrame(() => setTimeout(() => (globalThis.drawnAt = performance.now())))
  }).observe(document, { subtree: true, childList: true })`)
  await page.goto(url)
  await page.waitForFunction('globalThis.drawnAt !== undefined')
  const first = await page.evaluate<number>('globalThis.drawnAt')
  const frames = await page.evaluate<number[]>(PAN)
  const steps = await page.evaluate<number[]>(STEP)
  const filters = await page.evaluate<number[]>(FILTER)
  const elements = await page.evaluate<number>('document.getElementsByTagName("*").length')
  const heap = await heapOf(page)
  await page.context().close()
  return {
    'verdict visible, no script': verdict,
    'first picture': first,
    'pan and zoom, a frame': share(frames, 0.5),
    'pan and zoom, p95 of a frame': share(frames, 0.95),
    'filter, p95': share(filters, 0.95),
    'to the next operation, p95': share(steps, 0.95),
    elements,
    'heap, MB': heap,
  }
}

async function measureSvg(
  browser: Browser,
  url: string,
): Promise<{ drawn: number; pan: number; slow: number; elements: number; heap: number }> {
  const page = await newPage(browser)
  await page.goto(url, { timeout: 120_000 })
  await page.locator('svg').waitFor()
  const drawn = await page.evaluate<number>('performance.getEntriesByType("navigation")[0].loadEventEnd')
  const frames = await page.evaluate<number[]>(`(async () => {
    const times = []
    for (let frame = 0; frame < 40; frame++) {
      const before = performance.now()
      scrollTo(frame * document.documentElement.scrollWidth / 40, 0)
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
      times.push(performance.now() - before)
    }
    return times
  })()`)
  const elements = await page.evaluate<number>('document.getElementsByTagName("*").length')
  const heap = await heapOf(page)
  await page.context().close()
  return { drawn, pan: share(frames, 0.5), slow: share(frames, 0.95), elements, heap }
}

async function newPage(browser: Browser, options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
  const context = await browser.newContext({
    offline: true,
    viewport: { width: 1280, height: 900 },
    ...options,
  })
  return context.newPage()
}

function paintedAt(page: Page): Promise<number> {
  return page.evaluate<number>('performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN')
}

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1e6
}

function share(times: readonly number[], part: number): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length * part)] ?? NaN
}

/** As Porcupine draws a history: wide enough for each text, a group with a bar, a text and a tick for each operation. */
function porcupineLike(operations: readonly Operation[]): string {
  const [WIDTH, ROW] = [40, 30]
  const last = Math.max(...operations.slice(-100).map(({ returned }) => returned))
  const marks = operations.map(({ process, f, value, outcome, invoked, returned }) => {
    const [x, y, width] = [invoked * WIDTH, Number(process) * ROW, (returned - invoked) * WIDTH]
    const text = escapeHtml(
      `${f} ${JSON.stringify(value)} -> ${JSON.stringify(outcome.type === 'ok' ? outcome.value : null)}`,
    )
    return `<g><rect x="${x}" y="${y}" width="${width}" height="20" fill="#42d1f5"/><text x="${x + width / 2}" y="${y + 14}" text-anchor="middle">${text}</text><line x1="${x + 2}" x2="${x + 2}" y1="${y}" y2="${y + 20}" stroke="black"/></g>`
  })
  return `<!doctype html><meta charset="utf-8"><svg width="${last * WIDTH}" height="${CLIENTS * ROW}">${marks.join('')}</svg>`
}
