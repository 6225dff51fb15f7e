import type { ServerTarget } from '../subject/server.ts'
import { etcd } from './etcd.ts'
import { nats } from './nats/nats.ts'
import { ownServer } from './own-server.ts'

/** A target of real servers that comes with Whitewater. */
export interface BuiltInServers {
  readonly about: string
  make(): ServerTarget
}

/** Those targets by the name under which `run --target` knows them. */
export const builtInServers: ReadonlyMap<string, BuiltInServers> = new Map([
  [
    'own-server',
    { about: 'the same Raft as real servers: processes, sockets, disks', make: () => ownServer() },
  ],
  ['etcd', { about: 'etcd 3.4 or later as real servers; it has to be installed', make: () => etcd() }],
  [
    'nats',
    { about: 'NATS JetStream 2.9 or later as real servers; it has to be installed', make: () => nats() },
  ],
])
