import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { commandHere } from './fixtures/command-here.ts'

const folder = mkdtempSync(join(tmpdir(), 'whitewater-reporters-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const BUG = 'own-raft+reply-before-commit'
const runs = ['run', 'leader-isolated', '--target', BUG, '--runs', '12', '--no-minimize']

interface Line {
  readonly type: string
  readonly signature?: string
  readonly failed?: number
  readonly exit?: number
  readonly signatures?: { readonly [signature: string]: number }
}

const linesOf = (stdout: string): readonly Line[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)

test('agent: a line of JSON for each signature and one at the end, of runs and of campaigns', async () => {
  const run = await commandHere(folder, ...runs, '--reporter', 'agent,sarif', '--output', 'run')
  const campaign = await commandHere(
    folder,
    ...['campaign', 'leader-isolated', '--target', BUG, '--runs', '20', '--workers', '1', '--no-minimize'],
    ...['--seed', '7', '--reporter', 'agent,sarif', '--output', 'campaign'],
  )
  for (const { stdout, stderr, exitCode } of [run, campaign]) {
    expect(stderr).toBe('')
    expect(exitCode).toBe(1)
    const lines = linesOf(stdout)
    const end = lines.at(-1)
    expect(end).toMatchObject({ type: 'end', exit: 1 })
    const failures = lines.slice(0, -1)
    expect(failures.map(({ type }) => type)).toEqual(failures.map(() => 'failure'))
    expect(new Set(failures.map(({ signature }) => signature))).toEqual(
      new Set(Object.keys(end?.signatures ?? {})),
    )
    expect(Object.values(end?.signatures ?? {}).reduce((sum, count) => sum + count, 0)).toBe(end?.failed)
  }
  for (const output of ['run', 'campaign']) {
    const sarif = readFileSync(join(folder, output, 'results.sarif'), 'utf8')
    const [first] = (JSON.parse(sarif) as { runs: { results: object[] }[] }).runs
    expect(first?.results.length).toBeGreaterThan(0)
  }
})

test('terminal: the last lines say each signature once', async () => {
  const { stdout } = await commandHere(folder, ...runs, '--output', 'terminal')
  const [, last = ''] = stdout.split(/^leader-isolated .*$/m)
  const signatures = [...last.matchAll(/^FAIL (\S+)/gm)].map(([, signature]) => signature)
  expect(signatures.length).toBeGreaterThan(0)
  expect(new Set(signatures).size).toBe(signatures.length)
  expect(last).toMatch(/^ {5}\d+ more runs?: seeds? 1\.\d+/m)
})

test.each([
  [['run', 'figre-8'], 'did you mean figure-8?'],
  [['run', '--target', 'own-rfat'], 'did you mean own-raft?'],
  [['run', '--target', 'own-raft+commit-entry-of-former-term'], 'did you mean commit-old-term?'],
  [['run', '--nemesis', 'partitoin'], 'did you mean partition?'],
  [['run', '--reporter', 'sraif'], 'did you mean sarif?'],
  [['run', '--ignore', 'electon-safety'], 'did you mean election-safety?'],
  [['campaign', '--reporter', 'githb'], 'did you mean github?'],
  [['planted', 'vote-twcie'], 'did you mean vote-twice?'],
  [['exprot'], 'Did you mean export?'],
  [['run', '--sed', '3'], 'Did you mean --seed?'],
])('%j: %s', async (args, meant) => {
  const { exitCode, stderr } = await commandHere(folder, ...args)
  expect([exitCode, stderr]).toEqual([254, expect.stringContaining(meant)])
})
