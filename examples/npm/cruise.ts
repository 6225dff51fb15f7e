// cruise: sockets of its own, of which only `call` and `expose` are used; events for what is committed.
import { connectedRequests, freshRequire, inProcess, KeyValueMachine, waitingClients } from 'whitewater'
import type { Environment, RaftNode } from 'whitewater'

// nothing is stored: a crash would lose terms, votes and the log
export default inProcess({
  name: 'cruise',
  globals: 'virtual',
  electionTimeout: 600,
  offers: { persistence: false },
  create: start,
})

const idOf = (address: string | undefined) => address?.replace(/:1$/, '') ?? null

function start(environment: Environment): RaftNode<any, any> {
  const require = freshRequire(import.meta.url)
  const [Node, Peer] = [require('cruise'), require('cruise/lib/peer')] as any[]
  const rpc = connectedRequests(environment, (_from, { name, request }: any, reply) => {
    node.server.methods[name](request, (error: any, answer: any) => reply([error ?? null, answer]))
  })
  Peer.prototype.connect = function () {
    const call = (name: string, request: any, done: any) =>
      rpc.ask(this.host(), { name, request }, (late, reply: any) => done(...(reply ?? [late])))
    this.client = { call }
  }
  const node = new Node(`${environment.id}:1`)
  node.server = { methods: {}, expose: (methods: object) => (node.server.methods = methods) }
  node.updateRpc()
  for (const id of environment.members) node.addPeer(`${id}:1`)
  const machine = new KeyValueMachine()
  const clients = waitingClients(environment)
  const outcomes = new Map<string, any>()
  node.on('data', (command: any) => outcomes.set(command.tag, machine.apply(command)))
  const shown = ({ index, term, value }: any) => ({ index, term, digest: JSON.stringify(value) })
  return {
    receive: rpc.receive,
    submit: (call, done) => {
      if (!node.isLeader()) return done({ type: 'fail', error: `not leader; leader ${idOf(node.leader())}` })
      const command = clients.add(call, done)
      node.do(command, () => clients.answer(command, outcomes.get(command.tag)))
    },
    view: () => ({
      role: node.state().name,
      currentTerm: node.term(),
      votedFor: idOf(node.votedFor()),
      log: node.log().entries().slice(1).map(shown),
      firstIndex: 1,
      commitIndex: node.log().commitIndex(),
      lastApplied: node.log().commitIndex(),
    }),
  }
}
