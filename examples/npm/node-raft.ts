// node-raft: a transport and a storage by interface; of the protocol, what followers do.
import { MemoryStorage, RaftNode as Node } from 'node-raft'
import { connectedRequests, inProcess, type Environment, type RaftNode } from 'whitewater'

export default inProcess({
  name: 'node-raft',
  globals: 'virtual',
  electionTimeout: 300,
  offers: { persistence: false, electionsOnly: true },
  create: start,
})

async function start(environment: Environment): Promise<RaftNode<any, any>> {
  const { id, members } = environment
  let handler: (message: any) => Promise<any>
  const rpc = connectedRequests(environment, (from, message: any) => handler({ ...message, from }))
  const transport = {
    initialize: async () => {},
    sendRPC: rpc.call,
    onRPC: (given: typeof handler) => (handler = given),
    shutdown: async () => {},
  }
  const peers = members.filter((peer) => peer !== id)
  const node: any = new Node({ nodeId: id, peers } as any, {} as any, transport as any, new MemoryStorage())
  await node.start()
  return {
    receive: rpc.receive,
    submit: (_call, done) => done({ type: 'fail', error: 'not leader' }),
    view: () => ({
      role: node.currentState.toLowerCase(),
      currentTerm: node.currentTerm,
      votedFor: node.votedFor,
      ...{ log: [], firstIndex: 1, commitIndex: node.commitIndex, lastApplied: node.lastApplied },
    }),
  }
}
