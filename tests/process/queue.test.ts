import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { until } from './alive.ts'
import { counted } from './fixtures/counted.ts'
import { noRedis, RedisServer } from './fixtures/redis-server.ts'
import { whitewaterIn } from './fixtures/whitewater.ts'

// Campaigns whose runs are made by workers that come, go and are killed: each must count what it counts without a queue.

const main = inject('main')
const folder = (): string => mkdtempSync(join(tmpdir(), 'whitewater-queue-'))
const what = (seed: string, runs = '40'): string[] => [
  ...['contested-elections', 'leader-isolated', '--target', 'own-raft+vote-twice', '--seed', seed],
  ...['--runs', runs, '--no-minimize', '--no-self-tests'],
]

/** A verb that goes on; what it has said so far. */
class Running {
  readonly child: ChildProcess
  stdout = ''
  stderr = ''
  readonly ended: Promise<number | null>

  constructor(cwd: string, ...args: string[]) {
    this.child = spawn(process.execPath, [main, ...args], { cwd, env: { ...process.env, NO_COLOR: '1' } })
    this.child.stdout?.on('data', (bytes: Buffer) => (this.stdout += bytes.toString()))
    this.child.stderr?.on('data', (bytes: Buffer) => (this.stderr += bytes.toString()))
    this.ended = new Promise((resolve) => this.child.on('close', resolve))
  }
}

/** The failing seeds, with signatures and digests. */
function failing(output: string): unknown {
  const database = new DatabaseSync(join(output, 'campaign.sqlite'))
  try {
    return database
      .prepare('SELECT scenario, seed, signature, digest FROM failure ORDER BY scenario, seed')
      .all()
  } finally {
    database.close()
  }
}

let redis: RedisServer | undefined
const running: Running[] = []

beforeEach(async () => {
  if (noRedis === undefined) redis = await RedisServer.start()
})
afterEach(async () => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL')
  await redis?.close()
})

function begin(cwd: string, ...args: string[]): Running {
  const one = new Running(cwd, ...args)
  running.push(one)
  return one
}

/** Kills a worker for sure while it is at an order: it stands still while that is looked at. */
async function killedAtWork(worker: Running, server: RedisServer): Promise<void> {
  await until(async () => {
    if ((await server.held()) === 0) return false
    worker.child.kill('SIGSTOP')
    // what it sent before it stood still has arrived by then
    await new Promise((resolve) => setTimeout(resolve, 100))
    if ((await server.held()) > 0) return true
    worker.child.kill('SIGCONT')
    return false
  })
  worker.child.kill('SIGKILL')
  await worker.ended
}

