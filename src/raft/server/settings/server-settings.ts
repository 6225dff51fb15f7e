import type { NodeId } from '../../../base/node-id.ts'
import type { Millis } from '../../../base/time.ts'
import type { ServiceName } from '../../services/service.ts'
import type { LogFormat } from '../log/log-line.ts'
import type { LogLevel } from '../log/logger.ts'
import type { HostAndPort, MemberAddress } from '../members/member-address.ts'

export const readModes = ['read-index', 'lease', 'log'] as const
/** How reads are made linearizable: by a round of heartbeats, by the leader's lease, or as entries of the log. */
export type ReadMode = (typeof readModes)[number]

/** PEM files. */
export interface TlsFiles {
  readonly certificate: string
  readonly key: string
  /** Certificates of whoever signed those of the other servers. */
  readonly authority: string
  /** Whether the client API is served over TLS as well. */
  readonly clients: boolean
}

/** Everything one server is told at its start; checked, complete, paths resolved. */
export interface ServerSettings {
  readonly id: NodeId
  /** Name of the cluster: what belongs to another is refused, on the wire and on disk. */
  readonly cluster: string
  /** Directory of the log and the snapshots. */
  readonly data: string
  readonly service: ServiceName
  /** The members the cluster begins with, or began with; none for a server that waits to be added. */
  readonly members: readonly NodeId[]
  /** Addresses of all of them and of this server. */
  readonly addresses: ReadonlyMap<NodeId, MemberAddress>
  readonly listen: { readonly peers: HostAndPort; readonly clients: HostAndPort }
  readonly raft: {
    /** The election timeout is drawn from this to twice as much. */
    readonly electionTimeout: Millis
    readonly heartbeat: Millis
    /** Entries after which a snapshot is taken; 0 never takes one. */
    readonly snapshotEvery: number
    readonly reads: ReadMode
  }
  readonly tls?: TlsFiles
  /** Known to all servers of the cluster and nobody else. */
  readonly secret?: string
  readonly log: { readonly level: LogLevel; readonly format: LogFormat }
  readonly limits: {
    /** Bytes. */
    readonly body: number
    /** Bytes that all bodies take together that are not whole yet. */
    readonly bodies: number
    /** Calls under way at a time. */
    readonly waiting: number
    readonly connections: number
    readonly callTimeout: Millis
  }
}
