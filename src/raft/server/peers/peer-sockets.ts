import { connect, createServer, type Server, type Socket } from 'node:net'
import { connect as connectTls, createServer as createTlsServer, TLSSocket } from 'node:tls'
import type { NodeId } from '../../../base/node-id.ts'
import type { Millis } from '../../../base/time.ts'
import type { Address } from './address.ts'
import type { PeerTls } from './peer-settings.ts'

/** More connections at once than any cluster needs: the rest is turned away before it costs anything. */
const MAX_CONNECTIONS = 256

/** Opens a connection, `ready` is called when bytes can be sent. */
export function dial({ host, port }: Address, tls: PeerTls | undefined, ready: () => void): Socket {
  const socket =
    tls === undefined
      ? connect({ host, port }, ready)
      : // whose certificate it must be is checked by certificateNames: it names a server, not a host
        connectTls({ host, port, ...strict(tls), checkServerIdentity: () => undefined }, ready)
  socket.setNoDelay(true)
  return socket
}

/** A server that calls `accept` with each connection. */
export function listen(
  tls: PeerTls | undefined,
  handshakeTimeout: Millis,
  accept: (socket: Socket) => void,
): Server {
  const server =
    tls === undefined
      ? createServer({ noDelay: true }, accept)
      : createTlsServer({ ...strict(tls), requestCert: true, noDelay: true, handshakeTimeout }, accept)
  server.maxConnections = MAX_CONNECTIONS
  return server
}

const strict = (tls: PeerTls): object => ({ ...tls, rejectUnauthorized: true, minVersion: 'TLSv1.3' })

/** Whether the certificate at the other end, if there must be one, names this server. */
export function certificateNames(socket: Socket, id: NodeId): boolean {
  if (!(socket instanceof TLSSocket)) return true
  const certificate = socket.getPeerX509Certificate()
  return certificate?.checkHost(id, { wildcards: false, subject: 'default' }) === id
}
