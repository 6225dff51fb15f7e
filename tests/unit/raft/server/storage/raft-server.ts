import type { Json } from '../../../../../src/base/json.ts'
import { canonicalJson } from '../../../../../src/base/json.ts'
import type { Outcome } from '../../../../../src/record/operation.ts'
import { defaultConfig, rules, type Message } from '../../../../../src/raft/core/index.ts'
import { KeyValue } from '../../../../../src/raft/services/key-value.ts'
import { Sessions, type SessionCommand } from '../../../../../src/raft/services/sessions.ts'
import type { DurableStorage } from '../../../../../src/raft/server/storage/index.ts'
import { RaftHost } from '../../../../../src/raft/node/host.ts'
import { recover, type Disk } from '../../../../../src/raft/node/wal.ts'

/** A server of the built-in Raft on a storage of a test; time passes only when the test says so. */
export class RaftServer {
  readonly host: RaftHost
  readonly sent: Message[] = []
  readonly #timers = new Map<string, () => void>()

  constructor(storage: DurableStorage, members: readonly string[] = ['n1'], snapshotEvery = 20) {
    this.host = new RaftHost(
      {
        id: 'n1',
        members,
        clock: {
          now: () => 0,
          after: (_, fire, name = '') => {
            this.#timers.set(name, fire)
            return () => this.#timers.delete(name)
          },
        },
        random: { int: (low) => low, chance: () => false },
        transport: { send: (_, message) => void this.sent.push(message as Message) },
        storage,
        note: () => {},
      },
      { ...defaultConfig, snapshotEvery, trailing: 5 },
      rules,
      new Sessions(new KeyValue()),
    )
  }

  fire(timer: 'election' | 'heartbeat'): void {
    this.#timers.get(timer)?.()
  }

  /** Resolves with the outcome of a write, once it is committed. */
  write(sequence: number): Promise<Outcome<Json>> {
    const call = { f: 'write', key: `k${sequence % 7}`, value: `value ${sequence}` }
    const command: SessionCommand = { client: 1, sequence, call }
    return new Promise((resolve) => this.host.submit(command, resolve))
  }
}

/** Leads alone, and writes some values. */
export async function writeValues(storage: DurableStorage, first: number, last: number): Promise<void> {
  const server = new RaftServer(storage)
  server.fire('election')
  await new Promise<void>((resolve) => storage.sync(resolve))
  for (let sequence = first; sequence <= last; sequence++) await server.write(sequence)
}

/** All that a server knows again from its disk: its term, its vote, and what the state is with the whole log applied. */
export function knownFrom(disk: Disk | undefined): { readonly text: string; readonly lastIndex: number } {
  const { stored, snapshot } = recover(disk)
  const service = new Sessions(new KeyValue())
  if (snapshot !== undefined) service.restore(JSON.parse(snapshot.image) as Json)
  let lastIndex = snapshot?.index ?? 0
  for (const { index, command } of stored.entries) {
    if (index <= lastIndex) continue
    lastIndex = index
    if (command !== null) service.apply(command as SessionCommand, index)
  }
  const { currentTerm, votedFor } = stored
  return { text: canonicalJson({ currentTerm, votedFor, lastIndex, state: service.snapshot() }), lastIndex }
}
