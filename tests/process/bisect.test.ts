import { execa } from 'execa'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { StrangersRepository, strangersRaft } from './stranger-repository.ts'

const main = inject('main')
const folder = mkdtempSync(join(tmpdir(), 'whitewater-bisecting-'))
const repository = new StrangersRepository(join(folder, 'repository'))
const commits: string[] = []
let first: string
let failure: string

const whitewater = (...words: string[]) =>
  execa(process.execPath, [main, ...words], { cwd: repository.raft, reject: false, stdin: 'ignore' })

/** Right, right, does not load, right, WRONG, wrong, wrong. */
beforeAll(async () => {
  await repository.begin()
  const right = strangersRaft(false)
  for (const [subject, source] of [
    ['begin', right],
    ['a comment', `${right}\n// one more line`],
    ['half a change', `${right}\nthis is no TypeScript (`],
    ['the other half', `${right}\n// both halves`],
    ['vote faster', strangersRaft(true)],
    ['tidy up', `${strangersRaft(true)}\n// tidy`],
    ['tidy up more', `${strangersRaft(true)}\n// very tidy`],
  ] as const)
    commits.push(await repository.commit(subject, source))
  first = commits[4]!
  const output = join(folder, 'runs')
  const found = await whitewater(
    ...['run', 'contested-elections', 'everything-at-once', '--target', './my-raft.ts', '--runs', '60'],
    ...['--seed', '1', '--bail', '1', '--no-minimize', '--output', output],
  )
  expect(found.exitCode, found.stdout + found.stderr).toBe(1)
  failure = join(output, 'latest', 'run.json')
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const treesLeft = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('whitewater-bisect-'))

describe('bisect', () => {
  test('finds the commit, past one that does not load, and leaves the repository as it was', async () => {
    writeFileSync(join(repository.raft, 'my-raft.ts'), 'changed, not committed')
    const status = await repository.git('status', '--porcelain')
    const before = treesLeft()
    const { exitCode, stdout, stderr } = await whitewater('bisect', failure, '--good', commits[0]!)
    expect(exitCode, stdout + stderr).toBe(1)
    expect(stdout).toContain('6 commits, about 3 steps')
    expect(stdout).toMatch(
      new RegExp(`first commit that shows \\S+:\\n  ${first}\\n  vote faster\\n  Some Body, 20`),
    )
    expect(await repository.git('status', '--porcelain')).toBe(status)
    expect(await repository.git('worktree', 'list')).not.toContain('whitewater-bisect-')
    expect(await repository.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main')
    expect(treesLeft()).toEqual(before)
    await repository.git('checkout', '--quiet', '--', '.')
  })

  test('from a token, as JSON', async () => {
    const { stdout: recorded } = await whitewater('replay', failure, '--json')
    const { token } = JSON.parse((await execa('cat', [failure])).stdout) as { token: string }
    const { exitCode, stdout } = await whitewater(
      'bisect',
      token,
      '--good',
      'HEAD~6',
      '--bad',
      'HEAD~1',
      '--json',
    )
    expect(exitCode).toBe(1)
    const { signature } = JSON.parse(recorded) as { signature: string }
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      result: 'found',
      signature,
      good: { commit: commits[0], subject: 'begin' },
      bad: { commit: commits[5], subject: 'tidy up' },
      first: { commit: first, author: 'Some Body', subject: 'vote faster', verdict: 'violation', signature },
    })
  })

  test('a commit that cannot be told beside the first is said, and 2', async () => {
    const { exitCode, stdout } = await whitewater(
      ...['bisect', failure, '--good', 'HEAD~6', '--json'],
      ...['--setup', `test "$(git log -1 --format=%s)" != "vote faster"`],
    )
    expect(exitCode).toBe(2)
    const verdict = JSON.parse(stdout) as {
      result: string
      candidates: { subject: string }[]
      tried: object[]
    }
    expect(verdict.result).toBe('undecided')
    expect(verdict.candidates.map(({ subject }) => subject)).toEqual(['vote faster', 'tidy up'])
    expect(verdict.tried).toContainEqual(
      expect.objectContaining({ verdict: 'skipped', because: expect.stringContaining('the setup failed') }),
    )
  })

  test.each([
    ['the good end shows it', ['--good', 'HEAD~1'], /shows the failure as well; name an earlier revision/],
    [
      'the bad end does not',
      ['--good', 'HEAD~6', '--bad', 'HEAD~5'],
      /does not show the failure: the run held/,
    ],
    ['no such revision', ['--good', 'nowhere'], /--good.*is no revision of this repository: "nowhere"/],
    ['no good end', [], /required option '--good <rev>'/],
  ])('254 when %s', async (_, words, message) => {
    const { exitCode, stderr } = await whitewater('bisect', failure, ...words)
    expect(stderr).toMatch(message)
    expect(exitCode).toBe(254)
  })

  test('254 for a target that is no code of the user', async () => {
    const { exitCode, stderr } = await whitewater(
      'bisect',
      'w1:steady-cluster:1:0000000000000001',
      '--good',
      'HEAD~1',
    )
    expect(stderr).toContain('own-raft, which Whitewater brings along')
    expect(exitCode).toBe(254)
  })

  test('254 in a repository without a commit, and nothing is left behind', async () => {
    const cwd = join(folder, 'empty')
    await execa('git', ['init', '--quiet', cwd])
    const before = treesLeft()
    const { exitCode, stderr } = await execa(process.execPath, [main, 'bisect', failure, '--good', 'HEAD'], {
      cwd,
      reject: false,
    })
    expect(stderr).toMatch(/git worktree add .*invalid reference: HEAD/)
    expect(exitCode).toBe(254)
    expect(treesLeft()).toEqual(before)
  })

  test('254 outside of a repository', async () => {
    const { exitCode, stderr } = await execa(process.execPath, [main, 'bisect', failure, '--good', 'HEAD'], {
      cwd: folder,
      reject: false,
    })
    expect(stderr).toContain('in no git repository')
    expect(exitCode).toBe(254)
  })
})
