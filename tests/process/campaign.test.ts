import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, inject } from 'vitest'
import { scenarios } from '../../scenarios/index.ts'
import { CampaignStore } from '../../src/campaign/store.ts'
import { commandHere } from './fixtures/command-here.ts'
import { counted } from './fixtures/counted.ts'

const main = inject('main')
const folder = (): string => mkdtempSync(join(tmpdir(), 'whitewater-campaign-'))

function start(args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [main, 'campaign', ...args], { env: { ...process.env, NO_COLOR: '1' } })
}

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()))
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()))
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })))
}

const campaign = (...args: string[]): Promise<Ended> => ended(start(args))
const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis))

/** Waits until something is written to the store, which is locked while the campaign runs. */
async function stored(output: string, bytes: number): Promise<void> {
  const log = join(output, 'campaign.sqlite-wal')
  for (let look = 0; look < 600; look++) {
    if (existsSync(log) && statSync(log).size > bytes) return
    await pause(25)
  }
  throw new Error(`nothing was stored in ${output}`)
}

describe('whitewater campaign', () => {
  const what = [
    'contested-elections',
    'leader-isolated',
    '--seed',
    '0x5eed',
    '--target',
    'own-raft+vote-twice',
    '--no-minimize',
    '--no-self-tests',
  ]

  test('killed with SIGKILL at any moment and resumed, it counts every run exactly once', async () => {
    const whole = folder()
    const { code } = await campaign(...what, '--runs', '100', '--workers', '1', '--output', whole)
    expect(code).toBe(1)

    const output = folder()
    const first = start([...what, '--runs', '100', '--workers', '2', '--output', output])
    const firstEnd = ended(first)
    await stored(output, 60_000)
    first.kill('SIGKILL')
    expect((await firstEnd).code).toBeNull()
    for (const millis of [700, 1000]) {
      const next = start(['--resume', '--workers', '2', '--output', output])
      const end = ended(next)
      await pause(millis)
      next.kill('SIGKILL')
      await end
    }
    const last = await campaign('--resume', '--json', '--output', output)
    expect(last.code).toBe(1)
    expect(JSON.parse(last.stdout)).toMatchObject({ version: 1, result: 'violation', runs: 200, left: 0 })
    expect(counted(output)).toEqual(counted(whole))
  })

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends it after the runs under way and says how to go on',
    async (signal) => {
      const output = folder()
      const child = start(['steady-cluster', '--runs', '100000', '--no-self-tests', '--output', output])
      const end = ended(child)
      await stored(output, 60_000)
      child.kill(signal)
      const { code, stderr, stdout } = await end
      expect(code).toBe(2)
      expect(stderr).toContain(`resume with: npx whitewater campaign --resume --output ${output}`)
      expect(stdout).toMatch(/^[\d,]+ runs? in /)
      const store = CampaignStore.resume(join(output, 'campaign.sqlite'))
      expect(store.tallies().get('steady-cluster')?.runs).toBeGreaterThan(0)
      expect(store.finished).toBe(false)
      store.close()
    },
  )

  test('a second signal ends it at once, whatever a subject does', async () => {
    const output = folder()
    const target = spinning(output)
    const args = ['steady-cluster', '--runs', '5', '--no-self-tests', '--target', target]
    const child = start([...args, '--output', output])
    const end = ended(child)
    // it hears signals from the line on that says what it is
    await new Promise((resolve) => child.stderr.once('data', resolve))
    await pause(300)
    child.kill('SIGINT')
    await pause(300)
    child.kill('SIGINT')
    const { code } = await end
    expect(code).toBe(130)
  })

  const watched = ['--watchdog', '1s', '--seed', '9', '--json', '--no-self-tests']

  test('a subject that spins is undecided, with where it stood and the token that makes the run again', async () => {
    const output = folder()
    const args = ['steady-cluster', '--runs', '1', ...watched]
    const { code, stdout, stderr } = await campaign(...args, '--output', output, '--target', spinning(output))
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ result: 'undecided', runs: 1, failures: [] })
    expect(stderr).toMatch(
      /UNDECIDED steady-cluster {2}seed 9-0 {2}ended by the watchdog: .*spinning\.ts:\d+/,
    )
    expect(stderr).toMatch(/npx whitewater replay 'w1:steady-cluster:9-0:/)
  })

  test('a target that never returns ends the campaign soon, and it can be resumed', async () => {
    const output = folder()
    const args = ['steady-cluster', '--runs', '50', ...watched]
    const { code, stdout, stderr } = await campaign(...args, '--output', output, '--target', spinning(output))
    expect(code).toBe(2)
    const { runs } = JSON.parse(stdout) as { runs: number }
    expect(runs).toBeGreaterThanOrEqual(5)
    expect(runs).toBeLessThan(10)
    expect(stderr).toContain('resume with: npx whitewater campaign --resume')
  })

  test('a run whose process dies is a finding; the others count', async () => {
    const output = folder()
    const args = [
      'steady-cluster',
      '--runs',
      '2',
      '--seed',
      '9',
      '--json',
      '--no-minimize',
      '--no-self-tests',
    ]
    const file = targetFile(output, 'dying', "execSync('kill -SEGV ' + process.pid)")
    const { code, stdout } = await campaign(...args, '--output', output, '--target', file)
    expect(code).toBe(1)
    const summary = JSON.parse(stdout) as {
      failures: { signature: string; count: number; reportPath: string }[]
    }
    expect(summary.failures).toMatchObject([{ signature: 'subject-died/SIGSEGV', count: 2 }])
    expect(readFileSync(summary.failures[0]!.reportPath, 'utf8')).toContain('died of SIGSEGV')

    const death = ['--known', 'subject-died/SIGSEGV', '--target', file]
    const known = await campaign(...args, '--output', folder(), ...death)
    expect(JSON.parse(known.stdout)).toMatchObject({
      failures: [],
      known: [{ signature: 'subject-died/SIGSEGV', runs: 2 }],
    })
    // nothing was seen of these runs
    expect(known.code).toBe(2)
    const one = await campaign(...args, '--output', output, '--resume', ...death)
    expect(one.code).toBe(254)
    expect(one.stderr).toContain('--known is ["subject-died/SIGSEGV"] here and not set in the campaign')
  })

  test('a campaign that holds: self-tests found, one JSON value on stdout', async () => {
    const output = folder()
    const { code, stdout, stderr } = await campaign(
      '--runs',
      '20',
      '--seed',
      '1',
      '--json',
      '--output',
      output,
    )
    const json = JSON.parse(stdout) as { selfTests: { found: boolean }[] }
    expect(json).toMatchObject({
      version: 1,
      result: 'held',
      runs: 20 * scenarios.length,
      failures: [],
      undecidedScenarios: [],
      left: 0,
    })
    expect(json.selfTests.length).toBeGreaterThanOrEqual(3)
    expect(json.selfTests.every(({ found }) => found)).toBe(true)
    expect(code).toBe(0)
    expect(stderr).toMatch(/^whitewater campaign {2}target own-raft {2}seed base 1/)
    expect(stderr).not.toContain('Warning')
  })

  test('a failure is minimized into a folder of its own', async () => {
    const output = folder()
    const args = [
      'contested-elections',
      '--runs',
      '20',
      '--seed',
      '3',
      '--target',
      'own-raft+vote-no-log-check',
      '--no-self-tests',
    ]
    const { code, stdout, stderr } = await campaign(...args, '--output', output)
    expect(code).toBe(1)
    expect(stdout).toMatch(/minimized to \d+ steps/)
    expect(stderr).toContain('replay  npx whitewater replay')
    const [run] = readdirSync(join(output, 'contested-elections'))
    expect(run).toMatch(/^\d{4}-\d{2}-\d{2}T\d{6}Z-3-\d+$/)
    const files = [
      'history.jsonl',
      'minimized.json',
      'report.html',
      'report.txt',
      'run.json',
      'trace.jsonl.gz',
    ]
    expect(readdirSync(join(output, 'latest')).sort()).toEqual(files)
  })

  test('shards have different seeds and together all of them', async () => {
    const runs = await Promise.all(
      ['1/2', '2/2'].map(async (shard) => {
        const args = [
          'steady-cluster',
          '--runs',
          '7',
          '--seed',
          '1',
          '--no-self-tests',
          '--json',
          '--workers',
          '1',
        ]
        const { stdout } = await campaign(...args, '--shard', shard, '--output', folder())
        return (JSON.parse(stdout) as { runs: number }).runs
      }),
    )
    expect(runs.sort()).toEqual([3, 4])
  })

  test.each([
    [['--shard', '3/2', '--seed', '1'], /--shard must be/],
    [['--shard', '1/2'], /--shard needs a seed/],
    [['--seed', 'abc'], /--seed must be a number/],
    [['--runs', '0'], /--runs must be/],
    [['--for', 'soon'], /--for must be a duration/],
    [['nowhere'], /there is no scenario "nowhere"/],
    [['--target', 'raft'], /there is no target "raft"/],
    [['--nemesis', 'earthquake'], /earthquake/],
    [['--resume'], /no campaign to resume/],
  ])('bad usage %j is refused with what to do', async (args, message) => {
    const { exitCode, stderr, stdout } = await commandHere('.', 'campaign', ...args, '--output', folder())
    expect(stderr).toMatch(message)
    expect({ exitCode, stdout }).toEqual({ exitCode: 254, stdout: '' })
  })

  test('the demo shows the scenarios, then a planted bug explained', async () => {
    const output = folder()
    const { code, stdout } = await campaign('--demo', '--for', '3s', '--output', output)
    expect(stdout).toContain('self-tests 5/5 found')
    expect(stdout).toMatch(/Open .*report\.html in a browser/)
    expect(existsSync(join(output, 'latest', 'report.html'))).toBe(true)
    expect(code).toBe(0)
  })
})

/** A module with a target that never returns. */
const spinning = (dir: string): string => targetFile(dir, 'spinning', 'for (;;);')

/** A module with a target that does something when it is asked. */
function targetFile(dir: string, name: string, submit: string): string {
  const file = join(dir, `${name}.ts`)
  writeFileSync(
    file,
    `import { execSync } from 'node:child_process'
import { inProcess } from 'whitewater'
void execSync
export default inProcess({ name: '${name}', create: () => ({ receive() {}, submit() { ${submit} } }) })
`,
  )
  return file
}
