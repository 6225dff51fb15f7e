import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { originalOnly, replayable } from '../../../src/testcase/replayable-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'whitewater-replayable-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function page(...elements: readonly string[]): string {
  const file = join(folder, 'report.html')
  writeFileSync(file, `<!doctype html>\n${elements.join('\n')}`)
  return file
}

const element = (id: string, value: unknown): string =>
  `<script type="application/json" id="${id}">${JSON.stringify(value)}</script>`

test('a page of another kind says what to give', () => {
  expect(() => replayable(page('<p>hello'))).toThrow('this page holds no run; give the report.html')
})

test('what a page holds is checked as a file is', () => {
  const wrongPlan = { version: 1, plan: { version: 1, scenario: 7 }, target: 'own-raft', digest: '' }
  expect(() => replayable(page(element('ww-run', wrongPlan)))).toThrow(/scenario/)
  expect(() => replayable(page(element('ww-run', { version: 2 })))).toThrow('field version')
  expect(() => replayable(page('<script type="application/json" id="ww-run">{</script>'))).toThrow(
    'the run inside this page is damaged',
  )
  const wrongScript = { version: 1, record: wrongPlan, script: [{ do: 'format', node: 'n1' }] }
  expect(() => replayable(page(element('ww-minimized', wrongScript)))).toThrow('script.0')
})

test('the minimized run comes before the original, unless only the original is wanted', () => {
  const file = page(element('ww-run', { version: 2 }), element('ww-minimized', { version: 1 }))
  expect(() => replayable(file)).toThrow('field plan: missing')
  expect(() => replayable(file, originalOnly)).toThrow('field version')
})

test('a run of real servers inside a page cannot be made again', () => {
  const file = page(element('ww-run', { version: 1, mode: 'process', plan: {}, target: 'etcd' }))
  expect(() => replayable(file)).toThrow('real servers, in real time')
})

test('a folder is told to hold what is meant', () => {
  expect(() => replayable(folder)).toThrow('is a folder; give the minimized.json, run.json or report.html')
})
