import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Nemesis, parseFaults } from '../../nemesis/index.ts'
import { RandomStream } from '../../src/base/random.ts'
import { RealWorld, type RealWorldOptions } from '../../src/processes/index.ts'
import { server } from '../../src/subject/server.ts'
import { SomeAccount } from '../unit/processes/account.ts'
import { alive, stateOf, until } from './alive.ts'
import { ask } from './fixtures/http-client.ts'
import { bullyServer, kvServer } from './fixtures/targets.ts'

// Clusters of real processes, and every control there is over them.

const folders: string[] = []
const worlds: RealWorld[] = []

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'whitewater-world-'))
  folders.push(folder)
  return folder
}

async function open(options: Partial<RealWorldOptions> = {}): Promise<RealWorld> {
  const world = await RealWorld.open({
    ...{ target: bullyServer(), members: ['n1', 'n2', 'n3'], folder: newFolder() },
    ...{ random: new RandomStream('world'), statusEvery: 10, ...options },
  })
  worlds.push(world)
  return world
}

/** One for most of the tests, which leave it as they found it: starting servers takes most of the time. */
let world: RealWorld
let worldFolder: string
beforeAll(async () => {
  worldFolder = newFolder()
  world = await open({ cuts: 'stall', folder: worldFolder })
})
afterAll(async () => {
  for (const one of worlds) await one.close(0)
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** Whom that server has heard of lately. */
async function heard(world: RealWorld, node: string): Promise<string> {
  const { reach } = world.node(node).endpoint
  const status = (await ask(reach['client'], AbortSignal.timeout(5000))) as { heard: string[] }
  return status.heard.join()
}

const pidOf = (world: RealWorld, node: string): number => world.node(node).incarnation?.pid as number
const all = { n1: 'n2,n3', n2: 'n1,n3', n3: 'n1,n2' }

async function untilHeard(world: RealWorld, expected: { readonly [node: string]: string }): Promise<void> {
  await until(async () => {
    for (const [node, others] of Object.entries(expected)) {
      if ((await heard(world, node)) !== others) return false
    }
    return true
  })
}

describe('links', () => {
  test.each(['stall', 'reset'] as const)('are cut one way at a time (%s), and mended', async (cuts) => {
    const cut = cuts === 'stall' ? world : await open({ cuts })
    const [one, other] = [new SomeAccount('f1'), new SomeAccount('f2')]
    await untilHeard(cut, all)
    cut.network?.cut('n1', 'n2', one)
    await untilHeard(cut, { ...all, n2: 'n3' })
    cut.network?.cut('n3', 'n2', other)
    await untilHeard(cut, { ...all, n2: '' })
    expect(one.effects['messagesCut']).toBeGreaterThan(0)
    cut.network?.mend('n3', 'n2', other)
    await untilHeard(cut, { ...all, n2: 'n3' })
    cut.network?.mend('n1', 'n2', one)
    await untilHeard(cut, all)
  })

  test('are disturbed until calmed', async () => {
    await untilHeard(world, all)
    const account = new SomeAccount()
    world.network?.disturb('n1', 'n2', { delayLow: 60_000, delayHigh: 60_000 }, account)
    await untilHeard(world, { ...all, n2: 'n3' })
    expect(account.effects['messagesDelayed']).toBeGreaterThan(0)
    expect(Object.keys(account.effects)).toEqual(['messagesDelayed'])
    world.network?.calm('n1', 'n2', account)
    await untilHeard(world, all)
  })

  test('are absent where nobody is to be cut off', async () => {
    const single = await open({ target: kvServer('memory'), members: ['n1'] })
    expect(single.network).toBeUndefined()
    const plan = { kind: 'partition', when: { at: 0 }, for: 10, shape: 'halves' } as const
    expect(() => new Nemesis([plan], single)).toThrow(
      /partition needs network, which this target does not offer/,
    )
    const skew = { kind: 'timeouts', when: { at: 0 }, for: 10, nodes: 'all', timers: 'late' } as const
    expect(() => new Nemesis([skew], single)).toThrow(/needs clock/)
  })
})

describe('processes', () => {
  test('are killed and started again, and nobody but them', async () => {
    const account = new SomeAccount()
    const pid = pidOf(world, 'n2')
    const before = world.steps.length
    world.process.crash('n2', 'keep', account)
    expect(world.status('n2')).toBe('down')
    expect(world.peek('n2')).toBeUndefined()
    // twice does nothing
    world.process.crash('n2', 'keep', account)
    await until(() => !alive(pid))
    await untilHeard(world, { n1: 'n3', n3: 'n1' })
    world.process.restart('n2', account)
    expect(world.status('n2')).toBe('up')
    expect(await world.whenReady(60_000)).toEqual([])
    await untilHeard(world, all)
    expect(pidOf(world, 'n2')).not.toBe(pid)
    expect(account.effects).toEqual({ crashes: 1 })
    const happened = world.steps.slice(before)
    expect(happened.map(({ kind, node, fault }) => [kind, node, fault])).toEqual([
      ['crash', 'n2', 'f1'],
      ['restart', 'n2', 'f1'],
    ])
    expect(world.unexpectedEnds).toEqual([])
    await world.node('n2').log.written()
    const log = readFileSync(join(worldFolder, 'logs/n2.log'), 'utf8')
    expect(log).toMatch(/n2 crash \(fault f1\).*\n.*n2 restart/)
  })

  test('crash and restart in one instant, again and again, end in one life', async () => {
    const account = new SomeAccount()
    const before = pidOf(world, 'n1')
    for (let round = 0; round < 5; round++) {
      world.process.crash('n1', 'keep', account)
      world.process.restart('n1', account)
      if (round === 2) world.process.pause('n1', account)
    }
    expect(await world.whenReady(60_000)).toEqual([])
    await untilHeard(world, all)
    expect(alive(before)).toBe(false)
    expect(world.unexpectedEnds).toEqual([])
    expect(account.effects).toEqual({ crashes: 5, pauses: 1 })
  })

  test('stand still and go on', async () => {
    const account = new SomeAccount()
    await untilHeard(world, all)
    const pid = pidOf(world, 'n1')
    world.process.pause('n1', account)
    expect(world.status('n1')).toBe('paused')
    await until(() => stateOf(pid) === 'T')
    await untilHeard(world, { n2: 'n3', n3: 'n2' })
    world.process.resume('n1', account)
    expect(world.status('n1')).toBe('up')
    await untilHeard(world, all)
    expect(pidOf(world, 'n1')).toBe(pid)
    expect(account.effects).toEqual({ pauses: 1 })
  })

  test('one paused while it starts stands still from its first moment', async () => {
    const account = new SomeAccount()
    world.process.crash('n3', 'keep', account)
    world.process.restart('n3', account)
    world.process.pause('n3', account)
    await until(() => pidOf(world, 'n3') !== undefined && stateOf(pidOf(world, 'n3')) === 'T')
    expect(await world.whenReady(100)).toEqual(['n3'])
    world.process.resume('n3', account)
    expect(await world.whenReady(60_000)).toEqual([])
  })
})

describe('who leads', () => {
  test('is seen, and told when it changes', async () => {
    const told: string[] = []
    world.listen((trigger, node) => told.push(`${node} ${trigger}`))
    await until(() => world.peek('n1')?.role === 'leader' && world.peek('n2')?.role === 'follower')
    expect(told).toEqual(['n1 leader'])
    const account = new SomeAccount()
    world.process.pause('n1', account)
    await until(() => world.peek('n2')?.role === 'leader')
    expect(told).toEqual(['n1 leader', 'n2 leader'])
    world.process.resume('n1', account)
    await until(() => told.includes('n2 stepped-down'))
    await untilHeard(world, all)
  })

  test('is what an aimed fault strikes', async () => {
    await until(() => world.peek('n1')?.role === 'leader' && world.peek('n2')?.role === 'follower')
    const faults = parseFaults(
      [
        {
          kind: 'crash',
          when: { on: 'leader', skip: 0, delay: 0 },
          for: 50,
          nodes: 'subject',
          unsynced: 'keep',
        },
      ],
      'faults',
    )
    const nemesis = new Nemesis(faults, world)
    nemesis.start()
    const before = world.steps.length
    await until(() => world.steps.slice(before).some(({ kind }) => kind === 'restart'))
    nemesis.healAll()
    const [record] = nemesis.records()
    expect(record).toMatchObject({ kind: 'crash', activations: [{ nodes: ['n1'] }], effects: { crashes: 1 } })
    expect(await world.whenReady(60_000)).toEqual([])
  })
})

describe('in the end', () => {
  test('one that ends by itself is down, and says why', async () => {
    process.kill(pidOf(world, 'n3'), 'SIGTERM')
    await until(() => world.status('n3') === 'down')
    expect(world.unexpectedEnds).toMatchObject([{ node: 'n3', text: expect.stringMatching(/SIGTERM/) }])
    expect(world.steps.at(-1)).toMatchObject({
      kind: 'crash',
      node: 'n3',
      text: expect.stringMatching(/by itself/),
    })
    expect(await world.whenReady(60_000)).toEqual(['n3'])
  })

  test('are gone when the world is closed, also who stands still', async () => {
    const pids = world.members.map((node) => pidOf(world, node))
    world.process.pause('n2', new SomeAccount())
    await world.close()
    expect(pids.filter(alive)).toEqual([])
  })
})

describe('a world that does not come about', () => {
  const broken = (script: string, ready: RegExp) =>
    server(
      {
        ...{ name: 'broken', ports: { client: 'clients' }, ready },
        start: () => ({ program: '/bin/sh', parameters: ['-c', script] }),
        connect: () => ({ submit: async () => ({ type: 'ok', value: null }) }),
      },
      { links: 'proxy' },
    )

  test('says what the server said last', async () => {
    const target = broken('echo "cannot open the journal" >&2; exit 3', /ready/)
    await expect(open({ target, members: ['n1'] })).rejects.toThrow(
      /n1: the server exited with code 3; it said last:\ncannot open the journal/,
    )
  })

  test('says that a server is not ready in time, and leaves nothing', async () => {
    const folder = newFolder()
    const target = broken(`echo $$ > ${join(folder, 'pid')}; sleep 1000`, /ready/)
    await expect(open({ target, members: ['n1'], folder, readyWithin: 300 })).rejects.toThrow(
      /n1: not ready within 300 ms; .*It said nothing/,
    )
    expect(alive(Number(readFileSync(join(folder, 'pid'), 'utf8')))).toBe(false)
  })

  test('says what start() throws', async () => {
    const target = {
      ...broken('exit 0', /ready/),
      start: () => {
        throw new Error('no configuration')
      },
    }
    await expect(open({ target, members: ['n1'] })).rejects.toThrow(/could not be started: no configuration/)
  })

  test('refuses names that are none', async () => {
    for (const members of [['n1', '../n2'], ['logs'], ['n1', 'n1'], []]) {
      await expect(open({ members })).rejects.toThrow(/cannot name|there twice|at least one/)
    }
  })
})
