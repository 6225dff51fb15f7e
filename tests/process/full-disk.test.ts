import { execa, execaSync } from 'execa'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, inject } from 'vitest'

// A disk that is full, an output that cannot be written: 254 with the file and what to do, and nothing lost.

const main = inject('main')
const folder = mkdtempSync(join(tmpdir(), 'whitewater-full-'))
const disk = join(folder, 'disk')
mkdirSync(disk)
const mounted = execaSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', disk], { reject: false })

afterAll(() => {
  if (!mounted.failed) execaSync('umount', [disk])
  rmSync(folder, { recursive: true, force: true })
})

const whitewater = (...parameters: string[]) =>
  execa(process.execPath, [main, ...parameters], { cwd: folder, reject: false, stdin: 'ignore' })

const bug = ['--target', 'own-raft+vote-twice', '--seed', '1']

test('run: names the folder and what to do', async (context) => {
  if (mounted.failed) context.skip('no file system can be mounted here: that needs root')
  writeFileSync(join(disk, 'filler'), Buffer.alloc(180_000))
  const failing = ['run', 'contested-elections', ...bug, '--runs', '50', '--bail', '1', '--no-minimize']
  const { exitCode, stderr } = await whitewater(...failing, '--output', join(disk, 'runs'))
  expect(stderr).toMatch(/no space is left on its disk; free some, or choose another output folder/)
  expect(stderr).toContain(disk)
  expect(stderr).not.toContain('please report this')
  expect(exitCode).toBe(254)
})

test('campaign: what is stored is kept, and the reports are made on resume', async (context) => {
  if (mounted.failed) context.skip('no file system can be mounted here: that needs root')
  for (const name of ['runs', 'filler']) rmSync(join(disk, name), { recursive: true, force: true })
  const output = ['--output', join(disk, 'campaign')]
  const options = ['--no-minimize', '--workers', '1', ...output]
  const first = await whitewater('campaign', 'contested-elections', ...bug, '--runs', '60', ...options)
  expect(first.stderr).toMatch(/no space is left on its disk/)
  expect(first.stderr).not.toContain('please report this')
  execaSync('mount', ['-o', 'remount,size=50m', disk])
  const second = await whitewater('campaign', '--resume', ...options)
  expect(second.exitCode).toBe(1)
  expect(second.stdout).toMatch(/report\.html/)
})

test('an output below a file', async () => {
  writeFileSync(join(folder, 'file'), '')
  for (const verb of ['run', 'campaign']) {
    const { exitCode, stderr } = await whitewater(
      verb,
      'steady-cluster',
      '--runs',
      '1',
      '--output',
      'file/below',
    )
    expect(exitCode).toBe(254)
    expect(stderr).toMatch(/file\/below: a part of its path is a file/)
  }
})
