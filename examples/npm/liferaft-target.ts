// LifeRaft and its forks: an emitter that is given packets, peers that are functions, a log over leveldown.
import {
  connectedRequests,
  freshRequire,
  inProcess,
  KeyValueMachine,
  levelStore,
  waitingClients,
} from 'whitewater'
import type { Environment, RaftNode, Target } from 'whitewater'

const roles = ['follower', 'leader', 'candidate', 'follower'] as const // STOPPED, LEADER, CANDIDATE, FOLLOWER

/** `name`: of the package. It does not store its term and its vote, so that a crash would lose them. */
export const liferaft = (name: string): Target =>
  inProcess({
    name,
    globals: 'virtual',
    electionTimeout: 300,
    offers: { persistence: false },
    create: (environment) => start(name, environment),
  }) as Target

function start(name: string, environment: Environment): RaftNode<any, any> {
  const require = freshRequire(import.meta.url)
  const [LifeRaft, Log] = [require(name), require(`${name}/log`)] as any[]
  const store = levelStore(environment)
  const raft = new LifeRaft(environment.id, { Log, adapter: () => store })
  raft.on('error', () => {}) // of stale packets and late votes it speaks, and goes on
  const rpc = connectedRequests(environment, (_from, packet, reply) => {
    raft.emit('data', packet, async (answer: any) => reply((await answer) ?? null))
  })
  for (const peer of environment.members) {
    raft.join(peer, (packet: any, done: any) => rpc.ask(peer, packet, done))
  }
  const machine = new KeyValueMachine()
  const clients = waitingClients(environment)
  raft.on('commit', (command: any) => clients.answer(command, machine.apply(command)))
  const shown = ([, entry]: any) => ({ ...entry, digest: JSON.stringify(entry.command) })
  return {
    receive: rpc.receive,
    submit: (call, done) => {
      const refuse = ({ leaderAddress }: any) =>
        done({ type: 'fail', error: `not leader; leader ${leaderAddress}` })
      raft.command(clients.add(call, done), refuse).catch(refuse)
    },
    view: () => ({
      role: roles[raft.state] ?? 'follower',
      currentTerm: raft.term,
      votedFor: raft.votes.for,
      log: store.entriesSync({ valueEncoding: 'json' }).map(shown),
      firstIndex: 1,
      commitIndex: raft.log.committedIndex,
      lastApplied: raft.log.committedIndex,
    }),
  }
}
