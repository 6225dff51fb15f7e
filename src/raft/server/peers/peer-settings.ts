import { InputError } from '../../../base/input-error.ts'
import type { Json } from '../../../base/json.ts'
import type { Millis } from '../../../base/time.ts'

/** A certificate, its key, and the authority whose certificates are believed: PEM texts, not file names. */
export interface PeerTls {
  readonly key: string | Buffer
  /** Must name this server: its id as a DNS name of the certificate, or as its common name. */
  readonly cert: string | Buffer
  readonly ca: string | Buffer
}

export interface PeerSettings {
  /** The longest message in bytes of JSON; longer ones are not sent, and end the connection they come on. Default 64 MiB. */
  readonly maxMessageBytes: number
  /** How much may wait for one server; then the oldest messages are dropped. Default 128 MiB. */
  readonly maxQueueBytes: number
  /** How long a connection may take until both sides know each other. Default 5 s. */
  readonly handshakeTimeout: Millis
  /** Time between two pings on an open connection. Default 1 s. */
  readonly pingAfter: Millis
  /** A connection on which nothing came for this long is closed. Default 5 s. */
  readonly idleTimeout: Millis
  /** The first wait before a connection is tried again, and the longest. Default 25 ms and 1 s. */
  readonly retryAfter: Millis
  readonly retryAtMost: Millis
}

export const defaultPeerSettings: PeerSettings = {
  maxMessageBytes: 64 * 1024 * 1024,
  maxQueueBytes: 128 * 1024 * 1024,
  handshakeTimeout: 5000,
  pingAfter: 1000,
  idleTimeout: 5000,
  retryAfter: 25,
  retryAtMost: 1000,
}

/** An event for the log of the server: `peer-connected`, `peer-rejected`, ... */
export type PeerNote = (event: string, data: { readonly [key: string]: Json }) => void

const SHORTEST_SECRET = 16

/**
 * @throws InputError unless a secret is long enough: who listens can try out short ones.
 * @throws InputError.
 */
export function checkSecret(secret: string | undefined): void {
  if (secret !== undefined && secret.length < SHORTEST_SECRET) {
    throw new InputError(`the secret of the cluster must have at least ${SHORTEST_SECRET} characters`)
  }
}
