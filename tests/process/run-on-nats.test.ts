import { execa } from 'execa'
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, test, type TestContext } from 'vitest'
import { nats } from '../../src/index.ts'
import { natsProgram, natsVersion } from '../../src/processes/nats/program.ts'

// The verb run on three servers of NATS JetStream, as a user types it.

const main = inject('main')
const example = join(import.meta.dirname, '../../examples/servers/nats.ts')
const MISSING =
  'no nats-server: install it (Debian: apt-get install nats-server), or name its program in WHITEWATER_NATS'
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'whitewater-nats-'))
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

const whitewater = (parameters: readonly string[], env: { readonly [name: string]: string } = {}) =>
  execa(process.execPath, [main, 'run', ...parameters, '--nodes', '3', '--output', join(folder, 'runs')], {
    ...{ cwd: folder, reject: false, stdin: 'ignore', env },
  })

function installed(): string | undefined {
  try {
    return natsVersion(execFileSync(natsProgram(process.env), ['--version'], { encoding: 'utf8' }))?.version
  } catch {
    return undefined
  }
}
const version = installed()

/** Many at once on few keys, where nothing is disturbed. */
const crowded = (context: TestContext, target: string) => {
  if (version === undefined) return context.skip(MISSING)
  const load = ['--rate', '200', '--concurrency', '9', '--time-limit', '1s', '--runs', '4', '--bail', '1']
  return whitewater(['steady-cluster', '--target', target, ...load])
}

test('holds while servers are killed: what was acknowledged is there', async (context) => {
  if (version === undefined) return context.skip(MISSING)
  const { exitCode, stdout } = await whitewater([
    ...['minority-down', '--target', example, '--rate', '60', '--concurrency', '4', '--time-limit', '3s'],
  ])
  expect(stdout).toMatch(/minority-down +1 run  .* 1 held, 0 failed/)
  expect(exitCode).toBe(0)
})

test('what any server has is found to be stale', async (context) => {
  const { exitCode, stdout } = await crowded(context, `${example}#directReads`)
  expect(stdout).toMatch(/FAIL linearizability\/kv\/read/)
  expect(exitCode).toBe(1)
})

// two that expect the same of a key were both stored, which later versions have mended
test('2.9 is found to store what was expected to be first and is not', async (context) => {
  if (version?.startsWith('2.9.') === false) return context.skip(`nats-server ${version} is not 2.9`)
  const { exitCode, stdout } = await crowded(context, 'nats')
  expect(stdout).toMatch(/FAIL linearizability/)
  expect(exitCode).toBe(1)
})

test('one that is not there: 254, and how to get it', async () => {
  const { exitCode, stderr } = await whitewater(['--target', 'nats'], { WHITEWATER_NATS: '/no/nats' })
  expect(stderr).toMatch(/no nats-server: "\/no\/nats" cannot be run; install it .*WHITEWATER_NATS/)
  expect(exitCode).toBe(254)
})

test('one that is something else is refused', async () => {
  await expect(nats({ program: 'true' }).prepare?.()).rejects.toThrow(/"true" is not nats-server/)
})
