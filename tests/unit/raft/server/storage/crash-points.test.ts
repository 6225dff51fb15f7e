import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../../src/base/json.ts'
import { canonicalJson } from '../../../../../src/base/json.ts'
import { RandomStream } from '../../../../../src/base/random.ts'
import type { Entry, Message } from '../../../../../src/raft/core/index.ts'
import { KeyValue } from '../../../../../src/raft/services/key-value.ts'
import { Sessions, type SessionCommand } from '../../../../../src/raft/services/sessions.ts'
import { openStorage, type DurableStorage } from '../../../../../src/raft/server/storage/index.ts'
import { checkStoredState } from '../../../../../src/raft/server/stored-raft-state.ts'
import { CrashingFiles } from './crashing-files.ts'
import { knownFrom, RaftServer } from './raft-server.ts'

// The built-in Raft on a disk, killed in each operation of its file system, with and without loss of power: it must start
// again, and know all that it had answered for. Around snapshots, compaction and a leader's snapshot above all.

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const check = (stored: { readonly [key: string]: Json }): void => checkStoredState('/data', stored)
const open = (files: CrashingFiles): Promise<DurableStorage> =>
  openStorage('/data', { cluster: 'test', node: 'n1', segmentBytes: 2048, quietAfter: 1e6, files, check })

/** The command that each scenario has at an index of its log; nothing where a leader began its term. */
const commandAt = (index: number): SessionCommand | null =>
  index === 1
    ? null
    : {
        client: 1,
        sequence: index - 1,
        call: { f: 'write', key: `k${(index - 1) % 7}`, value: `value ${index - 1}` },
      }

function stateAt(lastIndex: number): Sessions {
  const service = new Sessions(new KeyValue())
  for (let index = 1; index <= lastIndex; index++) {
    const command = commandAt(index)
    if (command !== null) service.apply(command, index)
  }
  return service
}

/** One incarnation of a server; tells of each index of its log for which it has answered. */
type Incarnation = (storage: DurableStorage, answered: (index: number) => void) => Promise<void>

/** Leads alone, takes snapshots and lets go of the log before them. */
const leads: Incarnation = async (storage, answered) => {
  const server = new RaftServer(storage, ['n1'], 6)
  server.fire('election')
  while (server.host.raft.server.commitIndex < 1) await turn()
  for (let sequence = 1; sequence <= 20; sequence++) {
    await server.write(sequence)
    answered(sequence + 1)
  }
}

const entries = (first: number, last: number): Entry[] =>
  Array.from({ length: last - first + 1 }, (_, at) => ({
    index: first + at,
    term: 2,
    command: commandAt(first + at) as Json,
    digest: 7,
  }))

const append = (first: number, last: number, commitIndex: number): Message => ({
  ...{ type: 'append', term: 2, prevIndex: first - 1, prevTerm: first === 1 ? 0 : 2 },
  ...{ entries: entries(first, last), commitIndex, round: 0 },
})

function snapshot(index: number): Message[] {
  const image = canonicalJson(stateAt(index).snapshot())
  const half = image.length >> 1
  const membership = { voters: ['n1', 'n2'], outgoing: [], learners: [] }
  const chunk = (offset: number, end: number): Message => ({
    ...{ type: 'install-snapshot', term: 2, index, lastTerm: 2, membership, offset, round: 0 },
    ...{ data: image.slice(offset, end), done: end === image.length },
  })
  return [chunk(0, half), chunk(half, image.length)]
}

/** Follows a leader that sends entries, twice a snapshot in place of what lacks, and entries behind it. */
const follows: Incarnation = async (storage, answered) => {
  const server = new RaftServer(storage, ['n1', 'n2'], 6)
  const messages = [
    ...[append(1, 3, 3), append(4, 9, 5), ...snapshot(15), append(16, 18, 16), ...snapshot(30)],
    ...[append(31, 33, 32), append(34, 40, 40)],
  ]
  for (const message of messages) {
    const before = server.sent.length
    server.host.receive('n2', message)
    while (server.sent.length === before) await turn()
    for (const reply of server.sent.slice(before)) {
      if (reply.type === 'append-reply' && reply.success) answered(reply.index)
      if (reply.type === 'snapshot-reply' && reply.installed) answered(reply.index)
    }
  }
}

const scenarios: { readonly [name: string]: Incarnation } = { leads, follows }

/** Lives until the n-th operation of the file system; returns the files, and the last index it answered for. */
async function lived(
  incarnation: Incarnation,
  operations: number,
): Promise<readonly [CrashingFiles, number, boolean]> {
  const files = new CrashingFiles()
  files.dieAfter(operations)
  let answered = 0
  let ended = false
  const whole = async (): Promise<void> => {
    const storage = await open(files)
    await incarnation(storage, (index) => {
      if (!files.dead) answered = Math.max(answered, index)
    })
    ended = true
  }
  await Promise.race([whole(), files.died])
  return [files, answered, ended]
}

async function startsAgain(files: CrashingFiles, answered: number, how: string): Promise<number> {
  const storage = await open(files)
  const { text, lastIndex } = knownFrom(storage.load())
  await storage.abandon()
  expect(lastIndex, how).toBeGreaterThanOrEqual(answered)
  const { state } = JSON.parse(text) as { state: Json }
  expect(state, how).toEqual(stateAt(lastIndex).snapshot())
  return lastIndex
}

describe.each(Object.entries(scenarios))('a server that %s', (name, incarnation) => {
  test('starts again after a crash in any operation of the file system', async () => {
    let operations = 0
    for (let ended = false; !ended; operations++) {
      const how = `${name}, operation ${operations}`
      let [files, answered] = await lived(incarnation, operations)
      await startsAgain(files.killed(), answered, `${how}, killed`)
      for (const seed of ['a', 'b', 'c']) {
        ;[files, answered, ended] = await lived(incarnation, operations)
        await startsAgain(files.powerFailed(new RandomStream(`${how} ${seed}`)), answered, `${how}, ${seed}`)
      }
    }
    expect(operations).toBeGreaterThan(80)
  }, 60_000)
})
