import { execa } from 'execa'
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test, inject } from 'vitest'
import { commandHere } from './fixtures/command-here.ts'

// The verbs as a user types them: real processes, real files, exit codes to the letter.

const main = inject('main')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whitewater-verbs-'))
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

const whitewater = (...parameters: string[]) =>
  execa(process.execPath, [main, ...parameters], { cwd: folder, reject: false, stdin: 'ignore' })

describe('run', () => {
  test('0 when everything held; the first run of a scenario is kept', async () => {
    const { exitCode, stdout } = await whitewater('run', 'steady-cluster', '--seed', 'abc', '--runs', '2')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/steady-cluster +2 runs .* 2 held, 0 failed/)
    const [kept] = readdirSync(join(folder, 'runs/steady-cluster')).filter((name) => name.endsWith('-abc'))
    const record = JSON.parse(
      readFileSync(join(folder, 'runs/steady-cluster', kept ?? '', 'run.json'), 'utf8'),
    ) as object
    expect(record).toMatchObject({ version: 1, scenario: 'steady-cluster', seed: 'abc', status: 'valid' })
  })

  test('1 when a property broke; the folder holds all there is, and latest points at it', async () => {
    const output = join(folder, 'bug')
    const { exitCode, stdout } = await whitewater(
      ...[
        'run',
        'contested-elections',
        '--target',
        'own-raft+vote-twice',
        '--runs',
        '50',
        '--bail',
        '1',
        '--output',
        output,
      ],
    )
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/FAIL {1,2}one-vote-per-term/)
    const latest = join(output, readlinkSync(join(output, 'latest')))
    for (const file of [
      'run.json',
      'history.jsonl',
      'report.html',
      'report.txt',
      'minimized.json',
      'trace.jsonl.gz',
    ]) {
      expect(existsSync(join(latest, file)), file).toBe(true)
    }
    const [header] = gunzipSync(readFileSync(join(latest, 'trace.jsonl.gz')))
      .toString('utf8')
      .split('\n')
    expect(JSON.parse(header ?? '')).toMatchObject({ version: 1 })
    // the history is one that check reads
    expect((await whitewater('check', join(latest, 'history.jsonl'), '--model', 'kv')).exitCode).not.toBe(254)
  })

  test('--json is one value on stdout', async () => {
    const { stdout } = await whitewater('run', 'steady-cluster', '--runs', '1', '--json', '--nodes', '3')
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      scenarios: [{ scenario: 'steady-cluster', failed: 0 }],
    })
  })

  test('a user’s own scenario runs by its path', async () => {
    await writeFile(
      join(folder, 'mine.ts'),
      `import { defineScenario } from 'whitewater'
export default defineScenario({ name: 'mine', about: 'nothing', coverageMarks: ['leaderElected'] })`,
    )
    const { exitCode, stdout } = await whitewater('run', './mine.ts', '--runs', '1')
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^ok .*mine/m)])
  })

  test.each([
    [['run', 'no-such'], /there is no scenario "no-such"; there are steady-cluster/],
    [['run', '--runs', 'x'], /--runs must be a whole number from 1/],
    [['run', '--target', './nothing.ts'], /nothing\.ts: no such file/],
    [['run', '--target', 'nothing'], /there is no target "nothing"/],
    [['run', '--nemesis', 'flood'], /flood/],
    [['run', '--reporter', 'pdf'], /there is no reporter "pdf"/],
    [
      ['run', 'steady-cluster', '--output', '/dev/null/x'],
      /\/dev\/null\/x: a part of its path is a file.*choose another output folder/,
    ],
    [['replay', 'w1:oops'], /a replay token has a scenario, a seed and a digest/],
    [['replay', 'nowhere.json'], /nowhere\.json: no such file/],
    [['minimize', 'nowhere.json'], /nowhere\.json: no such file/],
    [['planted', 'no-such'], /there is no planted bug "no-such"; there are vote-no-log-check/],
    [['no-such-verb'], /unknown command/],
    [['run', '--no-such-option'], /unknown option/],
  ])('254 for %j, and what to do', async (parameters, message) => {
    const { exitCode, stdout, stderr } = await commandHere(folder, ...parameters)
    expect(exitCode).toBe(254)
    expect(stderr).toMatch(message)
    expect(stdout).toBe('')
  })
})

