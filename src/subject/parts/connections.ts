import type { Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { Millis } from '../../base/time.ts'
import type { Environment } from '../contract.ts'
import { Connection, type Frame } from './connection.ts'

/** What a library over TCP takes for granted: messages arrive in order and once, or the connection breaks. */
export interface Connections {
  send(to: NodeId, message: Json): void
  /** To be given every message that arrives. */
  receive(from: NodeId, frame: Json): void
}

export interface ConnectionOptions {
  /** How long to wait for an acknowledgement before all that is unacknowledged is sent again. Default 50 ms. */
  readonly retry?: Millis
  /** How long nothing may be acknowledged before the connection breaks. Default 1,000 ms. */
  readonly patience?: Millis
  /** A connection broke: of what was sent and not acknowledged, some may have arrived and the rest never will. */
  readonly closed?: (peer: NodeId) => void
}

/**
 * One connection to each peer over a network that loses, doubles and reorders: sequence numbers, cumulative
 * acknowledgements, sending again. The server that stands first in `members` opens it; each opening has a number of its
 * own, so that a frame of a former connection, or of a former incarnation, is never taken for one of this. Within a
 * connection messages are delivered once and in order. When a peer restarts, or is silent for too long, it breaks.
 *
 * @example
 * const connections = orderedConnections(environment, (from, message) => raft.onMessage(from, message))
 * return { receive: connections.receive, ... }
 */
export function orderedConnections(
  environment: Pick<Environment, 'id' | 'members' | 'clock' | 'random' | 'transport'>,
  deliver: (from: NodeId, message: Json) => void,
  { retry = 50, patience = 1000, closed = () => {} }: ConnectionOptions = {},
): Connections {
  const { id, members, clock, random, transport } = environment
  const connections = new Map<NodeId, Connection>()
  /** Numbers of connections that are over. */
  const over = new Set<number>()
  const opens = (peer: NodeId): boolean => members.indexOf(id) < members.indexOf(peer)

  const begin = (peer: NodeId, of: number): Connection => {
    const connection = new Connection(of, {
      // JSON, whose lists are only read
      send: (frame) => transport.send(peer, frame as unknown as Json),
      deliver: (message) => deliver(peer, message),
      after: (fire) => clock.after(retry, fire, 'connection'),
      end: () => {
        connections.delete(peer)
        over.add(connection.of)
        closed(peer)
      },
      patience: Math.ceil(patience / retry),
      opens: opens(peer),
    })
    connections.set(peer, connection)
    return connection
  }
  /** Its number is the opener's to give; 0: none yet. */
  const numberFor = (peer: NodeId): number => (opens(peer) ? random.int(1, 2 ** 31 - 1) : 0)

  return {
    send: (to, message) => (connections.get(to) ?? begin(to, numberFor(to))).write(message),
    receive: (from, message) => {
      // sent by the other end of it
      const frame = message as unknown as Frame
      const connection = connections.get(from)
      if (frame.kind === 'knock') {
        // one that is open already may be so here only: then the answer to this says so
        ;(connection ?? begin(from, numberFor(from))).push()
      } else if (frame.of === connection?.of) {
        connection.receive(frame)
      } else if (frame.kind === 'open' && !over.has(frame.of)) {
        if (connection?.of === 0) return connection.accept(frame.of)
        connection?.end()
        begin(from, 0).accept(frame.of)
      } else if (frame.kind !== 'reset') {
        transport.send(from, { of: frame.of, kind: 'reset' })
      }
      return undefined
    },
  }
}
