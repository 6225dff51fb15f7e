import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { carriedIn, failurePage, isPage, runJson, type FailureReport } from '../../../reports/index.ts'
import { doubleVote } from './fixtures/double-vote.ts'
import { hostileFailure } from './fixtures/hostile.ts'
import { staleRead } from './fixtures/stale-read.ts'

const both = ['minimized.json', 'run.json'] as const

/** As it is read back from a file. */
const stored = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** A command that no compression makes smaller, of so many bytes. */
function withCommand(bytes: number): FailureReport {
  const { minimized } = doubleVote
  if (minimized === undefined) throw new Error('the fixture is minimized')
  const value = randomBytes(bytes).toString('base64')
  const event = { time: 1, process: 0, type: 'invoke', f: 'write', key: 'x', value } as const
  return {
    ...doubleVote,
    minimized: { ...minimized, record: { ...minimized.record, history: [event] } },
  }
}

test.each([
  ['as it is', doubleVote],
  ['with markup in each text', hostileFailure()],
  ['compressed', withCommand(100_000)],
])('a page holds minimized.json whole: %s', (_, failure) => {
  const { html, report } = failurePage(failure)
  expect(isPage(html)).toBe(true)
  expect(report.replay.carried).toBe('minimized.json')
  expect(carriedIn(html, both)).toEqual(stored(failure.minimized))
  expect(carriedIn(html, ['run.json'])).toEqual(JSON.parse(runJson(failure.record)))
})

test('what would outgrow the page goes in without what no replay needs', () => {
  const failure = withCommand(2_000_000)
  const { html } = failurePage(failure)
  expect(html.length).toBeLessThan(1_000_000)
  expect(carriedIn(html, both)).toMatchObject({
    script: failure.minimized?.script,
    record: { token: failure.minimized?.record.token, history: [] },
  })
})

test('a failure that is not minimized carries its run.json, and the command names the page', () => {
  const { html, report } = failurePage({
    record: staleRead.record,
    replayCommand: 'npx whitewater replay run.json',
  })
  expect(carriedIn(html, both)).toEqual(JSON.parse(runJson(staleRead.record)))
  expect(report.replay).toMatchObject({ carried: 'run.json', cmd: 'npx whitewater replay report.html' })
})

test('a page without a run gives nothing, and a damaged one throws', () => {
  expect(carriedIn('<!doctype html><p>', both)).toBeUndefined()
  const packed = '<!doctype html><script type="text/plain" id="ww-minimized">AAAA</script>'
  expect(() => carriedIn(packed, both)).toThrow('header')
})

test('a payload that would unpack to more than a page holds is refused', () => {
  const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024)).toString('base64')
  const html = `<!doctype html><script type="text/plain" id="ww-run">${bomb}</script>`
  expect(() => carriedIn(html, ['run.json'])).toThrow(RangeError)
})
