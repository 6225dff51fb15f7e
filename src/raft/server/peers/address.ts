import { InputError } from '../../../base/input-error.ts'

export interface Address {
  readonly host: string
  readonly port: number
}

/**
 * Reads `host:port`; an IPv6 host stands in brackets, `[::1]:7001`.
 * @throws InputError.
 */
export function parseAddress(text: string): Address {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^\s:[\]/]+)):(\d{1,5})$/.exec(text)
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3])
  if (host === undefined || port > 65535) {
    throw new InputError(
      `the address of a server must be host:port, such as 127.0.0.1:7001; got ${JSON.stringify(text)}`,
    )
  }
  return { host, port }
}

export const addressText = ({ host, port }: Address): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