describe('replay and minimize', () => {
  const failing = async (): Promise<string> => {
    const output = join(folder, 'failing')
    await whitewater(
      ...[
        'run',
        'leader-isolated',
        '--target',
        'own-raft+reply-before-commit',
        '--runs',
        '50',
        '--bail',
        '1',
        '--no-minimize',
      ],
      ...['--output', output],
    )
    return join(output, readlinkSync(join(output, 'latest')))
  }

  test('a run again: the same digest and verdict, from file and from token; 3 when it diverges', async () => {
    const latest = await failing()
    const file = join(latest, 'run.json')
    const record = JSON.parse(readFileSync(file, 'utf8')) as { token: string; digest: string }
    for (const what of [file, record.token]) {
      const { exitCode, stdout } = await whitewater('replay', what)
      expect(exitCode).toBe(1)
      expect(stdout).toContain(`digest ${record.digest}, as before`)
    }
    await writeFile(join(folder, 'other.json'), JSON.stringify({ ...record, digest: '0123456789abcdef' }))
    expect((await whitewater('replay', join(folder, 'other.json'))).exitCode).toBe(3)

    const small = await whitewater('minimize', file, '--output', join(folder, 'small'), '--json')
    expect(small.exitCode).toBe(1)
    const { signature, minimized } = JSON.parse(small.stdout) as {
      signature: string
      minimized: { script: unknown[] }
    }
    expect(signature).toMatch(/^rule\//)
    // How near the shortest it comes is held in tests/planted; here that the verb minimizes at all.
    expect(minimized.script.length).toBeLessThanOrEqual(20)
    const again = await whitewater(
      'replay',
      join(folder, 'small/latest/minimized.json'),
      '--trace',
      '--until',
      '3',
    )
    expect(again.exitCode).toBe(1)
    expect(again.stdout).toMatch(/n1 starts/)
  })

  test('a plan with a wrong field is refused by name', async () => {
    const plan = { version: 1, scenario: 'x', seed: '1', nodes: 'three' }
    await writeFile(join(folder, 'wrong.json'), JSON.stringify({ version: 1, plan }))
    const { exitCode, stderr } = await whitewater('replay', join(folder, 'wrong.json'))
    expect([exitCode, stderr]).toEqual([254, expect.stringMatching(/wrong\.json: nodes: /)])
  })
})

test('list names everything, also as JSON', async () => {
  const { stdout } = await whitewater('list', '--json')
  const listed = JSON.parse(stdout) as { [kind: string]: { name: string }[] }
  expect(Object.keys(listed)).toEqual([
    'version',
    'scenarios',
    'schedules',
    'nemeses',
    'checkers',
    'models',
    'levels',
    'targets',
    'planted',
  ])
  expect(listed['planted']?.map(({ name }) => name)).toContain('commit-old-term')
  expect((await whitewater('list')).stdout).toContain('everything-at-once')
})

test('planted finds a bug and says how long it took', async () => {
  const { exitCode, stdout } = await whitewater(
    'planted',
    'vote-twice',
    '--repeat',
    '3',
    '--no-minimize',
    '--json',
  )
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ planted: [{ id: 'vote-twice', hunts: 3, found: 3 }] })
})

test.each(['run', 'campaign', 'worker', 'replay', 'minimize', 'check', 'planted', 'list'])(
  '%s --help has an example',
  async (verb) => {
    const { exitCode, stdout } = await whitewater(verb, '--help')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/Example/)
  },
)
