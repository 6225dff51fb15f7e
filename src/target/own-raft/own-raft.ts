import type { Json } from '../../base/json.ts'
import type { Message } from '../../raft/index.ts'
import { defaultConfig, rules as raftRules, type RaftConfig, type Rules } from '../../raft/index.ts'
import { services, type ServiceName } from '../../services/service.ts'
import { sessionRules, Sessions, type SessionCommand, type SessionRules } from '../../services/sessions.ts'
import type { LensMessage } from '../contract.ts'
import type { Target } from '../target.ts'
import { describeCommand, describeMessage } from './describe.ts'
import { RaftHost } from './host.ts'
import { WalMirror } from './wal.ts'

/** Settings of the own Raft that a plan draws: see {@link RaftConfig}. */
export interface OwnRaftOptions extends Partial<Omit<RaftConfig, 'id' | 'members'>> {
  /** What it serves; the workload is of that kind, too. Default `key-value`. */
  readonly service?: ServiceName
  /** Clients ask for the status of a request whose time is up. Default false. */
  readonly statusQueries?: boolean
}

/** A named departure from Raft: rules that replace the right ones. */
export interface Deviation {
  readonly raft?: Partial<Rules>
  readonly sessions?: Partial<SessionRules>
}

/** The Raft that Whitewater ships with, serving registers by key or another service, with client sessions. */
export function ownRaft(
  { service = 'key-value', statusQueries: _, ...options }: OwnRaftOptions = {},
  deviation: Deviation = {},
): Target<SessionCommand, Json> {
  const config = { ...defaultConfig, ...options }
  const rules = { ...raftRules, ...deviation.raft }
  const sessions = { ...sessionRules, ...deviation.sessions }
  return {
    name: 'own-raft',
    kind: 'in-process',
    values: 'shared',
    sessions: true,
    electionTimeout: config.electionTimeoutMax,
    create: (environment) =>
      new RaftHost(environment, config, rules, new Sessions(services[service](), sessions)),
    live: (node) => (node as RaftHost).raft.server,
    durable: () => new WalMirror(),
    lens: { message: (message) => lensMessage(message as unknown as Message) },
    describe: (message) => describeMessage(message as unknown as Message),
    describeEntry: (node, index) =>
      describeCommand((node as RaftHost).raft.server.log.at(index)?.command ?? null),
  }
}

function lensMessage(message: Message): LensMessage {
  switch (message.type) {
    case 'request-vote':
      return { kind: 'request-vote', term: message.term }
    case 'vote':
      return { kind: 'vote', term: message.term, granted: message.granted }
    case 'pre-vote': // asks and promises nothing: no vote, and a term that may never begin
    case 'pre-vote-reply':
      return { kind: 'other', term: message.term }
    case 'append':
      return { kind: 'append', term: message.term }
    case 'append-reply':
      return { kind: 'append-reply', term: message.term }
  }
}
