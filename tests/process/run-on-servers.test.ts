import { execa } from 'execa'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, inject } from 'vitest'
import { etcd, run } from '../../src/index.ts'
import { alive, until } from './alive.ts'
import { late, missing, silent, unprepared } from './fixtures/server-target.ts'
import { commandHere } from './fixtures/command-here.ts'

// The verb run on real servers, as a user types it: exit codes, what is kept, and that nothing is left.

const main = inject('main')
const targets = join(import.meta.dirname, 'fixtures/server-target.ts')
const etcdProgram = process.env['WHITEWATER_ETCD'] ?? 'etcd'
const NO_ETCD = `no etcd: install it (Debian: apt-get install etcd-server), or name its program in WHITEWATER_ETCD`
let folder: string
let temporary: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whitewater-door-'))
  temporary = join(folder, 'tmp')
  await mkdir(temporary)
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

const whitewater = (parameters: readonly string[], env: { readonly [name: string]: string } = {}) =>
  execa(process.execPath, [main, ...parameters], {
    ...{ cwd: folder, reject: false, stdin: 'ignore' },
    env: { TMPDIR: temporary, ...env },
  })

/** One server under kills, for two seconds of chaos. */
const underKills = (target: string, ...more: string[]) =>
  whitewater([
    ...['run', 'majority-down', '--target', `${targets}${target}`],
    ...['--rate', '200', '--concurrency', '4', '--time-limit', '2s', '--output', join(folder, 'runs')],
    ...more,
  ])

/** A kill may lose writes that somebody has replaced before anybody reads them: then the next run finds it. */
const untilFound = { runs: 8, bail: 1 }

const latest = (): string => join(folder, 'runs', readlinkSync(join(folder, 'runs/latest')))
const storedRun = (): object => JSON.parse(readFileSync(join(latest(), 'run.json'), 'utf8')) as object

describe('servers of a user', () => {
  test('that persist first hold under kills; nothing is left of them', async () => {
    const { exitCode, stdout } = await underKills('')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^ok .*majority-down .* ok, /m)
    expect(stdout).toMatch(/real servers: no run can be made again or minimized/)
    expect(stdout).toMatch(/1 held, 0 failed/)
    expect(readdirSync(latest()).sort()).toEqual([
      ...['history.jsonl', 'logs', 'report.txt', 'run.json', 'trace.jsonl.gz'],
    ])
    expect(storedRun()).toMatchObject({ mode: 'process', status: 'valid', token: '', nodes: ['n1'] })
    expect(readFileSync(join(latest(), 'logs/n1.log'), 'utf8')).toMatch(/n1 crash \(fault f1\)/)
    const checked = await whitewater(['check', '--model', 'kv', join(latest(), 'history.jsonl')])
    expect(checked.exitCode).toBe(0)
    expect(readdirSync(temporary)).toEqual([])
  })

  test('that acknowledge before they persist are found; what is kept is judged again, not replayed', async () => {
    const { exitCode, stdout, stderr } = await underKills(
      '#late',
      ...['--json', '--reporter', 'terminal,junit'],
      ...['--runs', `${untilFound.runs}`, '--bail', `${untilFound.bail}`],
    )
    expect(exitCode).toBe(1)
    const { scenarios } = JSON.parse(stdout) as { scenarios: { failures: object[] }[] }
    const report = join(latest(), 'report.html')
    expect(scenarios[0]?.failures).toMatchObject([
      { signature: expect.stringMatching(/^linearizability\/kv\//), mode: 'process', report },
    ])
    for (const field of ['token', 'replay']) expect(scenarios[0]?.failures[0]).not.toHaveProperty(field)
    expect(stderr).toMatch(/FAIL linearizability {2}majority-down/)
    const history = join(latest(), 'history.jsonl')
    expect(stderr).toContain(`npx whitewater check --model kv ${history}`)
    expect(existsSync(report)).toBe(true)
    expect(readFileSync(join(folder, 'runs/junit.xml'), 'utf8')).toMatch(/<failure type="linearizability"/)
    const checked = await whitewater(['check', '--model', 'kv', history])
    expect(checked.exitCode).toBe(1)
    const replayed = await whitewater(['replay', join(latest(), 'run.json')])
    expect(replayed.exitCode).toBe(254)
    expect(replayed.stderr).toMatch(/made on real servers, in real time: it cannot be made again/)
  })

  test('are run by the library too', async () => {
    const shape = { rate: 200, clients: 4, timeLimit: 2000 }
    const { runs, failures } = await run({
      target: late,
      scenarios: ['majority-down'],
      ...shape,
      ...untilFound,
    })
    expect(runs).toBeGreaterThan(0)
    expect(failures[0]?.report.record).toMatchObject({ mode: 'process', status: 'invalid', target: 'late' })
    expect(failures[0]?.text).toMatch(/replay {2}it ran on real servers/)
  })

  test('that end by themselves are a finding, with what they said last', async () => {
    const { exitCode, stdout } = await whitewater([
      ...['run', 'steady-cluster', '--target', `${targets}#mortal`, '--time-limit', '2s'],
    ])
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/FAIL no-exit/)
    expect(stdout).toMatch(/n1 ended by itself: exited with code 4; it said last: out of luck/)
  })
})

