import { execa } from 'execa'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { builtInRaft, matrix, type Matrix, type MatrixRow } from '../../src/index.ts'
import type { Ended } from './fixtures/whitewater.ts'
import { commandHere } from './fixtures/command-here.ts'

const folder = mkdtempSync(join(tmpdir(), 'whitewater-matrix-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const whitewater = (...args: string[]): Promise<Ended> => commandHere(folder, ...args)

function written(name: string, value: unknown): string {
  writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value))
  return name
}

const resultsOf = ({ ran }: MatrixRow): Record<string, string> =>
  Object.fromEntries((ran?.schedules ?? []).map(({ name, result }) => [name, result]))

describe('whitewater matrix', () => {
  test('a correct one, one with a bug, and one that is not there: each is a row', async () => {
    const file = written('m.json', {
      implementations: [
        { name: 'right', target: 'own-raft' },
        { name: 'wrong', version: '2', target: 'own-raft+commit-old-term' },
        { name: 'away', target: 'lockstep:./no-such-program', build: 'make it' },
      ],
      schedules: ['figure-8', 'request-arrives-twice'],
      campaign: { runs: 3, scenarios: ['steady-cluster'] },
    })
    const { exitCode, stdout, stderr } = await whitewater('matrix', file, '--runs', '5', '--json')
    expect(exitCode).toBe(1)
    const verdict = JSON.parse(stdout) as Matrix
    expect(verdict).toMatchObject({ version: 1, result: 'violation', seed: '1', runs: 5 })
    const [right, wrong, away] = verdict.implementations as [MatrixRow, MatrixRow, MatrixRow]
    expect(resultsOf(right)).toEqual({ 'figure-8': 'passed', 'request-arrives-twice': 'passed' })
    expect(right.ran).toMatchObject({ signatures: [], runs: 13, campaign: { runs: 3, failed: 0 } })
    expect(resultsOf(wrong)).toMatchObject({ 'figure-8': 'failed', 'request-arrives-twice': 'passed' })
    expect(away.notRun).toEqual({ because: 'there is no program ./no-such-program', build: 'make it' })
    expect(stderr).toContain('NOT RUN: away: there is no program ./no-such-program')
    for (const name of ['matrix.html', 'matrix.md', 'matrix.json'])
      expect(existsSync(join(folder, 'runs/matrix', name)), name).toBe(true)
    expect(JSON.parse(readFileSync(join(folder, 'runs/matrix/matrix.json'), 'utf8'))).toEqual(verdict)
    // what it found can be made again from what it says
    const [found] = wrong.ran?.signatures ?? []
    expect(existsSync(join(folder, found?.reportPath ?? ''))).toBe(true)
    const again = await whitewater('replay', found?.token ?? '', '--json')
    expect(JSON.parse(again.stdout)).toMatchObject({ signature: found?.signature, same: true })
  })

  test('who is not there is no success, and one that cannot be loaded is said', async () => {
    const file = written('away.json', {
      implementations: [
        { name: 'right', target: 'own-raft' },
        { name: 'broken', target: './broken.ts' },
      ],
      schedules: ['read-at-a-new-leader'],
    })
    written('broken.ts', 'export default 3')
    const { exitCode, stdout } = await whitewater('matrix', file, '--runs', '1')
    expect(exitCode).toBe(2)
    expect(stdout).toMatch(/^broken +NOT RUN, see below$/m)
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/NOT RUN broken: .*broken\.ts: .*inProcess/)
    expect(stdout).toMatch(/undecided: 0 of 2 implementations broke a property, 1 not run/)
  })

  test.each<[string, unknown, RegExp]>([
    ['a field that is none', { implementations: [{ name: 'a', target: 'own-raft' }], run: 1 }, /field run: /],
    ['no JSON', '{', /bad\.json: not JSON/],
    [
      'a target that is none',
      { implementations: [{ name: 'a', target: 'own-raff' }] },
      /bad\.json: field implementations\[0\]\.target: there is no target "own-raff"/,
    ],
    [
      'a scenario that is none',
      {
        implementations: [{ name: 'a', target: 'own-raft' }],
        campaign: { runs: 1, scenarios: ['steady'] },
      },
      /bad\.json: field campaign\.scenarios\[0\]: there is no scenario "steady"/,
    ],
  ])('%s is bad input, before anything is run', async (_what, value, says) => {
    const { exitCode, stdout, stderr } = await whitewater('matrix', written('bad.json', value))
    expect({ exitCode, stdout }).toEqual({ exitCode: 254, stdout: '' })
    expect(stderr).toMatch(says)
  })

  test('as a function, and a schedule alone as a scenario', async () => {
    const soFar: Matrix[] = []
    const { verdict, text } = await matrix({
      matrix: {
        implementations: [
          { name: 'right', target: 'own-raft' },
          { name: 'again', target: 'own-raft' },
        ],
        schedules: ['figure-7'],
      },
      ...{ runs: 2, seed: 'x', isolation: 'none' },
      onRow: (_, all) => soFar.push(all),
    })
    expect(verdict.result).toBe('held')
    // with one of two to come nothing is said to hold
    expect(soFar.map(({ result, implementations }) => [result, implementations.length])).toEqual([
      ['undecided', 1],
      ['held', 2],
    ])
    expect(soFar[1]).toEqual(verdict)
    expect(text).toMatch(/^right +1 +0 +0 +0 +0 +2 /m)
    const { exitCode } = await whitewater('run', 'figure-7', '--runs', '2', '--output', 'alone')
    expect(exitCode).toBe(0)
    expect(builtInRaft().name).toBe('own-raft')
  })
})

describe("etcd's library and a context that is used again", () => {
  const example = join(import.meta.dirname, '../../examples/go-etcd-raft')

  test('v3.6.0 lets a late acknowledgement confirm a later read, v3.7.0 does not', async (context) => {
    const build = async (...args: string[]): Promise<{ exitCode?: number; stderr: string }> =>
      execa('go', ['build', ...args, '.'], { cwd: example, reject: false, timeout: 100_000 })
    if ((await execa('go', ['version'], { reject: false })).exitCode !== 0)
      context.skip('needs Go 1.26 or newer; install it from go.dev/dl')
    const mod = ['-modfile=raft37.mod', '-tags', 'raft37']
    const built = [await build('-o', join(folder, 'v36')), await build(...mod, '-o', join(folder, 'v37'))]
    const failed = built.find(({ exitCode }) => exitCode !== 0)
    if (failed !== undefined) context.skip(`go cannot build it here: ${failed.stderr.slice(0, 300)}`)
    const target = (name: string, ...args: string[]) => `lockstep:${[`./${name}`, ...args].join(' ')}`
    const file = written('etcd.json', {
      implementations: [
        { name: 'raft', version: 'v3.6.0', target: target('v36', '--reuse-contexts') },
        { name: 'raft', version: 'v3.7.0', target: target('v37', '--reuse-contexts') },
        { name: 'raft, a context each', version: 'v3.6.0', target: target('v36') },
      ],
      schedules: ['late-acknowledgement-confirms-a-read'],
    })
    const { stdout } = await whitewater('matrix', file, '--json')
    const { implementations } = JSON.parse(stdout) as Matrix
    expect(implementations.map((row) => Object.values(resultsOf(row)))).toEqual([
      ['failed'],
      ['passed'],
      ['passed'],
    ])
    expect(implementations[0]?.ran?.signatures.map(({ signature }) => signature)).toEqual([
      expect.stringMatching(/^rule\/read-answered-/),
    ])
  }, 300_000)
})
