import { server, type ServerOptions, type ServerTarget } from '../../../../src/subject/server.ts'

/** A target whose servers are never started. */
export const someServers = (changes: Partial<ServerOptions> = {}): ServerTarget =>
  server(
    {
      name: 'store',
      ports: { client: 'clients', peer: 'peers' },
      start: () => ({ program: 'store' }),
      ready: /ready/,
      connect: () => ({ submit: () => Promise.resolve({ type: 'ok', value: null }) }),
      ...changes,
    },
    { links: 'proxy' },
  )

export const single = { ports: { client: 'clients' } } as const
