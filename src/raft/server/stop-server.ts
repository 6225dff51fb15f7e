import { errors } from '../../base/operation-error.ts'
import type { WaitingCalls } from './api/waiting-calls.ts'
import { alone } from './api/call-request.ts'
import type { Consensus } from './consensus.ts'
import type { HttpListener } from './http/http-listener.ts'
import type { Incarnation } from './incarnation.ts'
import type { Logger } from './log/logger.ts'
import type { Storage, Transport } from './parts.ts'
import type { ServerSettings } from './settings/server-settings.ts'

export interface StoppableParts {
  readonly settings: Pick<ServerSettings, 'raft' | 'limits'>
  readonly storage: Storage
  readonly transport: Transport
  readonly listener: Pick<HttpListener, 'drain' | 'close'>
  readonly consensus: Consensus
  readonly calls: WaitingCalls
  readonly incarnation: Incarnation
  readonly logger: Logger
  readonly endLag: () => void
}

/** How long connections may take to hear their last answer. */
const FAREWELL_MILLIS = 1000
/** How long a disk may take that may have failed. */
const SYNC_MILLIS = 5000

/**
 * Ends a server in good order. Each step has its deadline: whatever hangs, the server is down after all of them.
 * A cluster whose leader says that it goes has the next one at once, instead of after an election timeout.
 */
export async function stopServer(parts: StoppableParts): Promise<void> {
  const { settings, storage, transport, listener, calls, incarnation, logger, endLag } = parts
  logger.info('stopping', { waiting: calls.size })
  listener.drain()
  calls.stop()
  await before(settings.limits.callTimeout, calls.drained(), incarnation.failed)
  await handOver(parts)
  incarnation.end()
  calls.abandon(errors.serverStopped)
  endLag()
  await listener.close(FAREWELL_MILLIS)
  await transport.stop()
  await before(SYNC_MILLIS, new Promise<void>((resolve) => storage.sync(resolve)), incarnation.failed)
  await storage.close()
  logger.info('stopped')
}

async function handOver({ settings, consensus, incarnation, logger }: StoppableParts): Promise<void> {
  const { id, role, voters } = consensus.status()
  if (role !== 'leader' || voters.every((voter) => voter === id)) return
  const { promise, resolve } = Promise.withResolvers<void>()
  incarnation.run(() =>
    consensus.submit(alone({ f: 'transfer-leadership', value: null }), (outcome) => {
      if (outcome.type === 'ok') logger.info('leadership-handed-over')
      else logger.warn('leadership-not-handed-over', { error: outcome.error.text })
      resolve()
    }),
  )
  await before(settings.raft.electionTimeout * 2, promise, incarnation.failed)
}

/** Waits for the first of them, and no longer than so many milliseconds. */
async function before(millis: number, ...any: readonly Promise<unknown>[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, millis)
  await Promise.race([promise, ...any])
  clearTimeout(timer)
}
