// skiff-algorithm: a transport of connections, a persistence by interface, callbacks.
import { EventEmitter } from 'node:events'
import { connectedRequests, entryViews, freshRequire, inProcess, KeyValueMachine } from 'whitewater'
import type { Environment, RaftNode } from 'whitewater'
import { lens } from './skiff-lens.ts'

const [name, globals, electionTimeout] = ['skiff-algorithm', 'virtual', 300] as const
export default inProcess({ name, globals, electionTimeout, lens, create: start })

function start(environment: Environment): RaftNode<any, any> {
  const { id, members, storage } = environment
  const Node = freshRequire(import.meta.url)('skiff-algorithm') as any
  const handlers = new Map<string, (type: string, args: any, done: any) => void>()
  const rpc = connectedRequests(environment, (from, { type, args }: any, reply) => {
    handlers.get(from)?.(type, args, (error: any, answer: any) => reply([error && String(error), answer]))
  })
  const connect = (_self: string, _mine: any, peer: string) => {
    const receive = (handler: any) => handlers.set(peer, handler)
    const send = (type: string, args: any, done: any) =>
      rpc.ask(peer, { type, args }, (late, reply: any) => done(...(reply ?? [late])))
    return Object.assign(new EventEmitter(), { receive, send, close: (done: any) => done() })
  }
  const machine = new KeyValueMachine()
  const outcomes: any[] = [] // by the index of their entry
  const peers = members.filter((peer) => peer !== id).map((peer) => ({ id: peer }))
  const log = { meta: { lastIncludedIndex: 0, lastIncludedTerm: 0 }, entries: [] }
  const { meta = { currentTerm: 0, votedFor: null, peers, log } } = (storage.load() ?? {}) as any
  const persistence = {
    loadMeta: (_id: string, done: any) => done(null, meta),
    saveMeta: (_id: string, state: any, done: any) => (storage.write('meta', state), storage.sync(done)),
    lastAppliedCommitIndex: (_id: string, done: any) => done(null, 0), // all of the log is there, and applied again
    applyCommand: (_id: string, index: number, command: any, done: any) =>
      done(null, (outcomes[index] = machine.apply(command))),
  }
  const node = new Node({ id, transport: { connect }, persistence, retainedLogEntries: 1e9 })
  node.on('error', () => {}) // of calls that were not answered in time
  const state = node.commonState
  const shown = entryViews(({ term, command }: any) => ({ term, digest: JSON.stringify(command) }))
  return {
    receive: rpc.receive,
    submit: (call, done) => {
      const index = state.persisted.log.length() + 1
      const refusal = (error: any) => ({
        ...(error.code === 'ENOTLEADER' ? { type: 'fail' as const } : { type: 'info' as const }),
        error: error.code === 'ENOTLEADER' ? `not leader; leader ${error.leader}` : String(error),
      })
      node.command(call, (error: any) => done(error ? refusal(error) : outcomes[index]))
    },
    view: () => ({
      role: ['leader', 'candidate'].includes(node.state.name) ? node.state.name : 'follower',
      ...{ currentTerm: state.persisted.currentTerm, votedFor: state.persisted.votedFor },
      ...{ log: shown(state.persisted.log.entries), firstIndex: 1 },
      ...{ commitIndex: state.volatile.commitIndex, lastApplied: state.volatile.lastApplied },
    }),
  }
}
