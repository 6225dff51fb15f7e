import { isNodeName, type NodeId } from '../../../base/node-id.ts'
import { hostAndPort, type MemberAddress } from '../members/member-address.ts'

const EXAMPLE = 'n1=127.0.0.1:7001/127.0.0.1:8001,n2=...'

/** Members as `n1=host:peerPort/host:clientPort,...`; a text says what is wrong with it. */
export function memberList(text: string): { [id: NodeId]: MemberAddress } | string {
  const members: { [id: NodeId]: MemberAddress } = {}
  for (const part of text.split(',')) {
    const [, id = '', peer = '', client = ''] = /^\s*([^=]*)=([^/]*)\/([^/]*?)\s*$/.exec(part) ?? []
    if (id === '') return `must be a list such as ${EXAMPLE}; got "${part}"`
    if (!isNodeName(id)) return `"${id}" is no name for a server: letters, digits or any of . _ -`
    const wrong = [peer, client].find((address) => hostAndPort(address) === undefined)
    if (wrong !== undefined)
      return `${id}: "${wrong}" is no address host:port; the list looks like ${EXAMPLE}`
    if (Object.hasOwn(members, id)) return `${id} is named twice`
    members[id] = { peer, client }
  }
  return members
}
