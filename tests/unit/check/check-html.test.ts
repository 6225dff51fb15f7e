import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkPage } from '../../../src/check/check-page.ts'
import { pageOf as pageOfVerdict } from '../../../src/check/page.ts'
import type { FileError, FileVerdict } from '../../../src/check/verdict.ts'
import { ATTACK } from '../reports/fixtures/hostile.ts'
import { checkText, jsonLines } from './check-run.ts'
import { withoutOwn } from './without-own.ts'

const folder = mkdtempSync(join(tmpdir(), 'whitewater-check-html-'))
afterAll(() => rmSync(folder, { recursive: true }))

const drawn = (verdicts: readonly (FileVerdict | FileError)[]): string =>
  checkPage(verdicts.map((one) => ({ page: pageOfVerdict(one) })))

async function pageOf(text: string, model?: string): Promise<{ html: string; json: string }> {
  const page = join(folder, 'page.html')
  const { stdout } = await checkText(text, { html: page, json: true, ...(model !== undefined && { model }) })
  return { html: readFileSync(page, 'utf8'), json: stdout }
}

const stale = jsonLines(
  [0, 'invoke', 'write', 1, 'x'],
  [0, 'ok', 'write', 1, 'x'],
  [2, 'invoke', 'write', 7, 'x'],
  [2, 'info', 'write', 7, 'x'],
  [1, 'invoke', 'read', null, 'x'],
  [1, 'ok', 'read', null, 'x'],
)

const verdict: FileVerdict = {
  file: 'history.jsonl',
  valid: true,
  model: 'kv',
  operations: 12_345,
  partitions: 2,
  millis: 1234,
}

