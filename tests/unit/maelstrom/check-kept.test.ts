import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { check } from '../../../src/cli/check.ts'

const folder = mkdtempSync(join(tmpdir(), 'whitewater-kept-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Line = readonly [process: number, type: string, f: string, value: unknown, final?: true | undefined]

/** What `check --json` says of these lines. */
async function judged(model: string, lines: readonly Line[] | string) {
  const file = join(folder, 'history.jsonl')
  const texts =
    typeof lines === 'string'
      ? [lines]
      : lines.map(([process, type, f, value, final], index) =>
          JSON.stringify({ index, time: index, process, type, f, value, ...(final && { final }) }),
        )
  writeFileSync(file, `${texts.join('\n')}\n`)
  const printed: string[] = []
  const errors: string[] = []
  const code = await check([file], {
    ...{ model, json: true },
    stdout: (text) => void printed.push(text),
    stderr: (text) => void errors.push(text),
  })
  const verdict = JSON.parse(printed.join('')) as { valid: unknown; because?: string; error?: string }
  return { code, errors: errors.join(''), ...verdict }
}

const did = (process: number, f: string, sent: unknown, got: unknown = sent, final?: true): Line[] => [
  [process, 'invoke', f, sent, final],
  [process, 'ok', f, got, final],
]
const kafka = (...last: readonly unknown[]): Line[] => [
  ...did(0, 'send', ['k', 7], ['k', [0, 7]]),
  ...did(0, 'send', ['k', 8], ['k', [1, 8]]),
  ...did(1, 'assign', ['k'], ['k'], true),
  ...did(1, 'poll', null, { k: last }, true),
  ...did(1, 'poll', null, {}, true),
]

test.each<[string, string, Line[], number, RegExp?]>([
  ['echo', 'that echoes', did(0, 'echo', 'hi'), 0],
  ['echo', 'that garbles', did(0, 'echo', 'hi', 'ho'), 1, /asked to echo "hi".*answered "ho"/],
  [
    'echo',
    'nobody answered',
    [
      [0, 'invoke', 'echo', 'hi'],
      [0, 'info', 'echo', 'hi'],
    ],
    2,
    /nothing is proven/,
  ],
  ['broadcast', 'that shows all', [...did(0, 'broadcast', 1), ...did(0, 'read', null, [1], true)], 0],
  ['broadcast', 'that loses', [...did(0, 'broadcast', 1), ...did(0, 'read', null, [], true)], 1, /1/],
  ['g-set', 'that shows all', [...did(0, 'add', 1), ...did(0, 'read', null, [1], true)], 0],
  ['g-set', 'that loses', [...did(0, 'add', 1), ...did(0, 'read', null, [], true)], 1, /1/],
  ['g-counter', 'that sums', [...did(0, 'add', 2), ...did(0, 'read', null, 2, true)], 0],
  ['pn-counter', 'that is off', [...did(0, 'add', -2), ...did(0, 'read', null, 2, true)], 1, /2/],
  ['pn-counter', 'without a read of the end', did(0, 'add', -2), 2, /no read of the end/],
  ['kafka', 'that shows all', kafka([0, 7], [1, 8]), 0],
  ['kafka', 'that loses', kafka([0, 7]), 1, /lost|8/],
])('%s %s', async (model, _, lines, code, because = /^$/) => {
  const verdict = await judged(model, lines)
  expect(verdict).toMatchObject({ code, model, valid: code === 2 ? 'unknown' : code === 0 })
  expect(verdict.because ?? '').toMatch(because)
})

test.each<[string, Line[] | string, RegExp]>([
  ['no JSON', '{:process 0}', /history\.jsonl:1: is not a JSON object; give the history\.jsonl/],
  ['a function of another workload', did(0, 'write', 1), /history\.jsonl:1: field "f": kafka has send/],
  ['a completion of nothing', [[0, 'ok', 'poll', {}]], /history\.jsonl:1: process 0 completes "poll"/],
  [
    'two at once',
    [
      [0, 'invoke', 'poll', null],
      [0, 'invoke', 'poll', null],
    ],
    /:2: process 0 invokes/,
  ],
  ['values of another shape', did(0, 'send', 3, null), /its values are not those of kafka/],
])('%s is bad input', async (_, lines, message) => {
  const { code, errors, error } = await judged('kafka', lines)
  expect([code, error]).toEqual([254, expect.stringMatching(message)])
  expect(errors).toMatch(message)
})
