import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeFolder } from '../../../src/base/make-folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'whitewater-folders-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('makes all that is missing, and takes what is there', () => {
  const path = join(folder, 'a/b/c')
  makeFolder(path, 0o700)
  makeFolder(path, 0o700)
  expect(statSync(path).isDirectory()).toBe(true)
  if (process.platform !== 'win32') expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o700)
})

test('a file in the way is an error', () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  expect(() => makeFolder(file)).toThrow(/EEXIST/)
  expect(() => makeFolder(join(file, 'below'))).toThrow(/ENOTDIR/)
})

test('a file system that takes no folders is an error, and no endless try', (context) => {
  if (process.platform !== 'linux') context.skip('only Linux has such a file system in every place')
  const module = new URL('../../../src/base/make-folder.ts', import.meta.url).href
  const code = `import { makeFolder } from ${JSON.stringify(module)}; makeFolder('/proc/nobody/here')`
  const { stderr, signal } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    ...{ encoding: 'utf8', timeout: 20_000, killSignal: 'SIGKILL' },
  })
  expect(signal).toBe(null)
  expect(stderr).toMatch(/ENOENT/)
})