describe('what servers say of themselves on stderr', () => {
  const traced = (target: string) =>
    whitewater([
      ...['run', 'steady-cluster', '--target', `${targets}${target}`, '--time-limit', '1s'],
      ...['--output', join(folder, 'runs')],
    ])

  test('is held against the invariants', async () => {
    const { exitCode, stdout } = await traced('#hasty')
    expect(stdout).toMatch(/FAIL applied-within-commit/)
    expect(stdout).toMatch(/n1 has applied up to 2 and committed only up to 1/)
    expect(exitCode).toBe(1)
    expect(storedRun()).toMatchObject({ signature: 'applied-within-commit/applied-uncommitted' })
  })

  test('and is no finding where it cannot be read', async () => {
    const { exitCode, stdout, stderr } = await traced('#tracing')
    expect(stdout).toMatch(/1 held, 0 failed/)
    expect(stderr).toMatch(/1 line of state traces could not be read; the first: n1: .*JSON/)
    expect(exitCode).toBe(0)
  })
})

describe('a next version', () => {
  const upgrading = (target: string) =>
    whitewater([
      ...['run', 'steady-cluster', '--target', `${targets}${target}`, '--nemesis', 'upgrade'],
      ...['--nodes', '1', '--rate', '200', '--time-limit', '3s', '--output', join(folder, 'runs')],
    ])

  test('that reads what the one before has written holds', async () => {
    const { exitCode, stdout, stderr } = await upgrading('#upgraded')
    expect(stderr).not.toMatch(/no fault did anything/)
    expect(stdout).toMatch(/1 held, 0 failed/)
    expect(exitCode).toBe(0)
    const log = readFileSync(join(latest(), 'logs/n1.log'), 'utf8')
    expect(log).toMatch(/n1 start: incarnation 1, version 1\.0/)
    expect(log).toMatch(
      /n1 crash \(fault f1\): .*\n(.*\n)*.*n1 restart \(fault f1\): incarnation 2, version 2\.0/,
    )
  })

  // in real time: on a slow machine the faults may leave no read between the upgrade and the next write
  test('that does not is found', { retry: 2 }, async () => {
    const { exitCode, stdout } = await upgrading('#forgetful')
    expect(stdout).toMatch(/FAIL linearizability/)
    expect(exitCode).toBe(1)
  })

  test('is for targets that name one', async () => {
    const { exitCode, stderr } = await upgrading('')
    expect(stderr).toMatch(/--nemesis has upgrade, .* kv names one version of its program/)
    expect(exitCode).toBe(254)
  })
})

