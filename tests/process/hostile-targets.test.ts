import { execa } from 'execa'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, inject } from 'vitest'
import { commandHere } from './fixtures/command-here.ts'
import { moduleOf } from './fixtures/hostile-module.ts'
import { targetsThatEnd } from './fixtures/targets-that-end.ts'
import { targetsThatMeddle } from './fixtures/targets-that-meddle.ts'

// Whatever a subject does, it is named, and the exit code is what the contract says.

const hostileTargets = [...targetsThatEnd, ...targetsThatMeddle]
const main = inject('main')
const folder = mkdtempSync(join(tmpdir(), 'whitewater-hostile-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a target that', () => {
  test.each(hostileTargets.map((one, at) => [one.name, one, at] as const))('%s', async (_, hostile, at) => {
    const file = join(folder, `hostile-${at}.ts`)
    writeFileSync(file, moduleOf(hostile))
    const args = ['steady-cluster', '--runs', '1', '--nodes', '3', '--no-minimize', '--target', file]
    const output = ['--output', join(folder, `runs-${at}`)]
    // all from one process: the harness is none the worse for those before
    const { exitCode, stdout, stderr } = await commandHere(
      folder,
      'run',
      ...args,
      ...output,
      ...(hostile.args ?? []),
    )
    const said = hostile.args?.includes('--json') === true ? stdout : `${stdout}\n${stderr}`
    expect(said).toMatch(hostile.says)
    expect({ exitCode, said }).toEqual({ exitCode: hostile.code, said })
    if (hostile.args?.includes('--json') === true) JSON.parse(stdout)
  })
})

test(
  'a campaign is not fooled by who closes what its process is heard by',
  { timeout: 120_000 },
  async () => {
    const file = join(folder, 'closes.ts')
    writeFileSync(file, moduleOf({ submit: 'for (const fd of [4, 5]) try { fs.closeSync(fd) } catch {}' }))
    const args = ['steady-cluster', '--runs', '12', '--workers', '1', '--nodes', '3', '--no-minimize']
    const { exitCode, stdout } = await execa(
      process.execPath,
      [main, 'campaign', ...args, '--target', file, '--output', join(folder, 'campaign'), '--json'],
      { cwd: folder, reject: false, stdin: 'ignore' },
    )
    expect(JSON.parse(stdout)).toMatchObject({
      result: 'violation',
      scenarios: [{ runs: 12, failed: 12 }],
    })
    expect(exitCode).toBe(1)
  },
)
