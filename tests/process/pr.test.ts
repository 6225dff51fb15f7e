import { execa } from 'execa'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { tokenOf } from '../../src/run/replay-token.ts'
import { strangersRaft } from './stranger-repository.ts'

const main = inject('main')
const folder = mkdtempSync(join(tmpdir(), 'whitewater-pr-'))
const kept = join(folder, 'regressions')

const whitewater = (...words: string[]) =>
  execa(process.execPath, [main, ...words], { cwd: folder, reject: false, stdin: 'ignore' })

const quick = ['steady-cluster', '--target', './my-raft.ts', '--runs', '2', '--seed', '5'] as const

const raftIs = (wrong: boolean): void => writeFileSync(join(folder, 'my-raft.ts'), strangersRaft(wrong))

beforeAll(async () => {
  raftIs(true)
  const found = await whitewater(
    ...['run', 'contested-elections', 'everything-at-once', '--target', './my-raft.ts', '--runs', '60'],
    ...['--seed', '1', '--bail', '1'],
  )
  expect(found.exitCode, found.stdout + found.stderr).toBe(1)
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('pr', () => {
  test('without kept failures it says how to keep one, and tries new seeds', async () => {
    raftIs(false)
    const { exitCode, stdout } = await whitewater('pr', ...quick)
    expect(stdout).toContain('cp runs/latest/minimized.json regressions/')
    expect(stdout).toContain('2 runs in')
    expect(exitCode).toBe(0)
  })

  test('a kept failure that is mended holds, by file, by run folder and by token', async () => {
    mkdirSync(kept)
    cpSync(join(folder, 'runs/latest/minimized.json'), join(kept, 'a-vote.json'), { dereference: true })
    cpSync(join(folder, 'runs/latest'), join(kept, 'a-folder'), { recursive: true, dereference: true })
    writeFileSync(join(kept, 'README.md'), 'not a failure')
    writeFileSync(
      join(kept, 'tokens.txt'),
      '# kept since spring\n\nw1:steady-cluster:7:0000000000000001 # a seed\n',
    )
    const { exitCode, stdout, stderr } = await whitewater('pr', ...quick, '--json')
    expect(exitCode, stderr).toBe(0)
    const verdict = JSON.parse(stdout) as { regressions: { place: string; status: string }[] }
    expect(verdict).toMatchObject({ version: 1, result: 'held', campaign: { result: 'held' } })
    expect(verdict.regressions.map(({ place, status }) => [place, status])).toEqual([
      ['regressions/a-folder/minimized.json', 'valid'],
      ['regressions/a-vote.json', 'valid'],
      ['regressions/tokens.txt:3', 'valid'],
    ])
    expect(stderr).toContain('3 kept failures: 3 held, 0 back, 0 undecided')
  })

  test('one that is back is told at once, explained, and no new seed is tried', async () => {
    raftIs(true)
    const { exitCode, stdout, stderr } = await whitewater('pr', ...quick)
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/BACK regressions\/a-vote\.json: \S+\/\S+/)
    expect(stdout).toContain('npx whitewater replay regressions/a-vote.json')
    expect(stdout).not.toContain('2 runs in')
    expect(stderr).toContain('no new seeds were tried')
  })

  test('one that is back is told to what else reads along, too', async () => {
    const { exitCode, stdout, stderr } = await whitewater('pr', ...quick, '--reporter', 'agent,github,sarif')
    expect(exitCode).toBe(1)
    const lines = stdout.split('\n').map((line) => JSON.parse(line) as { readonly type: string })
    expect(lines.at(0)).toMatchObject({ type: 'failure', scenario: expect.any(String) as string })
    expect(lines.at(-1)).toMatchObject({ type: 'end', result: 'violation', exit: 1, runs: 3 })
    expect(stderr).toMatch(/^::error title=.*npx whitewater replay regressions\/a-/m)
    const { runs } = JSON.parse(readFileSync(join(folder, 'runs/results.sarif'), 'utf8')) as {
      readonly runs: readonly [{ readonly results: readonly unknown[] }]
    }
    expect(runs[0].results.length).toBeGreaterThan(0)
  })

  test('one of which nothing is decided is told to what reads along, with the exit code of both', async () => {
    raftIs(false)
    writeFileSync(
      join(folder, 'spinning.ts'),
      `import { inProcess } from 'whitewater'
export default inProcess({ name: 'spinning', create: () => { for (;;); } })`,
    )
    const other = mkdtempSync(join(tmpdir(), 'whitewater-pr-kept-'))
    const token = tokenOf({
      ...{ by: 'seed', scenario: 'steady-cluster', seed: '7', target: './spinning.ts', shape: {} },
      digest: '0000000000000001',
    })
    writeFileSync(join(other, 'tokens.txt'), `${token}\n`)
    const { exitCode, stdout } = await whitewater(
      ...['pr', 'steady-cluster', '--runs', '2', '--seed', '5', '--watchdog', '1s'],
      ...['--regressions', other, '--reporter', 'agent'],
    )
    rmSync(other, { recursive: true })
    expect(exitCode).toBe(2)
    const end = JSON.parse(stdout.split('\n').at(-1)!) as { readonly remarks: readonly string[] }
    expect(end).toMatchObject({ type: 'end', result: 'undecided', exit: 2, runs: 3, undecided: 1 })
    expect(end.remarks[0]).toMatch(/^undecided: .*tokens\.txt:1: .*watchdog/)
  })

  test('254 for what is no kept failure, with file and line', async () => {
    raftIs(false)
    writeFileSync(join(kept, 'tokens.txt'), '# kept\nw2:no-such\n')
    const wrong = await whitewater('pr', ...quick)
    expect(wrong.stderr).toContain('regressions/tokens.txt:2: must be a replay token a line')
    expect(wrong.exitCode).toBe(254)
    const missing = await whitewater('pr', ...quick, '--regressions', 'nowhere')
    expect(missing.stderr).toContain('nowhere: no such folder')
    expect(missing.exitCode).toBe(254)
  })
})
