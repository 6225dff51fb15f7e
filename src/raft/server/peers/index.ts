export type { PeerNote, PeerSettings, PeerTls } from './peer-settings.ts'
export { PeerTransport, type PeerStatus, type PeerTransportOptions } from './peer-transport.ts'
