/**
 * What a failure page costs in Chromium: `node bench/report-page.ts [1k] [10k] [100k]`. Each page is that of a real run,
 * as `run` writes it, of about so many events; beside each figure stands its budget. The rival is the usual way to draw
 * such a run, in the same browser: one SVG element for each event and each message.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { PAGE_SCRIPT, PAGE_STYLE } from '../reports/html/build/template.ts'
import type { FullRun } from '../reports/html/full-run.ts'
import { unpackedRun } from '../reports/html/run/packed-run.ts'
import { CHROMIUM_REMEDY, chromiumProgram } from '../src/doctor/chromium-program.ts'

interface Size {
  /** How `run` is asked for a run of about so many events, that breaks. */
  readonly options: readonly string[]
  /** By the name of the figure; milliseconds unless it says otherwise. */
  readonly budget: Readonly<Record<string, number>>
}

const figures = [
  'page without data, KB',
  'page with data, KB',
  'verdict visible, no script',
  'trace interactive',
  'full run interactive',
  'pan and zoom, p95 of a frame',
  'seek, p95',
  'elements',
  'heap, MB',
] as const

const budgets = (values: readonly number[]): Size['budget'] =>
  Object.fromEntries(figures.map((name, index) => [name, values[index] ?? Infinity]))

const sizes: Readonly<Record<string, Size>> = {
  '1k': {
    options: ['--time-limit', '2s', '--rate', '20', '--nodes', '3'],
    budget: budgets([250, 300, 150, 250, 300, 25, 10, 3000, 20]),
  },
  '10k': {
    options: ['--time-limit', '20s', '--rate', '60', '--nodes', '5'],
    budget: budgets([250, 500, 150, 300, 500, 25, 16, 3500, 40]),
  },
  '100k': {
    options: ['--time-limit', '200s', '--rate', '75', '--nodes', '5'],
    budget: budgets([250, 2500, 200, 400, 1000, 33, 30, 3500, 150]),
  },
}

/** From a step to another, laid out. */
const SEEK = `(() => {
  const times = []
  for (let seek = 0; seek < 40; seek++) {
    const before = performance.now()
    dispatchEvent(new KeyboardEvent('keydown', { key: seek % 2 === 0 ? 'Home' : 'End', bubbles: true }))
    document.body.offsetHeight
    times.push(performance.now() - before)
  }
  return times
})()`

/** From the click to the first picture. */
const OPEN = `(async () => {
  const before = performance.now()
  document.getElementById('full').open = true
  while (document.querySelector('.run-row') === null) await new Promise((done) => setTimeout(done))
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  return performance.now() - before
})()`

/** Frames of panning and zooming, by keys. */
const PAN = `(async () => {
  const canvas = document.getElementById('run-canvas')
  const times = []
  for (let frame = 0; frame < 80; frame++) {
    const key = frame % 4 === 0 ? (frame % 8 === 0 ? '+' : '-') : frame < 40 ? 'ArrowRight' : 'ArrowLeft'
    const before = performance.now()
    canvas.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
    times.push(performance.now() - before)
  }
  return times
})()`

/** Loads of each page, in turn with the floor. */
const ROUNDS = 7

const asked = process.argv.slice(2)
const program = chromiumProgram(process.env)
if (program === undefined) throw new Error(`this needs Chromium (${CHROMIUM_REMEDY})`)
const folder = mkdtempSync(join(tmpdir(), 'whitewater-report-page-'))
const browser = await chromium.launch({
  executablePath: program,
  args: ['--no-sandbox', '--enable-precise-memory-info'],
})
const floor = join(folder, 'line.html')
writeFileSync(floor, '<!doctype html><meta charset="utf-8"><title>line</title><h1>line</h1>')
for (const [name, size] of Object.entries(sizes)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const path = failurePageOf(size, join(folder, name))
  const html = readFileSync(path, 'utf8')
  const run = fullRunOf(html)
  console.log(`\n${name}: ${run.t.length.toLocaleString('en')} events, ${size.options.join(' ')}`)
  const url = pathToFileURL(path).href
  const loads = await measureLoads(browser, url)
  const measured = { ...(await measurePage(browser, url)), ...loads.figures }
  const all: Readonly<Record<string, number>> = {
    'page without data, KB': (PAGE_SCRIPT.length + PAGE_STYLE.length) / 1000,
    'page with data, KB': html.length / 1000,
    ...measured,
  }
  for (const figure of figures) {
    const [value = NaN, budget = NaN] = [all[figure], size.budget[figure]]
    const verdict = value <= budget ? 'ok' : 'OVER'
    console.log(
      `  ${figure.padEnd(30)} ${value.toFixed(1).padStart(9)}  budget ${String(budget).padStart(5)}  ${verdict}`,
    )
  }
  for (const line of loads.notes) console.log(`  ${line}`)
  const svg = join(folder, `${name}.html`)
  writeFileSync(svg, naiveSvg(run))
  const rival = await measureSvg(browser, pathToFileURL(svg).href)
  console.log(
    `  rival, an element for each event: drawn after ${rival.drawn.toFixed(0)}, a frame of panning p95 ${rival.pan.toFixed(0)}, ${rival.elements} elements, heap ${rival.heap.toFixed(0)} MB`,
  )
}
await browser.close()
rmSync(folder, { recursive: true })

