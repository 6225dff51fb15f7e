import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const main = join(import.meta.dirname, '../../../src/cli/main.ts')

const answer = (...words: string[]) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [main, ...words], { encoding: 'utf8' })
  return { value: stdout === '' ? undefined : (JSON.parse(stdout) as unknown), stderr, status }
}

test.each([
  ['an option that is refused', ['run', '--json', '--runs', '0'], /--runs must be a whole number/],
  ['an option there is not', ['replay', '--json', '--frob'], /unknown option '--frob'/],
  ['a file there is not', ['matrix', '--json', 'none-such.json'], /none-such\.json: no such file/],
])('who asks for JSON gets one value: %s', (_, words, message) => {
  const { value, stderr, status } = answer(...words)
  expect(value).toMatchObject({ version: 1, error: expect.stringMatching(message) as string, exit: 254 })
  expect(stderr).toMatch(message)
  expect(status).toBe(254)
})

test('a word behind -- is no option of the command', () => {
  expect(answer('maelstrom', '--rate', '0', '--bin', 'x', '--', '--json').value).toBeUndefined()
})
