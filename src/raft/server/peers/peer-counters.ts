/** What a transport has done, for metrics. */
export class PeerCounters {
  messagesSent = 0
  /** Headers included, pings not. */
  bytesSent = 0
  messagesReceived = 0
  bytesReceived = 0
  /** Messages that were never given to a connection: the queue was full, or nobody is there. */
  messagesDropped = 0
  /** Connections to others that were made, and that were lost. */
  connects = 0
  disconnects = 0
  /** Connections of others that were turned away: wrong cluster, secret, certificate, bytes, message. */
  rejected = 0
  /** Messages of known servers that were not what a message is; each ended its connection. */
  invalidMessages = 0

  /** Connections to others that are open now. */
  get connections(): number {
    return this.connects - this.disconnects
  }
}
