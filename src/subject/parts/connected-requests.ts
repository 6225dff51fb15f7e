import type { Environment } from '../contract.ts'
import { orderedConnections, type ConnectionOptions } from './connections.ts'
import { requestReply, type Answer, type RequestReply, type RequestReplyOptions } from './request-reply.ts'

/**
 * {@link requestReply} over {@link orderedConnections}: what a library has that calls its peers over TCP.
 *
 * @example
 * const rpc = connectedRequests(environment, (from, request, reply) => raft.onRequest(request, reply))
 * return { receive: rpc.receive, ... }
 */
export function connectedRequests(
  environment: Pick<Environment, 'id' | 'members' | 'clock' | 'random' | 'transport'>,
  answer: Answer,
  options: ConnectionOptions & RequestReplyOptions = {},
): RequestReply {
  const connections = orderedConnections(
    environment,
    (from, message) => requests.receive(from, message),
    options,
  )
  const { clock, random } = environment
  const requests = requestReply({ clock, random, transport: connections }, answer, options)
  return { ...requests, receive: connections.receive }
}
