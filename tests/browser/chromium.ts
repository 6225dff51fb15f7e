import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { beforeEach } from 'vitest'
import { CHROMIUM_REMEDY, chromiumProgram } from '../../src/doctor/chromium-program.ts'

/** Where Chromium is on this machine; undefined when there is none. */
export const chromiumPath = chromiumProgram(process.env)

/** Skips each test of the suite around it, with the reason, where there is no Chromium. */
export function needsChromium(): void {
  beforeEach((context) => {
    if (chromiumPath === undefined) context.skip(`browser tests need Chromium (${CHROMIUM_REMEDY})`)
  })
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath ?? '',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

const folder = mkdtempSync(join(tmpdir(), 'whitewater-page-'))

/** Writes a page to a file and gives its address. */
export function fileOf(name: string, html: string): string {
  const path = join(folder, `${name}.html`)
  writeFileSync(path, html)
  return pathToFileURL(path).href
}

/** A page opened without network, with all it asked for and complained about. */
export interface Opened {
  readonly page: Page
  readonly requests: string[]
  readonly complaints: string[]
}

export async function open(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({
    offline: true,
    viewport: { width: 1280, height: 800 },
    ...options,
  })
  const page = await context.newPage()
  const requests: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(url)
  // its script begins when the data is unpacked, which takes a while
  const isScripted = options.javaScriptEnabled !== false && (await page.locator('#ww-meta').count()) > 0
  if (isScripted) await page.locator('html.scripted').waitFor()
  return { page, requests, complaints }
}

/** The address once it has all that is looked at: a page changes it a few times a second at most. */
export async function addressAtRest(page: Page): Promise<string> {
  await page.evaluate('new Promise((done) => setTimeout(done, 350))')
  return page.url()
}
