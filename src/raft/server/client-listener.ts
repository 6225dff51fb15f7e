import { readFileSync } from 'node:fs'
import type { ApiContext } from './api/api-context.ts'
import { routes } from './api/routes.ts'
import { HttpListener } from './http/http-listener.ts'
import { Router } from './http/router.ts'
import type { Logger } from './log/logger.ts'
import { hostAndPort, isLoopback } from './members/member-address.ts'
import type { ServerMetrics } from './metrics/server-metrics.ts'
import type { ServerSettings } from './settings/server-settings.ts'

/** The client API where the settings want it, measured and its faults logged. */
export function clientListener(
  {
    id,
    addresses,
    listen,
    tls,
    limits,
  }: Pick<ServerSettings, 'id' | 'addresses' | 'listen' | 'tls' | 'limits'>,
  context: ApiContext,
  metrics: ServerMetrics,
  logger: Logger,
): HttpListener {
  const now = (): number => performance.now()
  // who passes requests on to it from elsewhere may keep the name under which clients know it
  const told = hostAndPort(addresses.get(id)?.client ?? '')?.host ?? ''
  const hosts = new Set([listen.clients.host, told].map((host) => host.toLowerCase()))
  return new HttpListener({
    router: new Router(routes(context)),
    observer: {
      ended: (exchange, ending) => metrics.answered(exchange, ending, now()),
      broke: (exchange, error) => logger.error('handler-failed', { route: exchange.route, error }),
    },
    ...listen.clients,
    ...(tls?.clients === true
      ? { tls: { cert: readFileSync(tls.certificate), key: readFileSync(tls.key) } }
      : {}),
    bodyLimit: limits.body,
    bodiesLimit: limits.bodies,
    ...(isLoopback(listen.clients.host) ? { hosts } : {}),
    connections: limits.connections,
    now,
  })
}
