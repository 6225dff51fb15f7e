import { defined } from '../../../base/defined.ts'
import { resolve } from 'node:path'
import { InputError } from '../../../base/input-error.ts'
import type { NodeId } from '../../../base/node-id.ts'
import {
  addressText,
  hostAndPort,
  isLoopback,
  type HostAndPort,
  type MemberAddress,
} from '../members/member-address.ts'
import { privateText } from './private-file.ts'
import type { ServerSettings } from './server-settings.ts'
import type { RawSettings } from './settings-schema.ts'

/** The variable that holds the cluster's secret, where no file does. */
const SECRET_VARIABLE = 'WHITEWATER_SECRET'

/**
 * Settings with all that was left out, and checked as a whole.
 * @throws InputError that says what is missing or does not fit together.
 */
export function resolveSettings(
  raw: RawSettings,
  variables: { readonly [name: string]: string | undefined } = {},
): ServerSettings {
  const { id, data, join = false } = raw
  if (id === undefined) throw new InputError('id is missing: say which server this is, such as --id n1')
  if (data === undefined) throw new InputError('data is missing: say where the log goes, such as --data ./n1')
  const named = new Map(Object.entries(raw.members ?? {}))
  const own = ownAddress(id, named.get(id), raw)
  const addresses = new Map([...named, [id, own]])
  const members = join ? [] : [...named.keys()]
  if (!join) checkMembers(id, members)
  const secret = secretOf(raw, variables)
  const { log = {}, tls } = raw
  return {
    id,
    cluster: raw.cluster ?? 'whitewater',
    data: resolve(data),
    service: raw.service ?? 'key-value',
    members,
    addresses,
    listen: listenAddresses(id, own, raw),
    raft: raftSettings(raw),
    ...(tls === undefined ? {} : { tls: { ...tls, clients: tls.clients ?? false } }),
    ...defined({ secret }),
    log: { level: log.level ?? 'info', format: log.format ?? 'json' },
    limits: limitsOf(raw),
  }
}

function limitsOf({ limits = {} }: RawSettings): ServerSettings['limits'] {
  const { body = 1024 * 1024, waiting = 4096, connections = 10_000, callTimeout = 5000 } = limits
  const bodies = limits.bodies ?? Math.max(64 * 1024 * 1024, body)
  if (bodies < body)
    throw new InputError(
      `limits.bodies (${bodies}) must be at least limits.body (${body}): else no body of that length ever fits`,
    )
  return { body, bodies, waiting, connections, callTimeout }
}

function raftSettings({
  electionTimeout = 500,
  heartbeat = 50,
  snapshotEvery,
  reads,
}: RawSettings): ServerSettings['raft'] {
  if (heartbeat * 2 > electionTimeout) {
    throw new InputError(
      `heartbeat (${heartbeat}ms) must be at most half of electionTimeout (${electionTimeout}ms): ` +
        'else one late heartbeat begins an election',
    )
  }
  return { electionTimeout, heartbeat, snapshotEvery: snapshotEvery ?? 10_000, reads: reads ?? 'read-index' }
}

function checkMembers(id: NodeId, members: readonly NodeId[]): void {
  if (members.length === 0)
    throw new InputError(
      'members is missing: say who the cluster begins with, as --members n1=host:peerPort/host:clientPort,...',
    )
  if (!members.includes(id))
    throw new InputError(
      `${id} is not among the members ${members.join(', ')}: add it, or say --join if it is to be added to a running cluster`,
    )
}

/** Where others reach this server: as advertised, as the members say, or where it listens. */
function ownAddress(id: NodeId, listed: MemberAddress | undefined, raw: RawSettings): MemberAddress {
  const { advertise = {}, listen = {} } = raw
  const peer = advertise.peers ?? listed?.peer ?? listen.peers
  const client = advertise.clients ?? listed?.client ?? listen.clients
  if (peer === undefined || client === undefined)
    throw new InputError(
      `the address of ${id} is missing: put it into --members, or say --listen-peers and --listen-clients`,
    )
  return { peer, client }
}

/** Listens at its own ports on loopback, unless told otherwise in so many words. */
function listenAddresses(id: NodeId, own: MemberAddress, raw: RawSettings): ServerSettings['listen'] {
  const { listen = {}, host } = raw
  const at = (said: string | undefined, reached: string, flag: string): HostAndPort => {
    if (said !== undefined) return hostAndPort(said) as HostAndPort
    const wanted = hostAndPort(reached) as HostAndPort
    if (host !== undefined) return { host, port: wanted.port }
    if (isLoopback(wanted.host)) return wanted
    throw new InputError(
      `others reach ${id} at ${addressText(wanted)}, but a server listens on loopback only unless told otherwise: ` +
        `say --host ${wanted.host}, --host 0.0.0.0 for all interfaces, or ${flag}`,
    )
  }
  return {
    peers: at(listen.peers, own.peer, '--listen-peers'),
    clients: at(listen.clients, own.client, '--listen-clients'),
  }
}

/** Shorter ones can be guessed. */
const SHORTEST_SECRET = 16

function secretOf(
  { secretFile }: RawSettings,
  variables: { readonly [name: string]: string | undefined },
): string | undefined {
  const variable = variables[SECRET_VARIABLE]
  const secret = secretFile === undefined ? variable : privateText(secretFile, 'the secret').trim()
  if (secret === undefined || secret.length >= SHORTEST_SECRET) return secret
  throw new InputError(
    `the secret must have ${SHORTEST_SECRET} characters or more`,
    secretFile === undefined ? { field: SECRET_VARIABLE } : { file: secretFile },
  )
}
