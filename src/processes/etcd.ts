import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { NodeId } from '../base/node-id.ts'
import {
  server,
  type ServerCommand,
  type ServerMember,
  type ServerNode,
  type ServerStatus,
  type ServerTarget,
} from '../subject/server.ts'
import { assertEtcd, etcdProgram, etcdUpgrades } from './etcd-program.ts'
import { EtcdClient, get, post, url, type Reply } from './etcd-client.ts'

export interface EtcdOptions {
  /** The etcd program. Default: what `WHITEWATER_ETCD` names, or `etcd`, as found in the PATH. */
  readonly program?: string
  /**
   * Newer etcd programs, in order, which the fault `upgrade` replaces it by. Default: what `WHITEWATER_ETCD_UPGRADES`
   * lists, as a PATH is; none.
   */
  readonly upgrades?: readonly string[]
}

const TOKEN = 'whitewater'
const HEARTBEAT = 50
const ELECTION_TIMEOUT = 500

/** etcd 3.4 or later as a target: registers by key, through its HTTP/JSON gateway. */
export function etcd({
  program = etcdProgram(process.env),
  upgrades = etcdUpgrades(process.env),
}: EtcdOptions = {}): ServerTarget {
  const versions = [program, ...upgrades]
  return server(
    {
      name: 'etcd',
      ports: { client: 'clients', peer: 'peers' },
      versions,
      async prepare() {
        for (const version of versions) await assertEtcd(version)
      },
      start: (node) => startCommand(node.version ?? program, node),
      // a member is healthy once it has a leader
      ready: async ({ reach }, signal) =>
        (await get(reach['client'], '/health', signal))['health'] === 'true',
      connect: ({ reach }) => new EtcdClient(reach['client']),
      sourceOf,
      status: async ({ reach }, signal) =>
        statusOf(await post(reach['client'], 'maintenance/status', {}, signal)),
      // the timeout is drawn from one to two times what is set
      electionTimeout: 2 * ELECTION_TIMEOUT,
    },
    { links: 'proxy' },
  )
}

/**
 * All members must agree on the list of addresses, so there is one proxy for each: what a member advertises
 * to its peers is the proxy, what it listens on is not.
 */
function startCommand(program: string, { id, folder, listen, members }: ServerNode): ServerCommand {
  const peers = members.map((member) => `${member.id}=${url(member.reach['peer'])}`)
  const advertised = url(members.find((member) => member.id === id)?.reach['peer'])
  const parameters = {
    name: id,
    'data-dir': join(folder, 'etcd'),
    'listen-client-urls': url(listen['client']),
    'advertise-client-urls': url(listen['client']),
    'listen-peer-urls': url(listen['peer']),
    'initial-advertise-peer-urls': advertised,
    'initial-cluster': peers.join(','),
    'initial-cluster-token': TOKEN,
    'initial-cluster-state': 'new',
    'heartbeat-interval': HEARTBEAT,
    'election-timeout': ELECTION_TIMEOUT,
  }
  return {
    program,
    parameters: Object.entries(parameters).flatMap(([name, value]) => [`--${name}`, `${value}`]),
  }
}

/** Peers speak HTTP and name themselves in a header; only the question for the version has none. */
function sourceOf(bytes: Uint8Array, members: readonly ServerMember[]): NodeId | null | undefined {
  const text = Buffer.from(bytes).toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  // whole lines only: the rest of a number may still be on its way
  const lines = text.slice(0, end < 0 ? text.lastIndexOf('\r\n') + 2 : end + 2)
  const from = /^x-server-from: *([0-9a-f]+)\r$/im.exec(lines)?.[1]
  if (from === undefined) return end < 0 ? undefined : null
  return members.find((member) => memberNumber(member) === BigInt(`0x${from}`))?.id ?? null
}

/** etcd numbers the members it begins with by a digest of their addresses and the cluster's token. */
function memberNumber({ reach }: ServerMember): bigint {
  const digest = createHash('sha1')
    .update(url(reach['peer']) + TOKEN)
    .digest()
  return digest.readBigUInt64BE(0)
}

/** Numbers of 64 bits come as text, and fields that are zero do not come at all. */
function statusOf({ header, leader, raftTerm, raftIndex }: Reply): ServerStatus {
  const { member_id: self } = (header ?? {}) as { readonly member_id?: string }
  const commitIndex = Number(raftIndex ?? 0)
  return {
    role: leader !== undefined && leader === self ? 'leader' : 'follower',
    currentTerm: Number(raftTerm ?? 0),
    commitIndex,
    lastIndex: commitIndex,
  }
}
