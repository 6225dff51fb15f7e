import { join } from 'node:path'
import { build } from 'esbuild'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, needsChromium, fileOf, launch, open } from './chromium.ts'

const root = join(import.meta.dirname, '../..')

/** A page that runs the program with a module, bundled as a stranger would, and shows what it gives as JSON. */
async function pageOf(name: string, module: string, program: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `import * as it from './${module}'\n${program}`, resolveDir: root, loader: 'ts' },
    bundle: true,
    // refuses whatever only Node has
    platform: 'browser',
    format: 'iife',
    write: false,
  })
  const script = (outputFiles[0]?.text ?? '').replaceAll('</script', '<\\/script')
  return fileOf(name, `<!doctype html><title>${name}</title><output></output><script>${script}</script>`)
}

const show = (expression: string): string =>
  `document.querySelector('output').textContent = JSON.stringify(${expression}, (key, value) =>
    value instanceof Int32Array ? [...value] : value)`

describe('the checker in Chromium', { timeout: 30_000 }, () => {
  needsChromium()
  let browser: Browser | undefined
  beforeAll(async () => {
    if (chromiumPath !== undefined) browser = await launch()
  }, 30_000)
  afterAll(() => browser?.close())

  const shown = async (url: string): Promise<unknown> => {
    const { page, requests, complaints } = await open(browser as Browser, url)
    expect(complaints).toEqual([])
    expect(requests).toEqual([url])
    const text = (await page.locator('output').textContent()) ?? ''
    await page.context().close()
    return JSON.parse(text)
  }

  test('porcupine-wasm alone searches and sweeps', async () => {
    const url = await pageOf(
      'porcupine-wasm',
      'checkers/porcupine-wasm/index.ts',
      `const step = (state, opClass) => {
         const value = opClass >> 1
         return opClass % 2 === 0 ? value : state === value ? state : -1
       }
       const columns = (result) => ({
         events: Int32Array.of(0, ~0, 1, ~1),
         classes: Int32Array.of(2, 2 * result + 1),
         pure: Uint8Array.of(0, 1, 0, 1),
         initialState: 0,
         step,
       })
       ${show('[0, 1].flatMap((result) => [it.searchLinearization(columns(result)), it.sweepLinearization(columns(result))])')}`,
    )
    const stale = { verdict: 'illegal', blocking: { operation: 1, prefixes: [[0]] } }
    const fresh = { verdict: 'ok', order: [0, 1] }
    expect(await shown(url)).toMatchObject([stale, stale, fresh, fresh])
  })

  test('checkLinearizability explains a stale read, and has the order of a history of a thousand writes', async () => {
    const url = await pageOf(
      'checkers',
      'checkers/index.ts',
      `const operations = (count, last) => Array.from({ length: count }, (_, id) => ({
         id, process: 0, key: 'x', f: id % 2 === 0 ? 'write' : 'read', value: id % 2 === 0 ? id : null,
         outcome: { type: 'ok', value: id % 2 === 0 ? id : id === count - 1 ? last : id - 1 },
         invoked: 2 * id, returned: 2 * id + 1,
       }))
       const stale = it.checkLinearizability(operations(4, 0), it.models.kv)
       const large = it.checkLinearizability(operations(2000, 1998), it.models.kv)
       ${show('[stale.valid, stale.failure.because, large.valid, large.certificate[0].order.length]')}`,
    )
    const [staleValid, because, largeValid, ordered] = (await shown(url)) as unknown[]
    expect(staleValid).toBe(false)
    expect(because).toBe('read of x returned 0, but x was 2 since write(2) returned')
    expect([largeValid, ordered]).toEqual([true, 2000])
  })
})
