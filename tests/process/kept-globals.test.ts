import { execa } from 'execa'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { whitewaterIn } from './fixtures/whitewater.ts'

// Libraries that keep timers, clocks and randomness in constants of their own, and draw, when they are loaded.

const folder = mkdtempSync(join(tmpdir(), 'whitewater-kept-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const captures = join(import.meta.dirname, 'fixtures/captures')

describe.each(['commonjs', 'esm'])('what a library of the kind %s has kept', (kind) => {
  const target = `${join(captures, 'targets.ts')}#${kind}`

  test.each(['process', 'none'])('is of its server with --isolation %s', async (isolation) => {
    const args = ['--runs', '3', '--isolation', isolation, '--no-minimize']
    const { exitCode, stdout, stderr } = await whitewaterIn(
      folder,
      'run',
      'steady-cluster',
      '--target',
      target,
      ...args,
    )
    expect(exitCode, stdout + stderr).toBe(0)
  })

  test('says the same in each process', async () => {
    const [one, another] = await Promise.all(
      [1, 2].map(() => execa(process.execPath, [join(captures, 'digest-of.ts'), target])),
    )
    expect(one?.stdout).toMatch(/^valid [0-9a-f]{16}$/)
    expect(another?.stdout).toBe(one?.stdout)
  })
})
