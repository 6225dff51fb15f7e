import { isLoopback } from '../members/member-address.ts'
import { Refusal } from './refusal.ts'

/**
 * Refuses a request that was meant for another host (421). A page of anybody's can have its own name lead to 127.0.0.1
 * (DNS rebinding), and then its browser takes a server on loopback for the page's own: no `Origin` tells, but the name.
 * @param names in lower case, beside those of loopback itself; undefined where the server listens to all the world, by
 * whatever name.
 * @param header as it came; an old client sends none, no browser does.
 */
export function checkHost(header: string | undefined, names: ReadonlySet<string> | undefined): void {
  if (names === undefined || header === undefined) return
  const [, bracketed, plain = ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(header) ?? []
  const host = (bracketed ?? plain).toLowerCase().replace(/\.$/, '')
  if (isLoopback(host) || names.has(host)) return
  throw new Refusal(
    421,
    `this server is not ${JSON.stringify(header.slice(0, 100))}: it listens on loopback, so Host must be localhost, ` +
      '127.0.0.1, [::1] or the address that it was given',
  )
}
