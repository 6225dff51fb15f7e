import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../../base/input-error.ts'
import type { NodeId } from '../../base/node-id.ts'
import {
  server,
  type Address,
  type Addresses,
  type ServerCommand,
  type ServerNode,
  type ServerStatus,
  type ServerTarget,
} from '../../subject/server.ts'
import { makeBucket, STREAM } from './bucket.ts'
import { NatsClient, type NatsReads } from './client.ts'
import { NatsConnection } from './connection.ts'
import { assertNats, natsProgram } from './program.ts'

export interface NatsOptions {
  /** The server program. Default: what `WHITEWATER_NATS` names, or `nats-server`, as found in the PATH. */
  readonly program?: string
  /** Default `confirmed`, which is linearizable; `leader` and `direct` are not, and are found. */
  readonly reads?: NatsReads
  /** Whether `cas` is called. Default true. Without it, what else there is to find in 2.9 does not hide behind its `cas`. */
  readonly cas?: boolean
}

/** A stream has no more. All servers are to have it: what a majority of servers can do is then what the stream can. */
const MAX_REPLICAS = 5

/**
 * NATS draws 4 to 9 s and cannot be told otherwise. Faults are sized by this: each can bring about an election, and a run
 * still ends within a minute or two.
 */
const ELECTION_TIMEOUT = 5000

/** An address that nobody listens at: what servers tell of themselves must not lead past the proxies. */
const NOWHERE = '127.0.0.1:1'

/** NATS 2.9 or later with JetStream as a target: registers by key, in a bucket that all servers have. */
export function nats(options: NatsOptions = {}): ServerTarget {
  const { program = natsProgram(process.env), reads = 'confirmed', cas = true } = options
  /** What was started last, by the port for clients. */
  const started = new Map<number, ServerNode>()
  const nodeAt = (reach: Addresses): ServerNode | undefined => started.get(reach['client']?.port ?? 0)
  return server(
    {
      name: reads === 'confirmed' ? 'nats' : `nats-${reads}-reads`,
      ports: { client: 'clients', monitor: 'clients', cluster: 'peers' },
      prepare: () => assertNats(program),
      start(node) {
        started.set(node.listen['client']?.port ?? 0, node)
        return startCommand(program, node)
      },
      async ready({ id, reach }, signal) {
        const { ok } = await fetch(`${monitor(reach)}/healthz`, { signal })
        if (!ok) return false
        const leader = await leaderOf(id, reach, signal)
        if (leader === undefined) await makeBucketFirst(reach, nodeAt(reach))
        return leader !== undefined && leader !== ''
      },
      connect: ({ reach }) => new NatsClient(reach['client'] as Address, reads),
      async status({ id, reach }, signal): Promise<ServerStatus | undefined> {
        const leader = await leaderOf(id, reach, signal)
        if (leader === undefined) return undefined
        return { role: leader === id ? 'leader' : 'follower', currentTerm: termIn(nodeAt(reach)) }
      },
      electionTimeout: ELECTION_TIMEOUT,
      offers: { functions: cas ? ['read', 'write', 'cas'] : ['read', 'write'] },
    },
    { links: 'proxy' },
  )
}

/** Each server is told the others by the proxies that lead to them from it. */
function startCommand(program: string, { id, folder, listen, members }: ServerNode): ServerCommand {
  if (members.length > MAX_REPLICAS)
    throw new InputError(`a stream is on ${MAX_REPLICAS} servers at most: --nodes ${MAX_REPLICAS}`)
  const routes = members
    .filter((member) => member.id !== id)
    .map(({ reach }) => `nats-route://${reach['cluster']?.host}:${reach['cluster']?.port}`)
  const { client, monitor, cluster } = listen
  return {
    program,
    parameters: [
      ...['--server_name', id, '--addr', `${client?.host}`, '--port', `${client?.port}`],
      ...['--http_port', `${monitor?.port}`, '--jetstream', '--store_dir', storeOf(folder)],
      // one alone would wait for the others of a cluster
      ...(routes.length === 0
        ? []
        : ['--cluster_name', 'whitewater', '--cluster', `nats://${cluster?.host}:${cluster?.port}`]),
      ...(routes.length === 0 ? [] : ['--cluster_advertise', NOWHERE, '--routes', routes.join(',')]),
    ],
  }
}

const storeOf = (folder: string): string => join(folder, 'store')

const monitor = (reach: Addresses): string => `http://${reach['monitor']?.host}:${reach['monitor']?.port}`

/** One server makes the bucket, once: a bucket that is lost later must not come back empty. */
async function makeBucketFirst(reach: Addresses, node: ServerNode | undefined): Promise<void> {
  if (node?.ordinal !== 0 || node.incarnation !== 1) return
  const connection = await NatsConnection.open(reach['client'] as Address)
  try {
    await makeBucket(connection, node.members.length)
  } finally {
    connection.close()
  }
}

interface Jsz {
  readonly account_details?: readonly {
    readonly stream_detail?: readonly {
      readonly name?: string
      readonly cluster?: { readonly leader?: string }
    }[]
  }[]
}

/** Who leads the stream, as that server knows it; '' for nobody, undefined when it has no such stream. */
async function leaderOf(id: NodeId, reach: Addresses, signal: AbortSignal): Promise<string | undefined> {
  const response = await fetch(`${monitor(reach)}/jsz?acc=$G&streams=true`, { signal })
  const { account_details: accounts = [] } = (await response.json()) as Jsz
  const streams = accounts.flatMap(({ stream_detail: streams = [] }) => streams)
  const stream = streams.find(({ name }) => name === STREAM)
  if (stream === undefined) return undefined
  // a server without a cluster has nobody to elect
  return stream.cluster === undefined ? id : (stream.cluster.leader ?? '')
}

/**
 * The term of the stream's group, which no answer of 2.9 has: it stands in a file, 8 bytes before the vote. 0 where there
 * is none yet.
 */
function termIn(node: ServerNode | undefined): number {
  if (node === undefined) return 0
  const groups = join(storeOf(node.folder), 'jetstream', '$SYS', '_js_')
  try {
    const group = readdirSync(groups).find((name) => name.startsWith('S-'))
    if (group === undefined) return 0
    return Number(readFileSync(join(groups, group, 'tav.idx')).readBigUInt64LE(0))
  } catch {
    return 0
  }
}