/** The report of the first run that breaks. */
function failurePageOf({ options }: Size, output: string): string {
  const main = new URL('../src/cli/main.ts', import.meta.url).pathname
  const fixed = [
    '--target',
    'own-raft+local-leader-reads',
    '--no-minimize',
    '--seed',
    '3',
    '--runs',
    '50',
    '--bail',
    '1',
  ]
  try {
    execFileSync(
      process.execPath,
      [main, 'run', 'leader-isolated', ...fixed, ...options, '--output', output],
      {
        stdio: 'ignore',
      },
    )
  } catch {
    // it broke, as it shall
  }
  const found = readdirSync(output, { recursive: true, encoding: 'utf8' }).find(
    (name) => name.endsWith('report.html') && !name.startsWith('latest'),
  )
  if (found === undefined) throw new Error(`no run of ${options.join(' ')} broke: give it more runs`)
  return join(output, found)
}

function fullRunOf(html: string): FullRun {
  const [, text] = /id="ww-full">([^<]*)</.exec(html) ?? []
  if (text === undefined) throw new Error('the page has no full run: its run is too short')
  return unpackedRun(gunzipSync(Buffer.from(text, 'base64')))
}

/** What a page shows first, and when it can be used; beside the floor, which is loaded in turn with it. */
async function measureLoads(
  browser: Browser,
  url: string,
): Promise<{ figures: Record<string, number>; notes: string[] }> {
  const floors: Painted[] = []
  const verdicts: Painted[] = []
  const traces: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    floors.push(await painted(browser, pathToFileURL(floor).href))
    verdicts.push(await painted(browser, url))
    const page = await scripted(browser, url)
    traces.push(await page.evaluate<number>('globalThis.scriptedAt'))
    await page.context().close()
  }
  const [times, least] = [verdicts, floors].map((list) => list.map(({ at }) => at)) as [number[], number[]]
  const cpu = (list: readonly Painted[]): string => median(list.map((one) => one.cpu)).toFixed(0)
  return {
    figures: { 'verdict visible, no script': median(times), 'trace interactive': median(traces) },
    notes: [
      `floor: a page of one line is visible after ${median(least).toFixed(0)}, at best ${Math.min(...least).toFixed(0)}; the verdict at best ${Math.min(...times).toFixed(0)}, the trace ${Math.min(...traces).toFixed(0)}; load ${loadavg()[0]?.toFixed(1)}`,
      `CPU time of the page until then: floor ${cpu(floors)}, verdict ${cpu(verdicts)}`,
    ],
  }
}

/** The page with its script, once the last thing that this does is done. */
async function scripted(browser: Browser, url: string): Promise<Page> {
  const page = await newPage(browser)
  await page.addInitScript(`new MutationObserver((_, observer) => {
    if (!document.documentElement?.classList.contains('scripted')) return
    globalThis.scriptedAt = performance.now()
    observer.disconnect()
  }).observe(document, { subtree: true, attributeFilter: ['class'] })`)
  await page.goto(url)
  await page.locator('html.scripted').waitFor()
  return page
}

interface Painted {
  /** Milliseconds until something is visible. */
  readonly at: number
  /** Of them, CPU time of the thread that parses, lays out and paints. */
  readonly cpu: number
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly tid: number
  readonly pid: number
  readonly ts: number
  readonly tdur?: number
  readonly args: { readonly data?: { readonly documentLoaderURL?: string } }
}