describe('servers that do not start', () => {
  test.each([
    [missing, /n1: the server exited with code 127; it said last:\n.*no-such-program-anywhere/],
    [silent, /n1: not ready within 300 ms; .*It said last:\nwaiting for godot/],
    [unprepared, /unprepared: prepare throws: run make first/],
  ])('$name: the reason', async (target, reason) => {
    await expect(run({ target, scenarios: ['majority-down'] })).rejects.toThrow(reason)
  })

  test.each([
    ['garbage', /n1: the server exited with code 3; it said last:\n\\u001b\[31m\\u0000\\ufffd panic/],
    ['careless', /careless: an error that nobody caught: nobody caught me/],
  ])('%s: 254, with the reason, and nothing left', async (target, reason) => {
    const { exitCode, stderr } = await underKills(`#${target}`)
    expect(stderr).toMatch(reason)
    expect(exitCode).toBe(254)
    expect(readdirSync(temporary)).toEqual([])
  })

  test('etcd that is not there: 254, and how to get it', async () => {
    const absent = await whitewater(['run', '--target', 'etcd'], { WHITEWATER_ETCD: '/no/etcd' })
    expect(absent.exitCode).toBe(254)
    expect(absent.stderr).toMatch(/no etcd: "\/no\/etcd" cannot be run; install it .*WHITEWATER_ETCD/)
  })

  test('etcd that is too old, or is something else', async () => {
    const program = join(folder, 'old-etcd')
    await writeFile(program, '#!/bin/sh\necho "etcd Version: 3.3.25"\n', { mode: 0o755 })
    const tooOld = /is too old \(etcd Version: 3\.3\.25\); etcd 3\.4 or later/
    await expect(etcd({ program }).prepare?.()).rejects.toThrow(tooOld)
    await expect(etcd({ program: 'true' }).prepare?.()).rejects.toThrow(/"true" is not etcd/)
  })
})

describe('before anything starts', () => {
  test.each([
    [
      ['run', '--target', 'own-server', '--nemesis', 'clock'],
      /--nemesis has clock, which real servers cannot be put under/,
    ],
    [['run', '--target', 'own-server', '--strict'], /leave --strict out/],
    [['campaign', '--target', targets], /target of real servers.* only whitewater run takes it/],
  ])('%j is refused', async (parameters, reason) => {
    const { exitCode, stderr } = await commandHere(folder, ...parameters)
    expect(stderr).toMatch(reason)
    expect(exitCode).toBe(254)
  })
})

describe('real Rafts', () => {
  test('own-server holds over several runs', async () => {
    const { exitCode, stdout } = await whitewater([
      ...['run', 'leader-isolated', '--target', 'own-server', '--nodes', '3', '--time-limit', '1s'],
      ...['--runs', '2', '--seed', 'r'],
    ])
    expect(stdout).toMatch(/leader-isolated +2 runs .* 2 held, 0 failed/)
    expect(exitCode).toBe(0)
  })

  test('etcd holds under kills', async (context) => {
    try {
      execFileSync(etcdProgram, ['--version'])
    } catch {
      return context.skip(NO_ETCD)
    }
    const { exitCode, stdout } = await whitewater([
      ...['run', 'minority-down', '--target', 'etcd', '--nodes', '3', '--time-limit', '2s'],
    ])
    expect(stdout).toMatch(/minority-down +1 run  .* 1 held, 0 failed/)
    expect(exitCode).toBe(0)
  })
})

describe('ovsdb-server, by the example', () => {
  const ovsdb = join(import.meta.dirname, '../../examples/servers/ovsdb.ts')

  test('holds while its leader is killed', async (context) => {
    try {
      execFileSync('ovsdb-server', ['--version'])
    } catch {
      return context.skip('no ovsdb-server: install it (Debian: apt-get install openvswitch-common)')
    }
    const { exitCode, stdout } = await whitewater([
      ...['run', 'minority-down', '--target', ovsdb, '--nodes', '3', '--time-limit', '3s'],
    ])
    expect(stdout).toMatch(/minority-down +1 run  .* 1 held, 0 failed/)
    expect(exitCode).toBe(0)
  })

  test('says how to get it', async () => {
    const { exitCode, stderr } = await whitewater(['run', 'steady-cluster', '--target', ovsdb], {
      PATH: '/nowhere',
    })
    expect(stderr).toMatch(
      /no ovsdb-server: install it \(Debian, Ubuntu: apt-get install openvswitch-common\)/,
    )
    expect(exitCode).toBe(254)
  })
})

describe('a harness that is ended', () => {
  test.each(['SIGKILL', 'SIGINT'] as const)('by %s leaves no server and no folder', async (signal) => {
    const running = whitewater(['run', 'steady-cluster', '--target', targets, '--time-limit', '60s'])
    const pids = (): number[] =>
      readdirSync(temporary)
        .map((name) => join(temporary, name, 'logs/n1.log'))
        .filter((log) => existsSync(log))
        .flatMap((log) => [...readFileSync(log, 'utf8').matchAll(/began: process (\d+)/g)])
        .map(([, pid]) => Number(pid))
    await until(() => pids().length === 1)
    const [server] = pids() as [number]
    expect(alive(server)).toBe(true)
    running.kill(signal)
    await running
    await until(() => !alive(server))
    await until(() => readdirSync(temporary).length === 0)
  })
})