describe('the page of check', () => {
  it('says what broke, draws it, and lists it', async () => {
    const { html, json } = await pageOf(stale)
    expect(html).toMatch(/<p class="because">read of x returned null/)
    expect(html).toContain('Key <code>x</code>')
    expect(html).toMatch(
      /<title>read\(\) -&#62; null by process 1, line 5: called at event 4, returned at event 5/,
    )
    expect(html).toContain('cannot be explained')
    expect(html).toMatch(/<th scope="col">Returned at event\b/)
    expect(html).toContain('<summary>The whole explanation as text</summary>')
    expect(withoutOwn(html)).not.toMatch(/ style=|<script/)
    expect(json).not.toContain('nearby')
  })

  it('marks what must have happened though its outcome is unknown', async () => {
    const { html } = await pageOf(
      jsonLines(
        [0, 'invoke', 'write', 1],
        [0, 'info', 'write', 1],
        [1, 'invoke', 'read', null],
        [1, 'ok', 'read', 1],
        [1, 'invoke', 'read', null],
        [1, 'ok', 'read', null],
      ),
    )
    expect(html).toContain('>must have happened</text>')
    expect(html).toMatch(/they must have taken effect<\/h3>.*<code>write\(1\) of unknown outcome<\/code>/)
  })

  it('is the same each time, but for the time it took', async () => {
    const one = await pageOf(stale)
    const other = await pageOf(stale)
    const untimed = (html: string): string => html.replace(/checked in [\d.]+ \w+/, '')
    expect(untimed(one.html)).toBe(untimed(other.html))
  })

  it('stays small and shows no control character, whatever the history says', async () => {
    const { html } = await pageOf(
      jsonLines(
        [0, 'invoke', 'write', ATTACK.repeat(3000), ATTACK],
        [0, 'ok', 'write', null, ATTACK],
        [1, 'invoke', 'read', null, ATTACK],
        [1, 'ok', 'read', ATTACK, ATTACK],
      ),
    )
    // eslint-disable-next-line no-control-regex -- controls are what must not be there
    expect(html).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
    expect(withoutOwn(html)).not.toMatch(/<(img|script|!--)/)
    expect(withoutOwn(html).length).toBeLessThan(40_000)
  })

  it('keeps a valid and an undecided history short, and says how to go on', () => {
    const html = drawn([
      verdict,
      {
        ...verdict,
        valid: 'unknown',
        because: 'x: the deadline was reached after 9 steps',
        wanting: 'time',
      },
      { ...verdict, valid: 'unknown', because: 'not one operation succeeded', wanting: 'results' },
      { file: 'gone.jsonl', error: 'gone.jsonl: no such file' },
    ])
    expect(html).toContain('12,345 operations · 2 partitions · checked in 1.2 s')
    expect(html).toContain('Undecided: x: the deadline was reached after 9 steps.')
    expect(html).toContain('Give it more time with --timeout')
    expect(html).toContain('Record a history in which operations of clients succeed')
    expect(html).toContain('<p class="because">gone.jsonl: no such file</p>')
    expect(html.match(/<section id="file-\d">/g)?.length).toBe(4)
    expect(html).toContain('<a href="#file-4">gone.jsonl</a>')
    expect(html).not.toMatch(/<svg|<script/)
  })

  it('shows the proof of transactions without a picture', async () => {
    const { html } = await pageOf(
      jsonLines(
        [0, 'invoke', 'txn', [['append', 'x', 1]]],
        [0, 'ok', 'txn', [['append', 'x', 1]]],
        [1, 'invoke', 'txn', [['r', 'x', null]]],
        [1, 'ok', 'txn', [['r', 'x', []]]],
        [1, 'invoke', 'txn', [['r', 'x', null]]],
        [1, 'ok', 'txn', [['r', 'x', [1]]]],
      ),
    )
    expect(html).toContain('NOT strictly serializable (list-append)')
    expect(html).toMatch(/<dt>Let<\/dt><dd>T1 = /)
    expect(withoutOwn(html)).not.toContain('<svg')
  })

  const long = (count: number, but?: number): number[] =>
    Array.from({ length: count }, (_, index) => (index === but ? 1 : 1000 + index))
  const txn = (process: number, ...micros: readonly unknown[]): string =>
    jsonLines([process, 'invoke', 'txn', micros], [process, 'ok', 'txn', micros])
  const appends = long(60).map((element) => txn(0, ['append', 'x', element]))

  it.each<[string, string, readonly string[], readonly string[]]>([
    [
      'two reads of a list',
      [
        ...appends,
        txn(0, ['append', 'x', 1]),
        txn(1, ['r', 'x', long(60)]),
        txn(2, ['r', 'x', long(58, 30)]),
      ].join(''),
      ['T1 read', 'T2 read at first'],
      ['1', '1030'],
    ],
    [
      'a list and what its transaction did before',
      [...appends, txn(1, ['r', 'x', long(60)], ['append', 'x', 7], ['r', 'x', long(60)])].join(''),
      ['T1 read', 'had to be'],
      ['(nothing)', ',7'],
    ],
    [
      'half of a transaction',
      [txn(0, ...long(60).map((element) => ['append', 'x', element])), txn(1, ['r', 'x', long(59)])].join(''),
      ['T2 read of it', 'T1 appended'],
      ['(nothing)', ',1059'],
    ],
    [
      'a read that missed an append, in a cycle',
      [
        ...appends,
        txn(0, ['append', 'y', 1]),
        txn(1, ['r', 'x', long(60)], ['r', 'y', []]),
        txn(2, ['r', 'x', long(59)], ['r', 'y', [1]]),
      ].join(''),
      ['T3 read', 'T1 read'],
      ['(nothing)', ',1059'],
    ],
    [
      'a register and what its transaction wrote',
      txn(1, ['w', 'x', `${'a'.repeat(60)}c`]) +
        txn(0, ['w', 'x', `${'a'.repeat(60)}b`], ['r', 'x', `${'a'.repeat(60)}c`]),
      ['T1 read', 'had to be'],
      ['c', 'b'],
    ],
  ])('compares long values of transactions: %s', async (_, text, names, marks) => {
    const { html } = await pageOf(text, text.includes('append') ? 'list-append' : 'rw-register')
    const compared = /<div class="compared">.*?<\/div>/s.exec(html)?.[0] ?? ''
    expect([...compared.matchAll(/<dt>(.*?)<\/dt>/g)].map(([, name]) => name)).toEqual(names)
    expect([...compared.matchAll(/<mark>(.*?)<\/mark>/g)].map(([, mark]) => mark)).toEqual(marks)
  })
})