/** A page without script, from the browser's own records. */
async function painted(browser: Browser, url: string): Promise<Painted> {
  const session = await browser.newBrowserCDPSession()
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['loading', 'blink.user_timing', 'toplevel'] },
  })
  const page = await newPage(browser, { javaScriptEnabled: false })
  await page.goto(url)
  await paintedAt(page)
  const done = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
  await session.send('Tracing.end')
  await done
  await page.context().close()
  await session.detach()
  const start = events.find(
    ({ name, args }) => name === 'navigationStart' && args.data?.documentLoaderURL === url,
  )
  const end = events.find(({ name, ts }) => name === 'firstContentfulPaint' && ts > (start?.ts ?? Infinity))
  if (start === undefined || end === undefined) return { at: NaN, cpu: NaN }
  const tasks = events.filter(
    ({ name, pid, tid, ts }) =>
      name === 'ThreadControllerImpl::RunTask' &&
      pid === end.pid &&
      tid === end.tid &&
      ts >= start.ts &&
      ts <= end.ts,
  )
  return {
    at: (end.ts - start.ts) / 1000,
    cpu: tasks.reduce((sum, { tdur = 0 }) => sum + tdur, 0) / 1000,
  }
}

async function measurePage(browser: Browser, url: string): Promise<Record<string, number>> {
  const page = await scripted(browser, url)
  const seeks = await page.evaluate<number[]>(SEEK)
  const opened = await page.evaluate<number>(OPEN)
  await page.locator('#run-canvas').focus()
  const frames = await page.evaluate<number[]>(PAN)
  const elements = await page.evaluate<number>('document.getElementsByTagName("*").length')
  const heap = await heapOf(page)
  await page.context().close()
  return {
    'full run interactive': opened,
    'pan and zoom, p95 of a frame': p95(frames),
    'seek, p95': p95(seeks),
    elements,
    'heap, MB': heap,
  }
}

async function measureSvg(
  browser: Browser,
  url: string,
): Promise<{ drawn: number; pan: number; elements: number; heap: number }> {
  const page = await newPage(browser)
  await page.goto(url)
  await page.locator('svg').waitFor()
  const drawn = await paintedAt(page)
  const frames = await page.evaluate<number[]>(`(async () => {
    const svg = document.querySelector('svg')
    const { width, height } = svg.viewBox.baseVal
    const times = []
    for (let frame = 0; frame < 40; frame++) {
      const before = performance.now()
      svg.setAttribute('viewBox', (frame * width / 400) + ' 0 ' + width / 10 + ' ' + height)
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
      times.push(performance.now() - before)
    }
    return times
  })()`)
  const elements = await page.evaluate<number>('document.getElementsByTagName("*").length')
  const heap = await heapOf(page)
  await page.context().close()
  return { drawn, pan: p95(frames), elements, heap }
}

async function newPage(browser: Browser, options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
  const context = await browser.newContext({
    offline: true,
    viewport: { width: 1280, height: 900 },
    ...options,
  })
  return context.newPage()
}

/** Once it is there: a page may be complete before it is painted. One without script has no timers, so that it is asked from here. */
async function paintedAt(page: Page): Promise<number> {
  for (let asked = 0; asked < 200; asked++) {
    const time = await page.evaluate<number | null>(
      'performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null',
    )
    if (time !== null) return time
    await page.waitForTimeout(20)
  }
  return NaN
}

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1e6
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1] ?? NaN
}

function p95(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? NaN
}

/** The usual picture: a circle for each event, a line for each message. */
function naiveSvg({ t, k, n, c, kinds, lanes, texts, d }: FullRun): string {
  let time = 0
  const x = t.map((delta) => (time += delta) / 1000)
  const y = (event: number): number => 20 + 24 * (n[event] ?? 0)
  const deliver = kinds.indexOf('deliver')
  const escaped = (text: string): string => text.replace(/[&<>]/g, (one) => `&#${one.charCodeAt(0)};`)
  const marks = x.map((at, event) => {
    const from = event - (c[event] ?? 0)
    const line =
      k[event] === deliver && from < event
        ? `<line x1="${x[from] ?? 0}" y1="${y(from)}" x2="${at}" y2="${y(event)}" stroke="gray"/>`
        : ''
    return `${line}<circle cx="${at}" cy="${y(event)}" r="3"><title>${escaped(texts[d[event] ?? 0] ?? '')}</title></circle>`
  })
  return `<!doctype html><meta charset="utf-8"><svg width="1280" height="400" viewBox="0 0 ${time / 1000} ${40 + 24 * lanes.length}" preserveAspectRatio="none">${marks.join('')}</svg>`
}
