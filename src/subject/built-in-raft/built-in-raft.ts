import type { Json } from '../../base/json.ts'
import type { Millis } from '../../base/time.ts'
import type { Message } from '../../raft/core/index.ts'
import { defaultConfig, rules as raftRules, type RaftConfig, type Rules } from '../../raft/core/index.ts'
import { services, type ServiceName } from '../../raft/services/service.ts'
import type { SessionSettings } from '../../raft/services/session-settings.ts'
import type { StateMachine } from '../../raft/services/state-machine.ts'
import {
  sessionRules,
  Sessions,
  type SessionCommand,
  type SessionRules,
} from '../../raft/services/sessions.ts'
import type { LensMessage } from '../contract.ts'
import { builtInRaftOffers } from '../offers.ts'
import { DEFAULT_TARGET } from '../shipped-targets.ts'
import type { Target } from '../target.ts'
import { describeEntry, describeMessage } from './describe.ts'
import type { Environment } from '../../raft/node/environment.ts'
import { RaftHost } from '../../raft/node/host.ts'
import { WalMirror } from '../../raft/node/wal.ts'

/** Settings of the built-in Raft that a plan draws: see {@link RaftConfig} and {@link SessionSettings}. */
export interface BuiltInRaftOptions extends Partial<Omit<RaftConfig, 'id' | 'members'> & SessionSettings> {
  /** What it serves; the workload is of that kind, too. Default `key-value`. */
  readonly service?: ServiceName
  /** With how many of the servers, the first ones, the cluster begins; the others wait. Default: all. */
  readonly voters?: number
  /** Clients ask for the status of a request whose time is up. Default false. */
  readonly statusQueries?: boolean
}

/** A named departure from Raft: rules that replace the right ones, or a world around each server that breaks its word. */
export interface Deviation {
  readonly raft?: Partial<Rules>
  readonly sessions?: Partial<SessionRules>
  /**
   * What a server is given in place of its environment, made anew for each incarnation: a disk that acknowledges too
   * early, say, or a clock that stands still. It keeps what it must outlast a crash on that disk, and nowhere else.
   */
  environment?(environment: Environment<Message>): Environment<Message>
  /** A server finds something else on its disk than what is there: nothing is said of what is durable. */
  readonly hidesDisk?: true
  /** What is replicated in place of the service, by each incarnation anew. */
  service?(service: StateMachine): StateMachine
}

/** The Raft that Whitewater ships with, serving registers by key or another service, with client sessions. */
export function builtInRaft(
  { service: serviceName = 'key-value', statusQueries: _, ...options }: BuiltInRaftOptions = {},
  deviation: Deviation = {},
): Target<SessionCommand, Json> {
  const config = { ...defaultConfig, ...options }
  const rules = { ...raftRules, ...deviation.raft }
  const sessions = { ...sessionRules, ...deviation.sessions }
  return {
    name: DEFAULT_TARGET,
    kind: 'in-process',
    offers: builtInRaftOffers,
    operator: 'submit',
    values: 'shared',
    sessions: options.registration === 'explicit' ? 'explicit' : true,
    electionTimeout: config.electionTimeoutMax,
    create: (given) => {
      const environment = deviation.environment?.(given) ?? given
      const service = services[serviceName]()
      const ownClock = (): Millis => environment.clock.now()
      return new RaftHost(
        environment,
        config,
        rules,
        new Sessions(deviation.service?.(service) ?? service, sessions, options, ownClock),
      )
    },
    live: (node) => (node as RaftHost).raft.server,
    ...(deviation.hidesDisk === true ? {} : { durable: () => new WalMirror() }),
    stateKey: (node, disk) =>
      `${(node as RaftHost).stateKey()} ${disk instanceof WalMirror ? disk.stateKey() : ''}`,
    lens: { message: (message) => lensMessage(message as Message) },
    canonicalForm: (message) => canonicalForm(message as Message) as Json,
    describe: (message) => describeMessage(message as Message),
    describeEntry: (node, index) => {
      const entry = (node as RaftHost).raft.server.log.at(index)
      return entry === undefined ? 'no entry' : describeEntry(entry)
    },
  }
}

/**
 * What a message says, without the numbers that only tie answers to questions, which change with every message that
 * is left out before; and without clock readings: commands of sessions that expire carry the time of who took them,
 * and so do the images of the services they changed.
 */
function canonicalForm(message: Message): unknown {
  switch (message.type) {
    case 'append': {
      const { entries } = message
      if (!entries.some(({ command }) => isTimed(command))) return { ...message, round: 0 }
      return {
        ...message,
        round: 0,
        entries: entries.map(({ index, term, command }) => ({ index, term, command: untimed(command) })),
      }
    }
    case 'append-reply':
    case 'snapshot-reply':
      return { ...message, round: 0 }
    case 'forward':
      return { ...message, id: 0, command: untimed(message.command) }
    case 'forward-reply':
    case 'read-index':
    case 'read-index-reply':
      return { ...message, id: 0 }
    case 'install-snapshot':
      return { ...message, round: 0, data: '' }
    default:
      return message
  }
}

const untimed = (command: Json): Json => (isTimed(command) ? { ...(command as object), time: 0 } : command)

const isTimed = (command: Json): boolean =>
  typeof (command as { readonly time?: Json } | null)?.time === 'number'

function lensMessage(message: Message): LensMessage {
  switch (message.type) {
    case 'request-vote':
      return {
        kind: 'request-vote',
        term: message.term,
        lastIndex: message.lastLogIndex,
        lastTerm: message.lastLogTerm,
      }
    case 'vote':
      return { kind: 'vote', term: message.term, granted: message.granted }
    case 'append':
      return { kind: 'append', term: message.term }
    case 'append-reply':
      return { kind: 'append-reply', term: message.term }
    case 'install-snapshot':
      return { kind: 'snapshot', term: message.term }
    default: // a pre-vote, too: it promises nothing, and its term may never begin
      return { kind: 'other', term: message.term }
  }
}
