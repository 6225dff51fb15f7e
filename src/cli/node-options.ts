import type { Command } from 'commander'
import type { RawSettings } from '../raft/server/settings/settings-schema.ts'
import { checkedSettings } from '../raft/server/settings/settings-source.ts'
import { wholeNumber } from './options/option-values.ts'

/** The settings of one server as commander hands them over; each may be left out. */
export interface NodeOptions {
  readonly id?: string
  readonly clusterName?: string
  readonly data?: string
  readonly members?: string
  readonly join?: boolean
  readonly host?: string
  readonly listenPeers?: string
  readonly listenClients?: string
  readonly advertisePeers?: string
  readonly advertiseClients?: string
  readonly service?: string
  readonly electionTimeout?: string
  readonly heartbeat?: string
  readonly snapshotEvery?: number
  readonly reads?: string
  readonly tlsCertificate?: string
  readonly tlsKey?: string
  readonly tlsAuthority?: string
  readonly tlsClients?: boolean
  readonly secretFile?: string
  readonly logLevel?: string
  readonly logFormat?: string
}

/** Adds the options that say what a server is like. */
export function addNodeOptions(command: Command): Command {
  return command
    .option('--id <name>', 'the server’s own name, such as n1')
    .option('--data <dir>', 'where its log and snapshots are')
    .option('--members <list>', 'who the cluster begins with: n1=host:peerPort/host:clientPort,n2=...')
    .option('--join', 'begin without members, and wait to be added to a running cluster')
    .option('--service <name>', 'key-value, directory or ledger (default: "key-value")')
    .option('--host <host>', 'listen there instead of on loopback; 0.0.0.0 is all interfaces')
    .option('--listen-peers <host:port>', 'for other servers (default: as in --members)')
    .option('--listen-clients <host:port>', 'for clients (default: as in --members)')
    .option('--advertise-peers <host:port>', 'where others reach it, if that is elsewhere')
    .option('--advertise-clients <host:port>', 'where clients reach it, if that is elsewhere')
    .option('--cluster-name <name>', 'servers of another cluster are refused (default: "whitewater")')
    .option('--election-timeout <duration>', 'drawn from this to twice as much (default: 500ms)')
    .option('--heartbeat <duration>', 'at most half the election timeout (default: 50ms)')
    .option(
      '--snapshot-every <n>',
      'entries between two snapshots; 0 takes none (default: 10000)',
      wholeNumber('snapshotEvery', { low: 0 }),
    )
    .option('--reads <how>', 'read-index, lease, or log: as entries (default: "read-index")')
    .option('--tls-certificate <file>', 'PEM, for links between servers; with --tls-key and --tls-authority')
    .option('--tls-key <file>', 'PEM')
    .option('--tls-authority <file>', 'PEM: who signed the certificates of the other servers')
    .option('--tls-clients', 'serve clients over TLS as well')
    .option('--secret-file <file>', 'the cluster’s secret; or in the variable WHITEWATER_SECRET')
    .option('--log-level <level>', 'debug, info, warn or error (default: "info")')
    .option('--log-format <format>', 'json, or text for people (default: "json")')
}

/**
 * What the command line says of the settings.
 * @throws InputError that names the field.
 */
export function settingsOf(options: NodeOptions): RawSettings {
  const { tlsCertificate, tlsKey, tlsAuthority, tlsClients } = options
  const tls = given({
    certificate: tlsCertificate,
    key: tlsKey,
    authority: tlsAuthority,
    clients: tlsClients,
  })
  const settings = given({
    id: options.id,
    cluster: options.clusterName,
    data: options.data,
    members: options.members,
    join: options.join,
    host: options.host,
    listen: given({ peers: options.listenPeers, clients: options.listenClients }),
    advertise: given({ peers: options.advertisePeers, clients: options.advertiseClients }),
    service: options.service,
    electionTimeout: options.electionTimeout,
    heartbeat: options.heartbeat,
    snapshotEvery: options.snapshotEvery,
    reads: options.reads,
    tls: Object.keys(tls).length === 0 ? undefined : tls,
    secretFile: options.secretFile,
    log: given({ level: options.logLevel, format: options.logFormat }),
  })
  return checkedSettings(settings, 'the command line')
}

/** The fields that are there. */
function given(fields: { readonly [name: string]: unknown }): { readonly [name: string]: unknown } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
