import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { builtInRaft, compare, type ComparisonVerdict, type Target } from '../../src/index.ts'
import { correct, deepOnly } from './fixtures/two-bugs.ts'
import { commandHere } from './fixtures/command-here.ts'

const module = join(import.meta.dirname, 'fixtures/two-bugs.ts')
const folder = mkdtempSync(join(tmpdir(), 'whitewater-compare-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const whitewater = (...parameters: string[]) => commandHere(folder, ...parameters)

const verdictOf = (stdout: string) => JSON.parse(stdout) as ComparisonVerdict

const shownBy = ({ signatures }: ComparisonVerdict, property: string): readonly string[] =>
  signatures
    .filter(({ signature }) => signature.startsWith(`${property}/`))
    .map((one) => one.shownBy)
    .toSorted()

describe('two versions of a small Raft', () => {
  const contested = ['contested-elections', '--runs', '20']

  test('a bug of the old one is told of it alone; its token shows it, its report is there', async () => {
    const { exitCode, stdout } = await whitewater(
      ...['compare', `${module}#deepOnly`, `${module}#correct`, ...contested, '--json'],
    )
    expect(exitCode).toBe(1)
    const verdict = verdictOf(stdout)
    expect(verdict).toMatchObject({ version: 1, result: 'violation', runs: 20, seed: '1' })
    expect(verdict.scenarios).toEqual(['contested-elections'])
    expect([verdict.a.failed > 0, verdict.b.failed]).toEqual([true, 0])
    expect(new Set(verdict.signatures.map((one) => one.shownBy))).toEqual(new Set(['a']))
    expect(verdict.signatures.reduce((sum, { a }) => sum + (a?.runs ?? 0), 0)).toBe(verdict.a.failed)
    // in the others nobody voted blindly: they are the same, to the byte
    expect(verdict.alike).toBeGreaterThan(0)
    expect(verdict.alike).toBeLessThan(20)
    const [first] = verdict.signatures
    const again = await whitewater('replay', first?.a?.token ?? '', '--json')
    expect(JSON.parse(again.stdout)).toMatchObject({ signature: first?.signature, same: true })
    expect(existsSync(join(folder, first?.a?.reportPath ?? ''))).toBe(true)
    expect(first?.a?.reportPath).toMatch(/^runs\/a\/contested-elections\//)
  })

  test('what both show is told of both, with what is known gone past on both', async () => {
    const { exitCode, stdout } = await whitewater(
      ...['compare', module, `${module}#deepOnly`, ...contested, '--known', 'no-exception/TypeError'],
      ...['--output', 'known'],
    )
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/^A {2}.*two-bugs\.ts: 20 runs, \d+ held, \d+ failed\nB .*#deepOnly: 20 runs/)
    expect(stdout).toContain('\nboth show\n  rule/older-log-elected')
    expect(stdout).toMatch(/\nknown: A \d+ x, B 0 x no-exception\/TypeError\n/)
    expect(stdout).not.toContain('only B shows')
  })

  test('0 where both hold; a scenario of the user’s own is taken by its path', async () => {
    writeFileSync(
      join(folder, 'mine.ts'),
      "export default { name: 'mine', about: 'Elections are held.', coverageMarks: ['leaderElected'] }\n",
    )
    const { exitCode, stdout } = await whitewater(
      ...['compare', `${module}#correct`, 'own-raft', './mine.ts', 'payments', '--runs', '3'],
    )
    expect(exitCode).toBe(0)
    expect(stdout).toContain('left out: payments (A lacks a ledger, client sessions)\n')
    expect(stdout).toContain('seed 1, 3 runs of each of 1 scenario on both; ')
    expect(stdout).toContain('\nno difference: neither breaks anything')
  })
})

test('the token of a run of a scenario by path names the path, for run as well', async () => {
  writeFileSync(
    join(folder, 'own.ts'),
    "export default { name: 'own', about: 'Elections are held.', coverageMarks: ['leaderElected'] }\n",
  )
  const { stdout } = await whitewater(
    ...['run', './own.ts', '--target', 'own-raft+vote-twice', '--nemesis', 'process', '--runs', '60'],
    ...['--bail', '1', '--no-minimize', '--json'],
  )
  const { scenarios } = JSON.parse(stdout) as {
    scenarios: { scenario: string; failures: { token: string; signature: string }[] }[]
  }
  expect(scenarios[0]?.scenario).toBe('own')
  const { token = '', signature } = scenarios[0]?.failures[0] ?? {}
  expect(token).toMatch(/^w1:\.\/own\.ts:/)
  const again = await whitewater('replay', token, '--json')
  expect(JSON.parse(again.stdout)).toMatchObject({ signature, same: true })
})

test('a Raft in lockstep beside one in TypeScript', async () => {
  const played = join(import.meta.dirname, 'fixtures/lockstep/played-raft.ts')
  const { exitCode, stdout } = await whitewater(
    ...[
      'compare',
      `lockstep:${process.execPath} ${played}`,
      'own-raft',
      'steady-cluster',
      '--runs',
      '2',
      '--json',
    ],
  )
  expect(verdictOf(stdout)).toMatchObject({ result: 'held', a: { runs: 2, failed: 0 }, b: { runs: 2 } })
  expect(exitCode).toBe(0)
})

test.each([
  [['own-raft', 'etcd'], /^etcd: it is a target of real servers/],
  [['own-raft', './none.ts'], /^\.\/none\.ts: no such file/],
  [['own-raft', 'own-raft', 'nope'], /^there is no scenario "nope"/],
  [
    [`${module}#correct`, 'own-raft', 'payments'],
    /^there is no scenario that both targets can do: payments needs a ledger/,
  ],
  [['own-raft', 'own-raft', '--ignore', 'livness'], /did you mean liveness\?/],
  [['own-raft'], /missing required argument 'b'/],
])('compare %j is bad input', async (parameters, message) => {
  const { exitCode, stderr } = await commandHere(folder, 'compare', ...parameters)
  expect(stderr).toMatch(message)
  expect(exitCode).toBe(254)
})

describe('from a program', () => {
  test('targets at hand are run where they are', async () => {
    const seen: string[] = []
    const { verdict, text } = await compare({
      ...{ a: correct, b: deepOnly, scenarios: ['contested-elections'], runs: 12 },
      onRun: (side, { seed }) => void seen.push(`${side} ${seed}`),
    })
    expect(verdict.result).toBe('violation')
    expect(shownBy(verdict, 'election-restriction').every((side) => side === 'b')).toBe(true)
    expect(text).toContain('B  deep-only: 12 runs')
    expect([seen[0], seen.at(-1), seen.length]).toEqual(['a 1', 'b 1.11', 24])
  })

  test('a target that is not deterministic is told, and is worse than a violation', async () => {
    let made = 0
    const odd: Target = {
      ...builtInRaft(),
      create: (environment) => builtInRaft({ heartbeatInterval: 40 + (made++ % 7) }).create(environment),
    }
    const { verdict } = await compare({ a: odd, b: builtInRaft(), scenarios: ['steady-cluster'], runs: 3 })
    expect(verdict.result).toBe('not-deterministic')
    expect(verdict.a.diverged).toEqual(['1'])
    expect(verdict.b.runs).toBe(3)
  })

  test('numbers that are none are refused', async () => {
    await expect(compare({ a: 'own-raft', b: 'own-raft', runs: 0 })).rejects.toThrow(
      'runs must be a whole number from 1',
    )
  })
})
