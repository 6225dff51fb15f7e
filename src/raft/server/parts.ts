import type { Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { Environment } from '../node/environment.ts'
import type { HistogramCounts } from './metrics/histogram-lines.ts'

/** What a storage has done since it was opened. */
export interface StorageCounters {
  /** Times something was made durable. */
  readonly fsyncs: number
  /** How long each took. */
  readonly fsyncSeconds: HistogramCounts
  readonly bytesWritten: number
  /** Records of the write-ahead log. */
  readonly records: number
  /** Files the write-ahead log has now. */
  readonly walSegments: number
}

/** A durable storage as the server uses it. */
export interface Storage {
  load(): Json | undefined
  write(key: string, value: Json): void
  sync(done: () => void): void
  /** Called once when the disk failed: nothing is written from then on, and no `done` is called. */
  onError(handler: (error: Error) => void): void
  /** Makes durable what was written. */
  close(): Promise<void>
  readonly counters: StorageCounters
}

export interface TransportCounters {
  readonly messagesSent: number
  readonly messagesReceived: number
  readonly messagesDropped: number
  readonly bytesSent: number
  readonly bytesReceived: number
  /** Connections to other servers that are open now. */
  readonly connections: number
  /** Connections of others that were turned away. */
  readonly rejected: number
  /** Messages that were not what a message is. */
  readonly invalidMessages: number
}

/** The links to the other servers. A message may be lost. */
export interface Transport {
  send(to: NodeId, message: Json): void
  /** `judge` says what is wrong with a message, undefined when nothing is; one that is wrong is not handed over. */
  onMessage(
    receive: (from: NodeId, message: Json) => void,
    judge: (from: NodeId, message: Json) => string | undefined,
  ): void
  /** Makes a server reachable at `host:port`, also in place of where it was. */
  addPeer(id: NodeId, address: string): void
  /** Begins to listen; resolves with where, `host:port`. */
  start(): Promise<string>
  stop(): Promise<void>
  readonly counters: TransportCounters
}

/** The world one server lives in. */
export interface World {
  readonly storage: Storage
  readonly transport: Transport
  environment(members: readonly NodeId[], note: Environment['note']): Environment
}
