import { execa } from 'execa'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, inject } from 'vitest'
import { checkFile } from '../../src/check/check-file.ts'
import type { MaelstromReport } from '../../src/maelstrom/results.ts'
import { runMaelstrom } from '../../src/maelstrom/run-maelstrom.ts'
import type { MaelstromOptions } from '../../src/maelstrom/options.ts'
import { alive } from './alive.ts'
import { commandHere } from './fixtures/command-here.ts'

const folder = mkdtempSync(join(tmpdir(), 'whitewater-maelstrom-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fixtures = join(import.meta.dirname, 'fixtures/maelstrom')
const main = inject('main')
const raft = join(import.meta.dirname, '../../examples/maelstrom-raft/raft.mjs')
let stores = 0

const run = (options: Partial<MaelstromOptions>): Promise<MaelstromReport> =>
  runMaelstrom({
    bin: join(fixtures, 'program.mjs'),
    nodeCount: 3,
    rate: 100,
    timeLimit: 2000,
    finalPause: 1500,
    output: join(folder, String(stores++)),
    ...options,
  })

const workloads = [
  'echo',
  'unique-ids',
  'broadcast',
  'g-set',
  'g-counter',
  'pn-counter',
  'lin-kv',
  'txn-list-append',
  'txn-rw-register',
  'kafka',
]

/** On a machine with much other work some function may never succeed, which is no violation. */
function expectNoViolation({ valid, because }: MaelstromReport): void {
  expect(because.filter((text) => !/nothing is proven|proves nothing/.test(text))).toEqual([])
  expect(valid).not.toBe(false)
}

describe.concurrent('a program that is right', () => {
  test.each(workloads)('holds: %s, while the network is bad and nodes stand still', async (workload) => {
    const report = await run({
      workload,
      parameters: [workload],
      latency: 2,
      latencyDistribution: 'exponential',
      nemesis: ['partition', 'pause', 'duplicate', 'reorder'],
      nemesisInterval: 400,
      finalPause: 3000,
    })
    expectNoViolation(report)
  })

  test.each(['asks-a-service', 'asks-a-node'])('holds: %s before it answers init', async (habit) => {
    const parameters = ['echo', habit]
    const report = await run({ workload: 'echo', parameters, initTimeout: 2000, timeLimit: 500 })
    expect(report.because).toEqual([])
    expect(report.valid).toBe(true)
  })

  test('holds: a Raft whose servers are killed', async () => {
    const nemesis = ['kill', 'partition-leader']
    const report = await run({
      bin: raft,
      concurrency: '4n',
      nemesis,
      nemesisInterval: 1500,
      timeLimit: 6000,
    })
    expectNoViolation(report)
  })
})

describe.concurrent('a program that is wrong', () => {
  test.each([
    ['echo', 'wrong', /answered "Please echo \d+!"/],
    ['unique-ids', 'same', /the id 0 was given \d+ times/],
    ['broadcast', 'keeps', /is lost/],
    ['broadcast', 'twice', /one read shows \d+ \d+ times/],
    ['g-set', 'keeps', /is lost/],
    ['g-set', 'forgets', /is lost|which no add ever added/],
    ['g-counter', 'loses', /the additions allow/],
    ['pn-counter', 'adds', /the additions allow/],
    ['lin-kv', 'local', /NOT linearizable/],
    ['txn-list-append', 'blind', /NOT strictly serializable/],
    ['txn-rw-register', 'blind', /NOT strictly serializable/],
    ['kafka', 'loses', /lost-write|poll-skip/],
    ['kafka', 'twice', /duplicate|inconsistent-offsets/],
    ['kafka', 'again', /nonmonotonic-poll/],
  ])('is found: %s that is %s', async (workload, bug, because) => {
    const report = await run({ workload, parameters: [workload, bug], rate: 200 })
    expect(report.valid).toBe(false)
    expect(report.because.join('\n')).toMatch(because)
  })

  test.each([
    ['replies-early', ['partition-leader'], /NOT linearizable/],
    ['votes-twice', ['kill'], /one-vote-per-term/],
    ['reads-locally', ['partition'], /NOT linearizable/],
    ['no-comparison', ['partition', 'kill'], /NOT linearizable|log-matching|exited with code/],
  ])('is found: a Raft that %s', { timeout: 120_000 }, async (bug, nemesis, because) => {
    // real time: what a run of some seconds does not meet, the next one does
    for (let round = 0; ; round++) {
      const report = await run({
        bin: join(fixtures, 'broken-raft.mjs'),
        parameters: [bug],
        concurrency: '4n',
        nemesis,
        nemesisInterval: 1000,
        timeLimit: 6000,
        // candidates meet while their requests are under way
        latency: bug === 'votes-twice' ? 60 : 0,
      })
      if (report.valid === true && round < 8) continue
      expect(report.valid).toBe(false)
      expect(report.because.join('\n')).toMatch(because)
      return
    }
  })
})

describe.concurrent('a program that', () => {
  test('ends is named, with what it said last', async () => {
    const { valid, because } = await run({ workload: 'echo', parameters: ['echo', 'exits'] })
    expect(valid).toBe(false)
    expect(because.join('\n')).toMatch(/n\d exited with code 7/)
  })

  test('ends at once is named', async () => {
    const { valid, because } = await run({ workload: 'echo', parameters: ['echo', 'exits-at-once'] })
    expect(valid).toBe(false)
    expect(because[0]).toMatch(/n\d exited with code 3/)
  })

  test('never answers init decides nothing', async () => {
    const { valid, because } = await run({
      workload: 'echo',
      parameters: ['echo', 'never-ready'],
      initTimeout: 500,
    })
    expect(valid).toBe('unknown')
    expect(because[0]).toMatch(/has not answered init within 500 ms/)
  })

  test('prints other lines is noted, and failed where that is asked for', async () => {
    const options = { workload: 'echo', parameters: ['echo', 'prints'], timeLimit: 500 }
    const noted = await run(options)
    expect(noted.valid).toBe(true)
    expect(noted.parts.protocol?.malformed).toHaveLength(3)
    const failed = await run({ ...options, malformed: 'fail' })
    expect(failed.valid).toBe(false)
    expect(failed.because.join('\n')).toContain('printed a line that is not JSON: "hello"')
  })

  test('sends without an end is noted', { timeout: 60_000 }, async () => {
    const options = { workload: 'echo', parameters: ['echo', 'chatters'], timeLimit: 1500 }
    // how much it can send is the machine's
    for (let round = 0; ; round++) {
      const told = JSON.stringify((await run(options)).parts.protocol?.busy)
      if (told === '[]' && round < 5) continue
      expect(told).toContain('n0 sent more than 10000 messages in a second')
      return
    }
  })

  test('does not read what is sent to it is ended and named', { timeout: 60_000 }, async () => {
    const { valid, because } = await run({ workload: 'echo', parameters: ['echo', 'deaf'], timeLimit: 6000 })
    expect(valid).toBe(false)
    expect(because.join('\n')).toMatch(/n0 does not read what is sent to it/)
  })
})

describe('the store', () => {
  test('holds what Maelstrom keeps, and a history that can be checked again', async () => {
    const output = join(folder, 'kept')
    const report = await run({ workload: 'lin-kv', parameters: ['lin-kv'], output, timeLimit: 1000 })
    for (const name of [
      'results.edn',
      'history.edn',
      'history.txt',
      'history.jsonl',
      'jepsen.log',
      'report.html',
    ])
      expect(existsSync(join(report.store, name)), name).toBe(true)
    expect(readFileSync(join(report.store, 'results.edn'), 'utf8')).toMatch(/^\{:valid\? true/)
    expect(existsSync(join(report.store, 'node-logs/n0.log'))).toBe(true)
    expect(readFileSync(join(report.store, 'report.html'), 'utf8')).toMatch(
      /<h3>Whole history<span>\d+ operations of \d+ processes<\/span>/,
    )
    expect(join(output, readlinkSync(join(output, 'latest')))).toBe(report.store)
    for (const name of ['history.edn', 'history.jsonl']) {
      const { verdict } = await checkFile(join(report.store, name), { model: 'kv' })
      expect(verdict.valid).toBe(true)
      expect(verdict.operations).toBeGreaterThan(10)
    }
  })
})

describe('the verb', () => {
  const verb = (...args: string[]) =>
    execa(process.execPath, [main, 'maelstrom', '--output', join(folder, 'verb'), ...args], { reject: false })

  const program = join(fixtures, 'program.mjs')
  const echo = (bin: string): string[] => [
    ...['-w', 'echo', '--bin', bin, '--node-count', '1'],
    ...['--time-limit', '1', '--rate', '50'],
  ]

  test("exits with 0 and Maelstrom's words for a program that is right", async () => {
    const { exitCode, stdout } = await verb(...echo(program), '--', 'echo')
    expect(stdout).toContain('Everything looks good!')
    expect(exitCode).toBe(0)
  })

  test("takes Maelstrom's `test`, a program of the search path and a file from here", async () => {
    const { exitCode, stdout } = await execa(
      process.execPath,
      [
        main,
        'maelstrom',
        'test',
        ...echo('node'),
        '--output',
        join(folder, 'test'),
        '--',
        './program.mjs',
        'echo',
      ],
      { reject: false, cwd: fixtures },
    )
    expect(stdout).toContain('Everything looks good!')
    expect(exitCode).toBe(0)
  })

  test('prints one JSON value, and exits with 1 for a violation', async () => {
    const { exitCode, stdout } = await verb('--json', ...echo(program), '--', 'echo', 'wrong')
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, valid: false, workload: 'echo' })
    expect(exitCode).toBe(1)
  })

  const notExecutable = join(folder, 'plain')
  const noInterpreter = join(folder, 'orphan')
  test.each([
    [/--workload must be one of lin-kv/, ['-w', 'eco', '--bin', raft]],
    [/--concurrency of lin-kv must be a multiple of twice the nodes/, ['--bin', raft, '--concurrency', '3n']],
    [/--nemesis must be one of partition/, ['--bin', raft, '--nemesis', 'partition,fire']],
    [/--rate.* must be a number; got "fast"/, ['--bin', raft, '--rate', 'fast']],
    [/--node-count must be a whole number from 1/, ['--bin', raft, '--node-count', '0']],
    [/--nodes must be .*got "c2"/, ['--bin', raft, '--nodes', 'n1,c2']],
    [/does not take "kill"/, ['--bin', raft, '--nemesis', 'partition', 'kill']],
    [
      /--consistency-models must be one of strict-serializable/,
      ['-w', 'txn-list-append', '--bin', raft, '--consistency-models', 'best'],
    ],
    [/unknown option '--no-such'/, ['--bin', raft, '--no-such']],
    [/--time-limit: must be seconds, 0\.001 or more; got "-1"/, ['--bin', raft, '--time-limit', '-1']],
    [/needs a program: --bin/, ['-w', 'echo']],
    [/nowhere: is not there/, ['--bin', join(folder, 'nowhere')]],
    [/is no file/, ['--bin', folder]],
    [/cannot be executed: chmod \+x/, ['--bin', notExecutable]],
    [/cannot be started/, ['-w', 'echo', '--bin', noInterpreter]],
  ])('refuses with 254: %s', async (message, args) => {
    writeFileSync(notExecutable, '')
    writeFileSync(noInterpreter, '#!/no/such/interpreter\n')
    chmodSync(noInterpreter, 0o755)
    const { exitCode, stderr } = await commandHere(
      folder,
      'maelstrom',
      '--output',
      join(folder, 'verb'),
      ...args,
    )
    expect(stderr).toMatch(message)
    expect(exitCode).toBe(254)
  })

  test('leaves no node behind when it is killed', async () => {
    const child = verb(
      '-w',
      'echo',
      '--bin',
      join(fixtures, 'program.mjs'),
      '--node-count',
      '1',
      '--',
      'echo',
    )
    const log = join(folder, 'verb/current/node-logs/n0.log')
    let pid: number | undefined
    await expect
      .poll(
        () => {
          pid = existsSync(log)
            ? Number(/process (\d+) began/.exec(readFileSync(log, 'utf8'))?.[1])
            : undefined
          return pid !== undefined && alive(pid) && child.pid !== undefined
        },
        { timeout: 20_000 },
      )
      .toBe(true)
    child.kill('SIGKILL')
    await child
    await expect.poll(() => alive(pid ?? 0), { timeout: 10_000 }).toBe(false)
  })
})
