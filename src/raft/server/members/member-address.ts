/** Where a server is reached, each `host:port`. */
export interface MemberAddress {
  /** By the other servers. */
  readonly peer: string
  /** By clients. */
  readonly client: string
}

export interface HostAndPort {
  readonly host: string
  readonly port: number
}

/** The parts of `host:port`, an IPv6 address in brackets; undefined for anything else. */
export function hostAndPort(text: string): HostAndPort | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]{1,253})):(\d{1,5})$/.exec(text)
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3])
  if (host === undefined || port > 65_535) return undefined
  return { host, port }
}

export const addressText = ({ host, port }: HostAndPort): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`

/** Whether nobody outside this machine can reach a host. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
