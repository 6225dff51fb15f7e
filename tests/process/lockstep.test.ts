import { execa } from 'execa'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { scenarios } from '../../scenarios/index.ts'
import { lockstep } from '../../src/lockstep/lockstep.ts'
import { programSpecText } from '../../src/lockstep/program-spec.ts'
import type { Target } from '../../src/subject/target.ts'
import { runAll, seeds, violationsOf } from '../simulation/targets/runs.ts'
import { whitewaterIn, type Ended } from './fixtures/whitewater.ts'
import { commandHere } from './fixtures/command-here.ts'

const fixtures = join(import.meta.dirname, 'fixtures/lockstep')
const python = join(import.meta.dirname, '../../examples/python-raft')
const folder = mkdtempSync(join(tmpdir(), 'whitewater-lockstep-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const whitewater = (...args: string[]): Promise<Ended> => whitewaterIn(folder, ...args)

const played = (servers: 'one' | 'all'): Target =>
  lockstep({ bin: process.execPath, args: [join(fixtures, 'played-raft.ts'), servers] })

describe('a Raft in TypeScript, played over a pipe', () => {
  test('breaks nothing, and runs equally in one program, in one of each server, and again', async () => {
    const chosen = scenarios.filter(({ name }) => ['everything-at-once', 'leader-isolated'].includes(name))
    const all = await runAll(played('all'), [1, 2, 3], chosen)
    expect(violationsOf(all)).toEqual([])
    expect(all.every(({ counts }) => counts.ok > 0 && counts.elections > 0)).toBe(true)
    const digests = all.map(({ digest }) => digest)
    const each = await runAll(played('one'), [1, 2, 3], chosen)
    expect(each.map(({ digest }) => digest)).toEqual(digests)
    const again = await runAll(played('all'), [1, 2, 3], chosen)
    expect(again.map(({ digest }) => digest)).toEqual(digests)
  }, 120_000)
})

describe('a Raft with sessions, played over a pipe', () => {
  const chosen = scenarios.filter(({ name }) => name === 'requests-arrive-twice')
  const target = (variant: string, mistake = ''): Target =>
    lockstep({
      bin: process.execPath,
      args: [join(fixtures, 'played-raft.ts'), 'all', 'sound', variant, mistake],
    })

  test('gets requests again under their number, and executes them once', async () => {
    const ran = await runAll(target('sessions, compacts, shows more'), seeds(3), chosen)
    expect(violationsOf(ran)).toEqual([])
    for (const { coverageMarks, status } of ran) {
      expect(status).toBe('valid')
      expect(coverageMarks.retried).toBeGreaterThan(10)
    }
  }, 120_000)

  test('that loses them with a snapshot is found, by runs and by the rule', async () => {
    const wrong = ['sessions, compacts, shows more', 'lost-with-snapshot'] as const
    const ran = await runAll(target(...wrong), seeds(3), chosen)
    expect(violationsOf(ran).join('\n')).toMatch(/state-machine-safety|linearizability/)
    const { exitCode, stdout } = await whitewater(
      ...['lockstep', '--conformance', '--bin', process.execPath],
      ...['--', join(fixtures, 'played-raft.ts'), 'all', 'sound', ...wrong],
    )
    expect(stdout).toMatch(/sessions +.*(broken|executed once)/s)
    expect(stdout).toMatch(/a request from before it again, a read gives/)
    expect(exitCode).toBe(1)
  }, 120_000)
})

describe('a program that answers wrongly', () => {
  test.concurrent.each([
    ['exit', /n\d: the program exited with code 3; it printed last: panic: index out of range \[3\]/],
    [
      'spin',
      /n\d: the program did not answer within 5 s and was ended; it printed last: waiting for the lock/,
    ],
    ['silence', /n\d: the program did not answer within 5 s and was ended/],
    ['no-json', /n\d: answered step 19 with what is no JSON: "goroutine 1 \[running\]:"/],
    ['two-lines', /n\d: answered with more than one line/],
    ['endless', /n\d: (answered with a line of more than 16 MiB|the program did not answer within 5 s)/],
    ['signal', /n\d: the program was ended by SIGSEGV/],
    ['other-step', /n\d: answered step 19 with step 20; it must be 19/],
    ['no-effects', /n\d: answered step 19 with effects missing; it must be a list, \[\] for none/],
    ['unknown-effect', /effects\[0\]\.do "dance"; it must be send, set-timer/],
    ['no-receiver', /effects\[0\]\.to missing; it must be a text/],
    ['send-to-nobody', /transport\.send to "n99", which is not a member/],
    ['bad-delay', /effects\[0\]\.after "soon"; it must be milliseconds/],
    ['unknown-operation', /replied to operation 99, which it was never given/],
    ['late-view', /shows itself \(view\) though it did not in its answer to init/],
    ['nothing', /no operation has succeeded/],
  ])(
    '%s: it is a finding that says so',
    async (fault, says) => {
      const target = programSpecText({
        bin: process.execPath,
        args: [join(fixtures, 'wrong-program.mjs'), fault],
      })
      const output = join(folder, `runs-${fault}`)
      const args = ['steady-cluster', '--runs', '1', '--no-minimize', '--target', target, '--output', output]
      const { exitCode, stdout, stderr } = await whitewater('run', ...args)
      expect(`${stdout}\n${stderr}`.replace(/\s+/g, ' ')).toMatch(says)
      expect(exitCode).toBe(1)
    },
    100_000,
  )

  test.concurrent.each([
    'exit',
    'no-json',
    'two-lines',
    'unknown-effect',
    'send-to-nobody',
    'unknown-operation',
  ])(
    '%s, after so many lines of its life: it is a finding as well',
    async (fault) => {
      const target = programSpecText({
        bin: process.execPath,
        args: [join(fixtures, 'wrong-program.mjs'), fault, 'life'],
      })
      const output = join(folder, `runs-life-${fault}`)
      const args = ['steady-cluster', '--runs', '1', '--nodes', '3', '--no-minimize', '--target', target]
      const { exitCode, stdout } = await whitewater('run', ...args, '--output', output)
      expect(stdout).toMatch(/^FAIL (lockstep|no-exception)\//m)
      expect(exitCode).toBe(1)
    },
    100_000,
  )

  test.each([
    ['lockstep:./no-such-program', /cannot be started.*ENOENT/],
    ['lockstep:', /a target lockstep: needs a program/],
    ['lockstep:/bin/cat', /effects missing.*whitewater lockstep --conformance/],
    ['lockstep:/bin/true', /the program exited with code 0/],
    ['lockstep:a "b', /a word with blanks or quotes/],
    ['lockstep:"a\\u0000b"', /cannot be started: .*null bytes/],
  ])('%s is bad input', async (target, says) => {
    const { exitCode, stderr } = await whitewater('run', 'steady-cluster', '--target', target)
    expect(stderr).toMatch(says)
    expect(exitCode).toBe(254)
  })
})

describe('whitewater lockstep --conformance', () => {
  test('a Raft that keeps the contract keeps every rule', async () => {
    const { exitCode, stdout } = await whitewater(
      ...['lockstep', '--conformance', '--json', '--bin', process.execPath],
      ...['--', join(fixtures, 'played-raft.ts')],
    )
    const { rules } = JSON.parse(stdout) as { rules: { rule: string; verdict: string }[] }
    expect(rules.length).toBeGreaterThan(10)
    expect(rules.filter(({ verdict }) => verdict !== 'kept').map(({ rule }) => rule)).toEqual([
      ...['sessions', 'snapshots'],
    ])
    expect(exitCode).toBe(0)
  }, 60_000)

  const rules = [
    ...['begins', 'view', 'timers', 'late-sync', 'unknown-message', 'answers', 'restarts', 'sessions'],
    ...['snapshots', 'forgets', 'big-value', 'flood', 'deterministic', 'several-servers', 'batch'],
  ]
  /** What is broken with a rule, where one cannot be broken alone. */
  const follows: { readonly [rule: string]: readonly string[] } = {
    // nothing works that does not begin
    begins: ['view', 'timers', 'late-sync', 'unknown-message', 'deterministic', 'several-servers', 'batch'],
    // a read that is wrong is wrong everywhere
    answers: ['restarts', 'sessions', 'snapshots', 'forgets', 'big-value'],
    // a session is kept as everything is
    restarts: ['sessions', 'snapshots'],
    // what it remembers of a request it does not answer as the first time
    forgets: ['deterministic', 'several-servers'],
    deterministic: ['several-servers', 'batch'],
    'several-servers': ['deterministic', 'batch'],
  }

  test.each(['nothing', ...rules])(
    'of a program that breaks %s it names that',
    async (broken) => {
      const { exitCode, stdout } = await commandHere(
        folder,
        ...['lockstep', '--conformance', '--json', '--bin', process.execPath],
        ...['--', join(fixtures, 'one-rule-broken.mjs'), broken],
      )
      const report = JSON.parse(stdout) as { rules: { rule: string; verdict: string }[] }
      expect(report.rules.map(({ rule }) => rule)).toEqual([...rules, 'clusters'])
      const named = report.rules.filter(({ verdict }) => verdict === 'broken').map(({ rule }) => rule)
      const wanted = broken === 'nothing' ? [] : [broken, ...(follows[broken] ?? [])]
      expect(named.toSorted()).toEqual(wanted.toSorted())
      expect(exitCode).toBe(broken === 'nothing' ? 0 : 1)
    },
    60_000,
  )
})

test('a program that tells servers apart by name alone keeps the contract; its runs do not take turns', async () => {
  const { exitCode, stdout } = await whitewater(
    ...['lockstep', '--conformance', '--json', '--bin', process.execPath],
    ...['--', join(fixtures, 'played-raft.ts'), 'all', 'mixes'],
  )
  const { rules } = JSON.parse(stdout) as { rules: { rule: string; verdict: string; because?: string }[] }
  expect(
    rules.filter(({ rule, verdict }) => verdict !== 'kept' && !/^(sessions|snapshots)$/.test(rule)),
  ).toEqual([
    expect.objectContaining({ rule: 'clusters', verdict: 'skipped', because: expect.any(String) as string }),
  ])
  expect(exitCode).toBe(0)
}, 60_000)

describe('a program that plays no cluster of one server', () => {
  const parameters = [join(fixtures, 'played-raft.ts'), 'all', 'never-alone']

  test('keeps every rule with as few as it plays', async () => {
    const { exitCode, stdout } = await whitewater(
      ...['lockstep', '--conformance', '--bin', process.execPath, '--', ...parameters],
    )
    expect(stdout).toContain('14 rules kept, 0 broken, 2 skipped')
    expect(exitCode).toBe(0)
  }, 60_000)

  test('runs, and not alone', async () => {
    const target = lockstep({ bin: process.execPath, args: parameters })
    const chosen = scenarios.filter(({ name }) => name === 'everything-at-once')
    expect(violationsOf(await runAll(target, seeds(3), chosen))).toEqual([])
    const spec = programSpecText({ bin: process.execPath, args: parameters })
    const { exitCode, stderr } = await whitewater('run', 'steady-cluster', '--target', spec, '--nodes', '1')
    expect(stderr).toMatch(
      /steady-cluster needs 2 servers, and .*clusters of 2 servers and more.* there is 1 server/,
    )
    expect(exitCode).toBe(254)
  }, 60_000)
})

describe('the Raft in Python', () => {
  const hasPython = async (): Promise<boolean> =>
    (await execa('python3', ['--version'], { reject: false })).exitCode === 0

  test('keeps the contract and breaks nothing; without the check of logs it is found out', async (context) => {
    if (!(await hasPython())) context.skip('needs python3; install it with apt-get install python3')
    const bin = join(python, 'raft.py')
    const { exitCode } = await whitewater('lockstep', '--conformance', '--bin', bin)
    expect(exitCode).toBe(0)
    const target = lockstep({ bin })
    const chosen = scenarios.filter(({ name }) => ['everything-at-once', 'partial-partitions'].includes(name))
    expect(violationsOf(await runAll(target, [1, 2, 3, 4], chosen))).toEqual([])
    const wrong = `import sys; sys.path.insert(0, ${JSON.stringify(python)}); source = open(${JSON.stringify(bin)}).read(); exec(source.replace('and tuple(body["last"]) >= self.last()', ''))`
    const blind = lockstep({ bin: 'python3', args: ['-c', wrong] })
    const found = violationsOf(await runAll(blind, [1, 2, 3, 4], chosen))
    expect(found.join('\n')).toMatch(/election-restriction/)
  }, 120_000)
})
