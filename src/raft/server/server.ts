import type { NodeId } from '../../base/node-id.ts'
import { errors } from '../../base/operation-error.ts'
import type { ApiContext } from './api/api-context.ts'
import { WaitingCalls } from './api/waiting-calls.ts'
import { clientListener } from './client-listener.ts'
import { Incarnation } from './incarnation.ts'
import type { Logger } from './log/logger.ts'
import { AddressBook } from './members/address-book.ts'
import { addressText } from './members/member-address.ts'
import { watchLoopLag } from './metrics/loop-lag.ts'
import { ServerMetrics } from './metrics/server-metrics.ts'
import type { World } from './parts.ts'
import { RaftConsensus } from './raft-consensus.ts'
import { exposureWarnings } from './settings/exposure.ts'
import type { ServerSettings } from './settings/server-settings.ts'
import { StatusWatch } from './status-watch.ts'
import type { HttpListener } from './http/http-listener.ts'
import { stopServer, type StoppableParts } from './stop-server.ts'

/** A server that listens. */
export interface RunningServer {
  readonly id: NodeId
  /** Where it listens, each `host:port`. */
  readonly peers: string
  readonly clients: string
  /** Resolves when it can go on no longer: the disk failed, or it met an error of its own. */
  readonly failed: Promise<Error>
  /**
   * Ends it in good order: takes no more calls, finishes those under way, hands leadership over, and closes
   * what it wrote. Safe to call twice.
   */
  stop(): Promise<void>
}

/**
 * Puts a server together and starts it.
 * Rejects when it cannot listen; nothing is left open then.
 */
export async function startServer(
  settings: ServerSettings,
  world: World,
  logger: Logger,
): Promise<RunningServer> {
  const { id, service } = settings
  for (const warning of exposureWarnings(settings)) logger.warn('exposed', { warning })
  const state: { now: ReturnType<ApiContext['state']> } = { now: 'running' }
  const parts = assemble(settings, world, logger, () => state.now)
  const { incarnation, calls } = parts
  void incarnation.failed.then((error) => {
    state.now = 'failed'
    logger.error('failed', { error })
    calls.abandon(errors.serverFailed)
  })
  let stopped: Promise<void> | undefined
  const stop = (): Promise<void> => {
    if (state.now === 'running') state.now = 'stopping'
    return (stopped ??= stopServer(parts))
  }
  try {
    const peers = await world.transport.start()
    const clients = addressText(await parts.listener.listen())
    logger.info('started', { peers, clients, service, members: settings.members })
    return { id, peers, clients, failed: incarnation.failed, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Makes the parts and ties them to each other; nothing listens yet. */
function assemble(
  settings: ServerSettings,
  world: World,
  logger: Logger,
  state: ApiContext['state'],
): StoppableParts & { readonly listener: HttpListener } {
  const { id, limits, tls, service } = settings
  const { storage, transport } = world
  const now = (): number => performance.now()
  const addresses = new AddressBook({
    initial: settings.addresses,
    scheme: tls?.clients === true ? 'https' : 'http',
    onPeer: (peer, address) => transport.addPeer(peer, address),
  })
  const incarnation = new Incarnation(() => watch.look(consensus.status()))
  const environment = world.environment(settings.members, (event, data) => logger.debug(event, { data }))
  const consensus = new RaftConsensus(incarnation.inside(environment), settings)
  const calls = new WaitingCalls({
    consensus: { submit: (command, done) => incarnation.run(() => consensus.submit(command, done)) },
    limit: limits.waiting,
    timeout: limits.callTimeout,
    now,
    observe: (outcome) => metrics.called(outcome),
  })
  const metrics = new ServerMetrics({
    status: () => consensus.status(),
    waiting: () => calls.size,
    storage: storage.counters,
    transport: transport.counters,
  })
  const watch = new StatusWatch({
    logger,
    onElection: () => metrics.elections.add(),
    onLeader: () => metrics.leaderChanges.add(),
    onSnapshot: () => metrics.snapshots.add(),
    onContext: (context) => addresses.learn(context),
  })
  const text = (): string => metrics.registry.text()
  const context = { service, consensus, calls, addresses, bodyLimit: limits.body, state, metrics: text }
  const listener = clientListener(settings, context, metrics, logger)
  const endLag = watchLoopLag((seconds) => metrics.loopLag.observe(seconds), now)

  storage.onError((error) => incarnation.fail(error))
  transport.onMessage(
    (from, message) => incarnation.run(() => consensus.receive(from, message)),
    (from, message) => consensus.faultOf(from, message),
  )
  for (const [peer, address] of settings.addresses) if (peer !== id) transport.addPeer(peer, address.peer)
  return { settings, storage, transport, listener, consensus, calls, incarnation, logger, endLag }
}