describe('whitewater campaign --queue', () => {
  test('two campaigns, and a worker killed with SIGKILL at an order: they count what they count without a queue', async (context) => {
    if (redis === undefined) return context.skip(noRedis)
    const [here, alone] = [folder(), folder()]
    const seeds = ['0x5eed', '77']
    for (const seed of seeds)
      await whitewaterIn(here, 'campaign', ...what(seed), '--output', join(alone, seed))

    const { url } = redis
    const campaigns = seeds.map((seed) =>
      begin(here, 'campaign', ...what(seed), '--queue', url, '--output', seed, '--json'),
    )
    const first = begin(here, 'worker', '--queue', url, '--workers', '1')
    await killedAtWork(first, redis)
    expect(await redis.held()).toBe(1)
    const late = begin(here, 'worker', '--queue', url, '--workers', '2', '--idle', '5s', '--json')

    for (const [at, campaign] of campaigns.entries()) {
      expect(await campaign.ended).toBe(1)
      expect(JSON.parse(campaign.stdout)).toMatchObject({ result: 'violation', runs: 80, left: 0 })
      const seed = seeds[at] ?? ''
      expect(counted(join(here, seed))).toEqual(counted(join(alone, seed)))
      expect(failing(join(here, seed))).toEqual(failing(join(alone, seed)))
    }
    expect(await late.ended).toBe(0)
    expect(JSON.parse(late.stdout)).toMatchObject({ campaigns: 2, refused: [] })
    // nothing is left behind
    expect(await redis.ask('KEYS', '*')).toEqual([])
  })

  test('without a worker it says so and waits; what Ctrl-C ended is resumed', async (context) => {
    if (redis === undefined) return context.skip(noRedis)
    const [here, alone] = [folder(), folder()]
    await whitewaterIn(here, 'campaign', ...what('5', '10'), '--output', alone)
    const { url } = redis
    const campaign = begin(here, 'campaign', ...what('5', '10'), '--queue', url, '--output', 'some')
    await until(() => campaign.stderr.includes('no worker takes from the queue'))
    campaign.child.kill('SIGINT')
    expect(await campaign.ended).toBe(2)
    expect(campaign.stderr).toContain('--resume')

    begin(here, 'worker', '--queue', url, '--workers', '1')
    const resumed = ['campaign', '--resume', '--queue', url, '--output', 'some', '--no-minimize']
    const { exitCode } = await whitewaterIn(here, ...resumed, '--no-self-tests')
    expect(exitCode).toBe(1)
    expect(counted(join(here, 'some'))).toEqual(counted(alone))
  })

  test('a Redis that is killed and comes back empty loses no run', async (context) => {
    if (redis === undefined) return context.skip(noRedis)
    const [here, alone] = [folder(), folder()]
    await whitewaterIn(here, 'campaign', ...what('9'), '--output', alone)
    const { url } = redis
    const worker = begin(here, 'worker', '--queue', url, '--workers', '1', '--json')
    const campaign = begin(here, 'campaign', ...what('9'), '--queue', url, '--output', 'some')
    const server = redis
    await until(async () => (await server.held()) > 0)
    await redis.kill()
    await until(() => campaign.stderr.includes('does not answer'))
    await redis.begin()
    expect(await campaign.ended).toBe(1)
    expect(campaign.stderr).toContain('answers again')
    expect(counted(join(here, 'some'))).toEqual(counted(alone))
    worker.child.kill('SIGTERM')
    expect(await worker.ended).toBe(0)
    expect(JSON.parse(worker.stdout)).toMatchObject({ campaigns: 1 })
  })

  const raft = (name: string): string => `import { inProcess } from 'whitewater'
export default inProcess({ name: '${name}', create: () => ({ receive() {}, submit() {} }) })
`
  const args = (target: string): string[] => ['campaign', 'steady-cluster', '--target', target, '--runs', '4']

  test('a module of the user is found from the folder in which the worker was started', async (context) => {
    if (redis === undefined) return context.skip(noRedis)
    const [here, there] = [folder(), folder()]
    for (const one of [here, there]) writeFileSync(join(one, 'mine.ts'), raft('mine'))
    const alone = await whitewaterIn(here, ...args('./mine.ts'), '--seed', '1', '--json', '--output', 'alone')
    begin(there, 'worker', '--queue', redis.url, '--workers', '1')
    // named by where it lies on this machine only
    const target = join(here, 'mine.ts')
    const queued = await whitewaterIn(here, ...args(target), '--seed', '1', '--json', '--queue', redis.url)
    expect(queued.exitCode).toBe(alone.exitCode)
    expect(counted(join(here, 'runs'))).toEqual(counted(join(here, 'alone')))
  })

  test.for<[string, string | undefined, RegExp]>([
    ['is not there', undefined, /mine\.ts: cannot be read in the working folder \(ENOENT\)/],
    ['is another', raft('another'), /mine\.ts: is not the file that the campaign has/],
  ])(
    'a worker of which the target %s says so, and the campaign is bad input',
    async ([, text, why], context) => {
      if (redis === undefined) return context.skip(noRedis)
      const [here, there] = [folder(), folder()]
      writeFileSync(join(here, 'mine.ts'), raft('mine'))
      if (text !== undefined) writeFileSync(join(there, 'mine.ts'), text)
      const worker = begin(there, 'worker', '--queue', redis.url, '--workers', '1', '--idle', '3s')
      await until(() => worker.stderr.includes('whitewater worker'))
      const { exitCode, stderr } = await whitewaterIn(here, ...args('./mine.ts'), '--queue', redis.url)
      expect(stderr).toMatch(/worker \S+ does not serve this campaign, and there is no other: /)
      expect(stderr).toMatch(why)
      expect(exitCode).toBe(254)
      expect(await worker.ended).toBe(254)
      expect(worker.stderr).toMatch(why)
    },
  )

  test('what cannot be a queue is bad input, and a password is never shown', async (context) => {
    if (redis === undefined) return context.skip(noRedis)
    const locked = await RedisServer.start('--requirepass', 'right')
    const here = folder()
    try {
      const at = (user: string): string => locked.url.replace('//', `//${user}`)
      for (const url of [
        at(''),
        at(':wrong@'),
        'redis://:wrong@127.0.0.1:1',
        'http://:wrong@host',
        'nothing',
      ])
        for (const verb of ['campaign', 'worker']) {
          const { exitCode, stdout, stderr } = await whitewaterIn(here, verb, '--queue', url)
          expect(exitCode).toBe(254)
          expect(stdout).toBe('')
          expect(stderr).toMatch(/^--queue /)
          expect(stderr).not.toContain('wrong@')
        }
      const worker = await whitewaterIn(here, 'worker', '--queue', at(':right@'), '--idle', '100ms')
      expect(worker.exitCode).toBe(0)
      expect(worker.stderr).toContain(`redis://127.0.0.1:${locked.port} `)
      expect(worker.stderr).not.toContain('right')
    } finally {
      await locked.close()
    }
  })

  test('a guided search is not for a queue', async (context) => {
    if (redis === undefined) return context.skip(noRedis)
    const { exitCode, stderr } = await whitewaterIn(
      folder(),
      ...['campaign', '--queue', redis.url, '--corpus', 'corpus', '--runs', '1'],
    )
    expect(exitCode).toBe(254)
    expect(stderr).toContain('--queue and a corpus do not go together')
  })
})
