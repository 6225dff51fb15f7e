import type { Json } from '../../base/json.ts'
import type { NodeId } from '../../base/node-id.ts'
import type { Millis } from '../../base/time.ts'
import type { CodedOutcome } from '../../record/operation.ts'
import { defaultConfig, rules, type Message } from '../core/index.ts'
import { services } from '../services/service.ts'
import type { Environment } from '../node/environment.ts'
import { RaftHost } from '../node/host.ts'
import type { Command, Consensus, ConsensusStatus, Peer } from './consensus.ts'
import { HeardTerms } from './messages/bounds.ts'
import { value } from './messages/fields.ts'
import { IncomingImage } from './messages/incoming-image.ts'
import { messageFault } from './messages/message-fault.ts'
import { positionFault } from './messages/position-fault.ts'
import type { ServerSettings } from './settings/server-settings.ts'
import { SteadySessions } from './steady-sessions.ts'

/** Entries that a leader takes before they are committed: what comes then is refused as `busy`. */
const MAX_UNCOMMITTED = 10_000
/** Characters of a snapshot in one message. */
const SNAPSHOT_CHUNK = 1024 * 1024

/** The built-in Raft, the same that is simulated, behind the client API. */
export class RaftConsensus implements Consensus, Peer {
  readonly #host: RaftHost
  readonly #image: IncomingImage
  readonly #terms = new HeardTerms()

  constructor(environment: Environment, { raft, service }: Pick<ServerSettings, 'raft' | 'service'>) {
    const config = {
      ...defaultConfig,
      electionTimeoutMin: raft.electionTimeout,
      electionTimeoutMax: raft.electionTimeout * 2,
      heartbeatInterval: raft.heartbeat,
      // a server that comes back must not depose a leader that works (thesis §9.6)
      preVote: true,
      // and a leader cut off must know it is none, so that its clients go elsewhere (thesis §6.2)
      checkQuorum: true,
      reads: raft.reads,
      snapshotEvery: raft.snapshotEvery,
      snapshotChunk: SNAPSHOT_CHUNK,
      maxUncommitted: MAX_UNCOMMITTED,
      // so that a follower that was away for a moment needs no snapshot
      trailing: Math.ceil(raft.snapshotEvery / 10),
      // few messages ahead, and many entries in each: what comes while they are on their way goes together
      inflight: 2,
      // with the largest bodies (1 MiB) still well within what one message between servers may hold
      batch: 32,
    }
    const now = (): Millis => environment.clock.now()
    const sessions = (): SteadySessions =>
      new SteadySessions(services[service](), { registration: 'explicit' }, now)
    this.#host = new RaftHost(environment, config, rules, sessions())
    this.#image = new IncomingImage((image) => {
      const fault = value(image, 'it')
      if (fault !== undefined) throw new TypeError(fault)
      sessions().restore(image)
    })
  }

  faultOf(from: NodeId, message: Json): string | undefined {
    const fault = messageFault(message)
    if (fault !== undefined) return fault
    const known = message as Message
    const { server } = this.#host.raft
    const contradiction =
      this.#terms.fault(from, known.term, server.currentTerm) ?? positionFault(known, server)
    if (contradiction !== undefined || known.type !== 'install-snapshot') return contradiction
    const old = known.term < server.currentTerm || known.index <= server.commitIndex
    return old ? undefined : this.#image.fault(known)
  }

  receive(from: NodeId, message: Json): void {
    // what is no message has a fault, and does not come here
    this.#host.receive(from, message as Message)
  }

  submit(command: Command, done: (outcome: CodedOutcome<Json>) => void): void {
    this.#host.execute(command, done)
  }

  status(): ConsensusStatus {
    const { server } = this.#host.raft
    const { voters, outgoing, learners, context } = server.membership
    return {
      id: server.id,
      role: server.role,
      term: server.currentTerm,
      leader: server.leader,
      firstIndex: server.log.firstIndex,
      lastIndex: server.log.lastIndex,
      commitIndex: server.commitIndex,
      lastApplied: server.lastApplied,
      voters: [...new Set([...voters, ...outgoing])],
      learners,
      ...(context !== undefined && { context }),
    }
  }
}
