import { Command } from 'commander'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { InputError } from '../../../../src/base/input-error.ts'
import { addJudgingOptions, type JudgingOptions } from '../../../../src/cli/options/judging-options.ts'

const folder = mkdtempSync(join(tmpdir(), 'whitewater-known-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, content: string | object): string {
  const path = join(folder, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const options = (...words: string[]): JudgingOptions =>
  addJudgingOptions(new Command('run').exitOverride()).parse(words, { from: 'user' }).opts<JudgingOptions>()

const known = (...texts: string[]): readonly string[] | undefined =>
  options(...texts.flatMap((text) => ['--known', text])).known

test('each may be given several times, and the same twice', () => {
  expect(known('a/b', 'linearizability/kv/read', 'a/b')).toEqual(['a/b', 'linearizability/kv/read'])
  expect(options('--ignore', 'liveness', '--ignore', 'monotone').ignore).toEqual(['liveness', 'monotone'])
})

describe('a file', () => {
  test('has one a line, with comments and empty lines', () => {
    const list = file(
      'known.txt',
      '# seen since May\nelection-safety/two-leaders   # reported\n\n  no-exception/TypeError in stop()\r\n',
    )
    expect(known(list, 'a/b')).toEqual([
      'election-safety/two-leaders',
      'no-exception/TypeError in stop()',
      'a/b',
    ])
  })

  test('with a line that is none is refused, by its line', () => {
    const list = file('wrong.txt', '# one\na/b\ntwo leaders\n')
    expect(() => known(list)).toThrow(`${list}:3: must be a signature, property/shape; got "two leaders"`)
  })

  test.each([
    ['run.json', { version: 1, status: 'invalid', signature: 'a/b', known: ['c/d'] }, ['a/b']],
    ['minimized.json', { version: 1, record: { signature: 'a/b' } }, ['a/b']],
    [
      'campaign.json',
      {
        version: 1,
        scenarios: [{ name: 'x', failed: 1 }],
        failures: [{ signature: 'a/b' }, { signature: 'a/c' }],
        known: [{ signature: 'd/e', runs: 0 }],
      },
      ['a/b', 'a/c', 'd/e'],
    ],
    [
      'run-summary.json',
      { version: 1, scenarios: [{ failures: [{ signature: 'a/b' }, { signature: 'a/b' }] }] },
      ['a/b'],
    ],
    ['compare.json', { version: 1, signatures: [{ signature: 'a/b', a: {}, b: {} }] }, ['a/b']],
    ['clean campaign.json', { version: 1, scenarios: [], failures: [] }, []],
  ])('%s: what a verb wrote', (name, content, signatures) => {
    expect(known(file(name, content))).toEqual(signatures)
  })

  test.each([
    [{ version: 1, status: 'valid' }, 'field signature: missing: this run broke nothing'],
    [{ version: 1 }, 'field signature: missing; give the run.json of a failure'],
    [{ signature: 'nonsense' }, 'field signature: must be property/shape; got "nonsense"'],
    ['{"signature": ', 'not JSON: '],
  ])('%j is refused', (content, message) => {
    expect(() => known(file('bad.json', content))).toThrow(InputError)
    expect(() => known(file('bad.json', content))).toThrow(message)
  })

  test('that is not there is taken for a signature only where it reads as one', () => {
    expect(() => known('./known.txt')).toThrow('must be a signature, property/shape, or a file of them')
    expect(() => known('lists/known.txt')).toThrow('is neither')
    expect(() => known('known')).toThrow('is neither')
    expect(() => known(folder)).toThrow('not a file')
  })
})
