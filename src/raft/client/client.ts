import { InputError } from '../../base/input-error.ts'
import type { Json } from '../../base/json.ts'
import type { Millis } from '../../base/time.ts'
import type { ServiceName } from '../services/service.ts'
import type { CallOptions, RetryOptions } from './call-options.ts'
import { ClusterClient } from './cluster.ts'
import { Courier } from './courier.ts'
import { DirectoryClient } from './directory.ts'
import type { RequestReference } from './errors.ts'
import { HttpExchanger } from './http-exchange.ts'
import { KeyValueClient } from './key-value.ts'
import { LedgerClient } from './ledger.ts'
import { ServerList } from './server-list.ts'
import { ServiceCaller } from './service-caller.ts'
import { ClientSession, type RequestStatus } from './session.ts'

export interface ConnectOptions {
  /** Some of the servers, `host:port` or URLs; the others are found through them. */
  readonly servers: readonly string[]
  /** What they run; calls of another service are then refused before they are sent. */
  readonly service?: ServiceName
  /** Time for a call, tries and pauses together. Default 10,000. */
  readonly timeout?: Millis
  readonly retry?: RetryOptions
  /** Connections to each server. Default 64. */
  readonly connections?: number
  /** Certificates in PEM that servers are checked against. Default: the system's. */
  readonly ca?: string | Buffer
}

/** A session and the services through it. */
export interface SessionClient {
  readonly kv: KeyValueClient
  readonly directory: DirectoryClient
  readonly ledger: LedgerClient
  /** Any call of the service, as a request of the session; the value it answered. */
  call(call: Json, options?: CallOptions): Promise<Json>
  /** What became of a request whose outcome is unknown. */
  status(request: RequestReference, options?: CallOptions): Promise<RequestStatus>
}

export interface Client extends SessionClient {
  readonly cluster: ClusterClient
  /** One more session beside the client's usual one. */
  session(): SessionClient
  /** Ends calls under way and closes connections. */
  close(): void
}

/**
 * A client of a cluster of real servers. It talks to whoever leads, and opens its session with the first change.
 *
 * @example
 * const client = connect({ servers: ['127.0.0.1:8001', '127.0.0.1:8002', '127.0.0.1:8003'] })
 * await client.kv.set('greeting', 'hello')
 * client.close()
 * @throws InputError for options that cannot be.
 */
export function connect(options: ConnectOptions): Client {
  const { servers, service, timeout = 10_000, retry = {}, connections = 64, ca } = options
  const { attempts = Infinity, attemptTimeout = 6000, ...backoff } = retry
  checkPositive({ timeout, connections, attempts, attemptTimeout, ...backoff })
  const closing = new AbortController()
  const exchanger = new HttpExchanger(connections, ca)
  const list = new ServerList(servers)
  const courier = new Courier({
    ...{ exchanger, servers: list, attempts, attemptTimeout, backoff, timeout },
    closed: closing.signal,
  })
  const session = (): SessionClient => sessionClient(courier, service)
  return {
    ...session(),
    session,
    cluster: new ClusterClient(courier),
    close: () => {
      closing.abort(new Error('the client was closed'))
      exchanger.close()
    },
  }
}

function sessionClient(courier: Courier, running: ServiceName | undefined): SessionClient {
  const session = new ClientSession(courier)
  const caller = (service: ServiceName): ServiceCaller =>
    new ServiceCaller(service, running, courier, session)
  return {
    kv: new KeyValueClient(caller('key-value')),
    directory: new DirectoryClient(caller('directory')),
    ledger: new LedgerClient(caller('ledger')),
    call: (call, options) => session.call(call, options),
    status: (request, options) => session.status(request, options),
  }
}

function checkPositive(numbers: { readonly [name: string]: number | undefined }): void {
  for (const [name, value] of Object.entries(numbers))
    if (value !== undefined && !(value > 0))
      throw new InputError(`${name} must be a number above zero; got ${value}`)
}
