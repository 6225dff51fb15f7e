import { execa } from 'execa'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { MaelstromOptions } from '../../src/maelstrom/options.ts'
import type { MaelstromReport } from '../../src/maelstrom/results.ts'
import { runMaelstrom } from '../../src/maelstrom/run-maelstrom.ts'

const folder = mkdtempSync(join(tmpdir(), 'whitewater-maelstrom-python-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fixtures = join(import.meta.dirname, 'fixtures/maelstrom')
let stores = 0
let hasPython = false
beforeAll(async () => {
  hasPython = (await execa('python3', ['--version'], { reject: false })).exitCode === 0
})
beforeEach((context) => {
  if (!hasPython) context.skip('needs python3; install it with apt-get install python3')
})

const run = (options: Partial<MaelstromOptions>): Promise<MaelstromReport> =>
  runMaelstrom({
    bin: join(fixtures, 'program.py'),
    nodeCount: 3,
    rate: 100,
    timeLimit: 1500,
    finalPause: 1500,
    output: join(folder, String(stores++)),
    ...options,
  })

/** Where nothing succeeded nothing is shown, and nothing is wrong. */
function expectNoViolation({ valid, because }: MaelstromReport): void {
  expect(because.filter((text) => !/nothing is proven|proves nothing/.test(text))).toEqual([])
  expect(valid).not.toBe(false)
}

describe.concurrent('a program of threads that is right', () => {
  // the other workloads differ from these in a handler only, and program.mjs has them
  const names = ['broadcast', 'g-counter', 'lin-kv', 'txn-list-append', 'kafka']
  const workloads = names.map((workload) => ({
    workload,
    variant: '',
    consistency: 'strict-serializable',
  }))
  const available = { workload: 'txn-rw-register', variant: 'available', consistency: 'read-committed' }
  test.each([...workloads, available])('holds: $workload $variant', async (program) => {
    const { workload, variant, consistency } = program
    const report = await run({
      workload,
      parameters: [workload, variant],
      consistency,
      latency: 2,
      nemesis: ['partition', 'pause', 'duplicate', 'reorder'],
      nemesisInterval: 400,
      finalPause: 3000,
    })
    // on a machine with much other work some function may never succeed, which is no violation
    expectNoViolation(report)
  })

  test('holds: a Raft, killed, paused, cut off, over a network that doubles and swaps', async () => {
    const report = await run({
      bin: join(fixtures, 'raft.py'),
      concurrency: '4n',
      nemesis: ['kill', 'pause', 'partition-leader', 'duplicate', 'reorder'],
      nemesisInterval: 1500,
      timeLimit: 6000,
    })
    // on a machine with other work no server may ever be elected, which is no violation
    expectNoViolation(report)
  })
})

describe.concurrent('a program of threads that is wrong', () => {
  test.each([
    ['echo', 'one-behind', /a node answered/],
    ['unique-ids', 'register', /the id \d+ was given/],
    ['broadcast', 'deaf', /is lost/],
    ['broadcast', 'once', /is lost/],
    ['g-set', 'drops', /is lost/],
    ['g-counter', 'lost-update', /the additions allow/],
    ['g-counter', 'stale', /the additions allow/],
    ['pn-counter', 'greatest', /the additions allow/],
    ['lin-kv', 'sequential', /NOT linearizable/],
    ['txn-list-append', 'rereads', /NOT strictly serializable/],
    ['txn-rw-register', 'rereads', /NOT strictly serializable/],
    ['txn-rw-register', 'available', /NOT strictly serializable/],
    ['txn-rw-register', 'aborts', /NOT read-committed: G1a/, 'read-committed'],
    ['kafka', 'overwrites', /inconsistent-offsets/],
    ['kafka', 'drops', /lost-write: .* the reads of the end do not show it/],
  ] as const)(
    'is found: %s %s',
    { timeout: 90_000 },
    async (workload, bug, because, consistency?: string) => {
      // real time: what one run does not meet, the next one does
      for (let round = 0; ; round++) {
        const report = await run({
          workload,
          parameters: [workload, bug],
          rate: 200,
          nemesis: ['partition'],
          nemesisInterval: 300,
          ...(consistency !== undefined && { consistency }),
        })
        if (report.valid !== false && round < 5) continue
        expect(report.valid).toBe(false)
        expect(report.because.join('\n')).toMatch(because)
        return
      }
    },
  )

  test.each([
    ['commit-early', ['partition-leader'], /NOT linearizable/],
    ['stale-read', ['partition-leader'], /NOT linearizable/],
    ['vote-twice', ['kill'], /one-vote-per-term/],
    ['lost-log', ['kill'], /NOT linearizable|log-matching|election-safety|exited with code/],
  ])('is found: a Raft of %s', { timeout: 120_000 }, async (bug, nemesis, because) => {
    for (let round = 0; ; round++) {
      const report = await run({
        bin: join(fixtures, 'raft.py'),
        parameters: [bug],
        concurrency: '4n',
        nemesis,
        nemesisInterval: 500,
        timeLimit: 6000,
        // candidates meet while their requests are under way
        latency: bug === 'vote-twice' ? 60 : 0,
      })
      if (report.valid !== false && round < 8) continue
      expect(report.valid).toBe(false)
      expect(report.because.join('\n')).toMatch(because)
      return
    }
  })
})

test('what is sent and what nodes print stand in jepsen.log where that is asked for', async () => {
  const report = await run({
    bin: 'python3',
    parameters: [join(fixtures, 'program.py'), 'echo'],
    workload: 'echo',
    nodeCount: 1,
    timeLimit: 500,
    logNetSend: true,
    logNetRecv: true,
    logStderr: true,
  })
  const log = readFileSync(join(report.store, 'jepsen.log'), 'utf8')
  expect(log).toMatch(/ send \{"src":"c\d+","dest":"n0","body":\{"type":"echo"/)
  expect(log).toMatch(/ recv \{"src":"n0","dest":"c\d+","body":\{"type":"echo_ok"/)
  expect(log).toMatch(/ n0: .*process \d+ began/)
})
