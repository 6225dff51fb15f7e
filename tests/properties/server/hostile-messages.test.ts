import fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Json } from '../../../src/base/json.ts'
import type { CodedOutcome } from '../../../src/record/operation.ts'
import { RealEnvironment } from '../../../src/raft/server/environment.ts'
import { Incarnation } from '../../../src/raft/server/incarnation.ts'
import { PeerTransport } from '../../../src/raft/server/peers/index.ts'
import { frameType, wireFrame } from '../../../src/raft/server/peers/wire-frame.ts'
import { RaftConsensus } from '../../../src/raft/server/raft-consensus.ts'
import { messagesOfRaft, placesIn, withAt } from '../../unit/raft/server/messages-of-raft.ts'
import { RawClient } from '../../unit/raft/server/peers/transports.ts'
import { StandInDisk } from '../../unit/raft/server/stand-in-world.ts'

// A member that says anything: three servers over sockets, and one who knows the secret and poses as n3 to n1.

const SECRET = 'known to a broken member'
const members = ['n1', 'n2', 'n3']
const waiting = { timeout: 30_000, interval: 5 }

interface Server {
  readonly consensus: RaftConsensus
  readonly transport: PeerTransport
  readonly address: string
  readonly notes: string[]
  failed: Error | undefined
}

const servers = new Map<string, Server>()
const lives: Incarnation[] = []
/** What n1 was really sent. */
const heard: Json[] = []

async function start(id: string): Promise<void> {
  const notes: string[] = []
  const transport = new PeerTransport({
    cluster: 'test',
    id,
    secret: SECRET,
    note: (event) => notes.push(event),
  })
  const storage = new StandInDisk().storage()
  const environment = new RealEnvironment({
    ...{ id, members, transport },
    storage: { ...storage, load: () => storage.load() as { [key: string]: Json } | undefined },
  })
  const life = new Incarnation(() => {})
  const raft = { electionTimeout: 150, heartbeat: 25, snapshotEvery: 50, reads: 'read-index' as const }
  const consensus = new RaftConsensus(life.inside(environment), { raft, service: 'key-value' })
  transport.onMessage(
    (from, message) => {
      if (id === 'n1' && heard.length < 500) heard.push(message)
      life.run(() => consensus.receive(from, message))
    },
    (from, message) => consensus.faultOf(from, message),
  )
  const server: Server = { consensus, transport, address: await transport.start(), notes, failed: undefined }
  void life.failed.then((error) => (server.failed = error))
  lives.push(life)
  servers.set(id, server)
}

beforeAll(async () => {
  for (const id of members) await start(id)
  for (const [id, { transport }] of servers)
    for (const [other, { address }] of servers) if (other !== id) transport.addPeer(other, address)
})
afterAll(async () => {
  for (const life of lives) life.end()
  await Promise.all([...servers.values()].map(({ transport }) => transport.stop()))
})

/** A write that is answered, by whoever leads; sent again until one is. */
async function write(value: number): Promise<void> {
  await vi.waitUntil(async () => {
    for (const { failed } of servers.values()) if (failed !== undefined) throw failed
    const leader = [...servers.values()].find(({ consensus }) => consensus.status().role === 'leader')
    if (leader === undefined) return false
    const call = { f: 'write', key: 'x', value }
    const answer = new Promise<CodedOutcome<Json>>((resolve) =>
      leader.consensus.submit({ client: 0, sequence: 0, call }, resolve),
    )
    const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 500))
    return (await Promise.race([answer, late]))?.type === 'ok'
  }, waiting)
}

const junk = fc.oneof(
  fc.jsonValue() as fc.Arbitrary<unknown>,
  fc.constantFrom<unknown>(
    null,
    undefined,
    '',
    {},
    [],
    true,
    0,
    -1,
    0.5,
    2 ** 31,
    2 ** 48,
    2 ** 52,
    2 ** 53 - 1,
    1e300,
  ),
)

/** Something that a server sends, or has just sent, with other things in some places. */
const mutated = fc.tuple(
  fc.nat(),
  fc.boolean(),
  fc.array(fc.tuple(fc.nat(), junk), { minLength: 1, maxLength: 3 }),
)

const deep = fc.constant(`${'['.repeat(20_000)}${']'.repeat(20_000)}`)

const hostile = fc.oneof(
  { weight: 2, arbitrary: fc.json().map((text) => () => text) },
  { weight: 1, arbitrary: deep.map((text) => () => `{"type":"forward","term":1,"id":1,"command":${text}}`) },
  {
    weight: 6,
    arbitrary: mutated.map(([which, real, changes]) => () => {
      const from = real && heard.length > 0 ? heard : (messagesOfRaft as unknown as readonly Json[])
      let message: unknown = from[which % from.length]
      for (const [place, put] of changes) {
        const places = placesIn((message ?? null) as Json)
        message = withAt((message ?? null) as Json, places[place % places.length] ?? [], put)
      }
      return JSON.stringify(message) ?? 'null'
    }),
  },
)

test('a server survives whatever a member sends it, and the cluster goes on', async () => {
  await write(0)
  const { address, transport } = servers.get('n1') as Server
  let value = 0
  await fc.assert(
    fc.asyncProperty(fc.array(hostile, { minLength: 5, maxLength: 25, size: 'max' }), async (messages) => {
      let client: RawClient | undefined
      for (const message of messages) {
        if (client === undefined || client.closed) {
          client = new RawClient(address)
          if ((await client.shakeHands('n3', 'n1', SECRET).catch(() => 0)) !== frameType.welcome) continue
        }
        client.socket.write(wireFrame(frameType.message, message()))
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
      await client?.stop()
      await write(++value)
    }),
    { numRuns: 40, interruptAfterTimeLimit: 40_000 },
  )
  // some were hung up on, some were taken, and the log of the server tells so in a few lines
  const { invalidMessages, messagesReceived } = transport.counters
  expect(invalidMessages).toBeGreaterThan(20)
  expect(messagesReceived - invalidMessages).toBeGreaterThan(20)
  expect(servers.get('n1')?.notes.filter((event) => event === 'peer-rejected').length).toBeLessThan(20)
  expect(value).toBeGreaterThan(5)
})
