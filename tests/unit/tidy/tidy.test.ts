import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'

// What no linter knows about: how the files of this repository look. After TigerBeetle's src/tidy.zig.

const root = join(import.meta.dirname, '../../..')

/** Tracked files and those about to be. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)))

const text = /\.(ts|tsx|js|cjs|mjs|json|md|html|css|yml|yaml|sh|edn|jsonl)$|^\.ci\/|^LICENSE$/
const code = /\.(ts|tsx|js|cjs|mjs)$/
const product = /^(src|checkers|nemesis|scenarios|reports)\//

const read = (file: string): string => readFileSync(join(root, file), 'utf8')

/** `file:line` of every line of the files that matches. */
function linesWith(pattern: RegExp, among: readonly string[]): string[] {
  return among.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) ? [`${file}:${index + 1}: ${line.trim().slice(0, 120)}`] : [],
      ),
  )
}

// in pieces, so that this file passes its own test
const word = (...parts: string[]): string => parts.join('')

describe('tidy', () => {
  test('files are small enough to read in one go', () => {
    const limit = (file: string): number => (product.test(file) ? 300 : 500)
    const long = files
      .filter((file) => code.test(file))
      .map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
      .filter(({ file, lines }) => lines > limit(file))
    expect(long).toEqual([])
  })

  test('a file is named after what is in it', () => {
    const vague = /(^|[-.])(utils?|helpers?|common|managers?|misc|types)([-.]|$)/
    expect(files.filter((file) => code.test(file) && vague.test(basename(file)))).toEqual([])
  })

  test('file names are kebab-case', () => {
    const kebab = /^\.?[a-z0-9]+([-.][a-z0-9]+)*$/
    expect(files.filter((file) => code.test(file) && !kebab.test(basename(file)))).toEqual([])
  })

  test('nothing is left to do', () => {
    const marks = new RegExp(`\\b(${word('TO', 'DO')}|${word('FIX', 'ME')}|${word('XX', 'X')})\\b`)
    expect(
      linesWith(
        marks,
        files.filter((file) => code.test(file)),
      ),
    ).toEqual([])
  })

  test('no test runs alone, and none is switched off without a reason', () => {
    const tests = files.filter((file) => file.startsWith('tests/') && code.test(file))
    expect(linesWith(/\b(describe|test|it|bench)\.(only|todo)\b/, tests)).toEqual([])
    // What a machine lacks is skipped by context.skip('reason'): the others cannot say why.
    expect(linesWith(/\b(describe|test|it)\.(skip|skipIf|runIf)\(|\b(xit|xtest|xdescribe)\(/, tests)).toEqual(
      [],
    )
  })

  test('a rule is switched off by name and with a reason', () => {
    const disabled = linesWith(
      /eslint-disable|@ts-(ignore|expect-error|nocheck)/,
      files.filter((file) => code.test(file) && file !== 'tests/unit/tidy/tidy.test.ts'),
    )
    const reasoned = /eslint-disable(-next-line|-line)? [\w@/, -]*\w -- \S|@ts-expect-error \S/
    expect(disabled.filter((line) => !reasoned.test(line))).toEqual([])
  })

  test('no path of one machine', () => {
    const homes = [word('ho', 'me'), word('Use', 'rs'), word('ro', 'ot'), word('wo', 'rk')].join('|')
    const absolute = new RegExp(`(^|[\\s"'\`(=:])/(${homes})/[\\w.-]+`)
    expect(
      linesWith(
        absolute,
        files.filter((file) => text.test(file)),
      ),
    ).toEqual([])
  })

  test('the lock file names no registry', () => {
    expect(
      linesWith(/"resolved"|https?:\/\/[^"]*(registry|npmjs|artifactory|nexus)/, ['package-lock.json']),
    ).toEqual([])
    expect(files.filter((file) => basename(file) === '.npmrc')).toEqual([])
  })

  test('text files end with one newline and hold no tabs or carriage returns', () => {
    const sources = files.filter((file) => code.test(file) && read(file) !== '')
    expect(sources.filter((file) => !/[^\n]\n$/.test(read(file)))).toEqual([])
    expect(linesWith(/\t|\r/, sources)).toEqual([])
  })
})
