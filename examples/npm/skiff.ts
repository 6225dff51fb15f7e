// skiff: streams for a network, leveldown for a disk.
import { Duplex } from 'node:stream'
import { freshRequire, inProcess, levelStore, orderedConnections } from 'whitewater'
import type { Environment, RaftNode } from 'whitewater'

const offers = { functions: ['read', 'write'] }
export default inProcess({ name: 'skiff', globals: 'virtual', electionTimeout: 600, offers, create: start })

const addressOf = (id: string) => `/ip4/127.0.0.1/tcp/${id.slice(1)}`
const idOf = (address: any) => address && `n${String(address).split('/').at(-1)}`

async function start(environment: Environment): Promise<RaftNode<any, any>> {
  const leveldown = () => levelStore(environment)
  const skiff = freshRequire(import.meta.url, { instead: { leveldown } })('skiff') as any
  // an answer comes back by the way its request took
  const connections = orderedConnections(environment, (_from, message: any) => {
    network[message.type === 'reply' ? 'active' : 'passive'].push(message)
  })
  const write = (message: any, _encoding: string, done: () => void) => {
    connections.send(idOf(message.to), JSON.parse(JSON.stringify(message)))
    done()
  }
  const stream = () => new Duplex({ objectMode: true, read: () => {}, write })
  const network = { active: stream(), passive: stream() }
  const options = { db: leveldown, peers: environment.members.map(addressOf), location: '' }
  const shell = skiff(addressOf(environment.id), options)
  shell._getNetworkConstructors = () => ({
    active: { node: () => network.active },
    passive: { node: () => network.passive, listening: () => true },
  })
  shell.on('warning', () => {})
  await new Promise((done) => shell.start(done))
  const node = shell._node
  const shown = ({ i, t, c: { prefix, ...command } }: any) => {
    return { index: i, term: t, digest: JSON.stringify(command) } // a prefix is a place in its own store
  }
  return {
    receive: connections.receive,
    submit: ({ f, key, value }, done) => {
      if (!shell.is('leader'))
        return done({ type: 'fail', error: `not leader; leader ${idOf(node._leaderId)}` })
      const command = f === 'read' ? { type: 'get', key } : { type: 'put', key, value: JSON.stringify(value) }
      shell.command(command, {}, (error: any, result: any) => {
        if (error && !error.notFound) done({ type: 'info', error: String(error) })
        else done({ type: 'ok', value: f === 'write' ? value : error ? null : JSON.parse(result) })
      })
    },
    view: () => ({
      role: ['leader', 'candidate'].includes(node._stateName) ? node._stateName : 'follower',
      ...{ currentTerm: node._term, votedFor: idOf(node._votedFor) },
      ...{ log: node._log._entries.map(shown), firstIndex: Math.max(1, node._log._firstLogIndex) },
      ...{ commitIndex: node._log._commitIndex, lastApplied: node._log._lastApplied },
    }),
  }
}
