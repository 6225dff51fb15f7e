export { addressText, parseAddress, type Address } from './address.ts'
export { PeerCounters } from './peer-counters.ts'
export type { PeerNote, PeerSettings, PeerTls } from './peer-settings.ts'
export { PeerTransport, type PeerStatus, type PeerTransportOptions } from './peer-transport.ts'
