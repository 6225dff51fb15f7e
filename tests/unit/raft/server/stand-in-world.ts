import type { Json } from '../../../../src/base/json.ts'
import type { NodeId } from '../../../../src/base/node-id.ts'
import { Histogram } from '../../../../src/raft/server/histogram.ts'
import type { Storage, Transport, World } from '../../../../src/raft/server/parts.ts'

type Receive = (from: NodeId, message: Json) => void

/** Links between servers of one process: a message arrives a moment later, as a copy, if its receiver is there. */
export class StandInNetwork {
  readonly servers = new Map<NodeId, Receive>()
  /** What a server was told of its peers. */
  readonly peers = new Map<NodeId, Map<NodeId, string>>()

  transport(id: NodeId): Transport {
    const counters = {
      ...{ messagesSent: 0, messagesReceived: 0, messagesDropped: 0 },
      ...{ bytesSent: 0, bytesReceived: 0, connections: 0, rejected: 0, invalidMessages: 0 },
    }
    const known = new Map<NodeId, string>()
    this.peers.set(id, known)
    let receive: Receive = () => undefined
    return {
      counters,
      send: (to, message) => {
        const text = JSON.stringify(message)
        counters.messagesSent++
        counters.bytesSent += text.length
        setImmediate(() => this.servers.get(to)?.(id, JSON.parse(text) as Json))
      },
      onMessage: (handler, judge) => {
        receive = (from, message) => {
          counters.messagesReceived++
          const fault = judge(from, message)
          // servers of this project say nothing to each other that is no message
          if (fault !== undefined) throw new Error(`${from} to ${id}: ${fault}`)
          handler(from, message)
        }
      },
      addPeer: (peer, address) => void known.set(peer, address),
      start: () => {
        this.servers.set(id, receive)
        return Promise.resolve('127.0.0.1:1')
      },
      stop: () => {
        this.servers.delete(id)
        return Promise.resolve()
      },
    }
  }
}

/** A disk that outlives its server: what was synced is there for the next incarnation. */
export class StandInDisk {
  readonly durable = new Map<string, string>()
  /** What the disk fails with from now on. */
  error: Error | undefined
  closed = 0

  storage(): Storage {
    const written = new Map<string, string>()
    let failed: ((error: Error) => void) | undefined
    const counters = {
      ...{ fsyncs: 0, bytesWritten: 0, records: 0, walSegments: 1 },
      fsyncSeconds: new Histogram([0.001, 1]),
    }
    return {
      counters,
      load: () =>
        this.durable.size === 0
          ? undefined
          : Object.fromEntries([...this.durable].map(([key, text]) => [key, JSON.parse(text) as Json])),
      write: (key, value) => void written.set(key, JSON.stringify(value)),
      sync: (done) => {
        setImmediate(() => {
          if (this.error !== undefined) {
            failed?.(this.error)
            return
          }
          for (const [key, text] of written) this.durable.set(key, text)
          counters.records += written.size
          written.clear()
          counters.fsyncs++
          counters.fsyncSeconds.observe(0.002)
          done()
        })
      },
      onError: (handler) => void (failed = handler),
      close: () => {
        this.closed++
        return Promise.resolve()
      },
    }
  }
}

/**
 * A world for one server of a test: its clock and randomness are real, its disk and links are not.
 * @param ahead by how many milliseconds its clock is ahead.
 */
export function standInWorld(id: NodeId, network: StandInNetwork, disk: StandInDisk, ahead = 0): World {
  const storage = disk.storage()
  const transport = network.transport(id)
  return {
    storage,
    transport,
    environment: (members, note) => ({
      ...{ id, members, storage, transport, note },
      clock: {
        now: () => ahead + performance.now(),
        after: (delay, fire) => {
          const timer = setTimeout(fire, delay)
          return () => clearTimeout(timer)
        },
      },
      random: {
        int: (low, high) => low + Math.floor(Math.random() * (high - low + 1)),
        chance: (probability) => Math.random() < probability,
      },
    }),
  }
}
