import { execa } from 'execa'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { list } from '../../src/index.ts'
import { listing } from '../../src/cli/listing.ts'

const main = inject('main')
const root = join(import.meta.dirname, '../..')

const printed = async (...words: string[]): Promise<string> => {
  const { stdout } = await execa(process.execPath, [main, ...words], { timeout: 30_000 })
  return stdout
}

test('list of the package prints what the registries of the sources hold', async () => {
  expect(JSON.parse(await printed('list', '--json'))).toEqual({ version: 1, ...list() })
  const text = await printed('list')
  for (const { kind, entries } of (await listing()).kinds) {
    expect(text).toContain(`${kind}\n`)
    for (const { about } of entries) expect(text).toContain(about)
  }
})

test.each(['--version', '-V'])('%s is the version of package.json', async (flag) => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  expect(await printed(flag)).toBe(version)
})

test('check loads neither pages nor the diagnosis of runs', async () => {
  const hook = `data:text/javascript,${encodeURIComponent(`
    import { registerHooks } from 'node:module'
    import { writeSync } from 'node:fs'
    registerHooks({ load(url, context, next) {
      const loaded = next(url, context)
      writeSync(2, String(loaded.source ?? '').includes('<!doctype html>') ? 'PAGE ' : '')
      writeSync(2, String(loaded.source ?? '').includes('function diagnose(') ? 'DIAGNOSIS ' : '')
      return loaded
    } })`)}`
  const file = join(root, 'examples')
  const words = ['--import', hook, main, 'check', '-']
  const lines = [
    '{"process":0,"type":"invoke","f":"write","value":1}',
    '{"process":0,"type":"ok","f":"write","value":1}',
  ].join('\n')
  const without = await execa(process.execPath, words, { input: lines, cwd: file })
  expect(without.stdout).toContain('linearizable')
  expect(without.stderr).not.toMatch(/PAGE|DIAGNOSIS/)
  const page = [...words, '--html', '/dev/null']
  expect((await execa(process.execPath, page, { input: lines, cwd: file })).stderr).toContain('PAGE')
})
