import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Json } from '../../../../src/base/json.ts'
import type { NodeView } from '../../../../src/record/node-view.ts'
import type { Outcome } from '../../../../src/record/operation.ts'
import type { Message } from '../../../../src/raft/core/index.ts'
import { RealEnvironment } from '../../../../src/raft/server/environment.ts'
import { PeerTransport } from '../../../../src/raft/server/peers/index.ts'
import { openStorage, type DurableStorage } from '../../../../src/raft/server/storage/index.ts'
import type { RaftHost } from '../../../../src/raft/node/host.ts'
import { builtInRaft } from '../../../../src/subject/built-in-raft/built-in-raft.ts'

// The host of the simulator, unchanged, on disks and sockets: three servers in this process.

const members = ['n1', 'n2', 'n3']
const folder = mkdtempSync(join(tmpdir(), 'whitewater-hosts-'))
// longer than usual: this machine may be busy, and nothing here measures time
const raft = builtInRaft({ electionTimeoutMin: 400, electionTimeoutMax: 800, preVote: true })

interface Server {
  readonly id: string
  readonly address: string
  readonly host: RaftHost
  readonly storage: DurableStorage
  readonly transport: PeerTransport
  readonly environment: RealEnvironment
}

const servers = new Map<string, Server>()

afterEach(async () => {
  for (const id of [...servers.keys()]) await crash(id)
  rmSync(folder, { recursive: true, force: true })
})

async function start(id: string, listen?: string): Promise<void> {
  const storage = await openStorage(join(folder, id), { cluster: 'test', node: id })
  storage.onError((error) => expect.unreachable(error.message))
  const transport = new PeerTransport({
    ...{ cluster: 'test', id, secret: 'shared by the three' },
    ...(listen === undefined ? {} : { listen }),
  })
  const address = await transport.start()
  for (const other of servers.values()) {
    transport.addPeer(other.id, other.address)
    other.transport.addPeer(id, address)
  }
  const environment = new RealEnvironment({ id, members, storage, transport, seed: id })
  const host = (await raft.create(environment)) as RaftHost
  environment.onMessage((from, message) => host.receive(from, message as Message))
  servers.set(id, { id, address, host, storage, transport, environment })
}

/** The end of an incarnation without a word: nothing is synced, nothing is said. */
async function crash(id: string): Promise<void> {
  const { environment, transport, storage } = servers.get(id)!
  servers.delete(id)
  environment.stop()
  await Promise.all([transport.stop(), storage.abandon()])
}

async function until<T>(look: () => T | undefined | false): Promise<T> {
  for (;;) {
    const found = look()
    if (found !== undefined && found !== false) return found
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

const view = (id: string): NodeView => servers.get(id)!.host.view()

const leader = (): Promise<Server> =>
  until(() => {
    const newest = Math.max(...[...servers.keys()].map((id) => view(id).currentTerm))
    return [...servers.values()].find(
      ({ id }) => view(id).role === 'leader' && view(id).currentTerm === newest,
    )
  })

let sequence = 0

/** Asks until some leader answers; a retry has the same number, so it is executed once. */
async function ask(call: Json): Promise<Json> {
  const command = { client: 1, sequence: ++sequence, call }
  for (;;) {
    const { host } = await leader()
    const answered = new Promise<Outcome<Json>>((resolve) => host.submit(command, resolve))
    const lost = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 2000))
    const outcome = await Promise.race([answered, lost])
    if (outcome?.type === 'ok') return outcome.value
  }
}

const write = (value: number): Promise<Json> => ask({ f: 'write', key: 'x', value })
const read = (): Promise<Json> => ask({ f: 'read', key: 'x', value: null })

const caughtUp = (): Promise<true> =>
  until(() => {
    const [first, ...others] = [...servers.keys()].map(view)
    const { log, commitIndex } = first!
    return (
      commitIndex === log.at(-1)?.index &&
      others.every((other) => other.commitIndex === commitIndex && same(other.log, log)) &&
      true
    )
  })

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

test('three hosts elect, commit, lose their leader, and have it back with all that it missed', async () => {
  for (const id of members) await start(id)
  for (let value = 1; value <= 30; value++) await write(value)
  expect(await read()).toBe(30)
  await caughtUp()

  const { id, address } = await leader()
  // a write under way when it dies: nobody was told that it is done
  servers.get(id)!.host.submit({ client: 2, sequence: 1, call: { f: 'write', key: 'y', value: 1 } }, () => {})
  const before = view(id)
  await crash(id)
  for (let value = 31; value <= 50; value++) await write(value)
  expect((await leader()).id).not.toBe(id)
  expect(await read()).toBe(50)

  await start(id, address)
  // what was committed was synced, so it is there before anybody sends it again
  const { log } = view(id)
  expect(log.slice(0, before.commitIndex)).toEqual(before.log.slice(0, before.commitIndex))
  await caughtUp()
  for (let value = 51; value <= 60; value++) await write(value)
  expect(await read()).toBe(60)
  await caughtUp()
  expect(view(id).commitIndex).toBeGreaterThanOrEqual(60)
}, 60_000)

test('all of them down at once and up again: nothing that was acknowledged is lost', async () => {
  for (const id of members) await start(id)
  const listening = [...servers.values()].map(({ id, address }) => ({ id, address }))
  for (let round = 0; round < 4; round++) {
    const value = 100 * round + 7
    await write(value)
    for (const id of members) await crash(id)
    for (const { id, address } of listening) await start(id, address)
    expect(await read()).toBe(value)
  }
}, 60_000)
