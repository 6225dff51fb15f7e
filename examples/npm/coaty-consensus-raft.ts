// @coaty/consensus.raft: etcd's raft, ported. Its core alone, with ticks and Ready as in etcd, without its layer over MQTT: see `instead`.
import { entryViews, freshRequire, inProcess, KeyValueMachine, waitingClients } from 'whitewater'
import type { Environment, RaftNode } from 'whitewater'

const name = '@coaty/consensus.raft'
export default inProcess({ name, globals: 'virtual', electionTimeout: 600, create: start })

const database = { '@coaty/core/db': {}, '@coaty/core/db/adapter-sqlite-node': {} }
const instead = { '@coaty/core': { Controller: class {} }, ...database, rxjs: {}, 'rxjs/operators': {} }
const roles = ['follower', 'candidate', 'leader', 'follower'] as const // the last is a pre-candidate
const settings = { electionTick: 10, heartbeatTick: 1, preVote: true, checkQuorum: true }

function start(environment: Environment): RaftNode<any, any> {
  const { id, members, storage, transport } = environment
  const require = freshRequire(import.meta.url, { instead })
  const core = (part: string) => require(`${name}/ported/${part}`) as any
  const [{ RawNode }, { RaftConfig, noLimit }] = [core('rawnode'), core('raft')]
  const [{ MemoryStorage }, pb] = [core('storage'), core('raftpb/raft.pb')]
  const { raft: stored = { hardState: {}, ents: [{}] } } = (storage.load() ?? {}) as any
  const ents = stored.ents.map((entry: any) => new pb.Entry(entry))
  const snapshot = new pb.Snapshot({ metadata: { confState: { voters: [...members] } } })
  const memory = new MemoryStorage({ hardState: new pb.HardState(stored.hardState), ents, snapshot })
  const limits = { maxSizePerMsg: noLimit, maxInflightMsgs: 256 }
  const config = new RaftConfig({ id, storage: memory, ...limits, ...settings })
  const node = RawNode.NewRawNode(config)
  const [raft, machine, clients] = [node.raft, new KeyValueMachine(), waitingClients(environment)]
  let [applied, isBusy] = [0, false]
  function work(): void {
    if (isBusy || !node.hasReady()) return
    isBusy = true
    const ready = node.ready()
    memory.Append(ready.entries)
    if (!ready.hardState.isEmptyHardState()) memory.SetHardState(ready.hardState)
    storage.write('raft', { hardState: { ...memory.hardState }, ents: memory.ents })
    storage.sync(() => {
      for (const message of ready.messages) if (message.to) transport.send(message.to, message)
      applied = ready.committedEntries.at(-1)?.index ?? applied
      for (const { data } of ready.committedEntries) data && clients.answer(data, machine.apply(data))
      node.advance(ready)
      isBusy = false
      work()
    })
  }
  setInterval(() => (node.tick(), work()), 30)
  const shown = entryViews(({ term, data }: any) => ({ term, digest: JSON.stringify(data) }))
  return {
    receive: (_from, message: any) => (node.step(new pb.Message(message)), work()),
    submit: (call, done) => {
      const isLeader = roles[raft.state] === 'leader'
      if (isLeader && node.propose(clients.add(call, done)) === null) work()
      else done({ type: 'fail', error: `not leader; leader ${raft.lead}` })
    },
    view: () => ({
      ...{ role: roles[raft.state] ?? 'follower', currentTerm: raft.term, votedFor: raft.vote || null },
      ...{ log: shown(raft.raftLog.allEntries()), firstIndex: 1, lastApplied: applied },
      commitIndex: raft.raftLog.committed,
    }),
  }
}
