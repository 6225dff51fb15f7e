import { addressText, isLoopback } from '../members/member-address.ts'
import type { ServerSettings } from './server-settings.ts'

/** What somebody should know about a server that can be reached from outside this machine; one sentence each. */
export function exposureWarnings({ listen, tls, secret }: ServerSettings): readonly string[] {
  const warnings: string[] = []
  const { peers, clients } = listen
  if (!isLoopback(peers.host)) {
    const where = `the peer port ${addressText(peers)} can be reached from other machines`
    if (secret === undefined && tls === undefined)
      warnings.push(`${where}, and anybody there can pose as a member: set a secret, or TLS`)
    else if (tls === undefined) warnings.push(`${where} and is not encrypted: set TLS`)
  }
  if (!isLoopback(clients.host)) {
    const how = tls?.clients === true ? '' : ', unencrypted,'
    warnings.push(
      `the client API ${addressText(clients)} can be reached from other machines${how} and asks nobody who they are: ` +
        'let only those through who may read, write and change members',
    )
  }
  return warnings
}
