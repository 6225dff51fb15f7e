import { onTestFinished } from 'vitest'
import type { ApiContext } from '../../../../../src/raft/server/api/api-context.ts'
import { routes } from '../../../../../src/raft/server/api/routes.ts'
import { WaitingCalls } from '../../../../../src/raft/server/api/waiting-calls.ts'
import type { Ending, Exchange } from '../../../../../src/raft/server/http/exchange.ts'
import { HttpListener, type ListenerOptions } from '../../../../../src/raft/server/http/http-listener.ts'
import { Router } from '../../../../../src/raft/server/http/router.ts'
import { AddressBook } from '../../../../../src/raft/server/members/address-book.ts'
import { send, type Answer, type Sent } from '../http/send.ts'
import { FakeConsensus } from './fake-consensus.ts'

/** The API on a port of its own, a fake consensus behind it; gone when the test ends. */
export async function serveApi(
  options: Partial<Pick<ApiContext, 'service' | 'bodyLimit' | 'state'>> & {
    limit?: number
    timeout?: number
    bodiesLimit?: number
    hosts?: ReadonlySet<string>
    timeouts?: ListenerOptions['timeouts']
  } = {},
) {
  const consensus = new FakeConsensus()
  const peers: string[] = []
  const endings: string[] = []
  const broken: unknown[] = []
  const now = (): number => performance.now()
  const calls = new WaitingCalls({
    consensus,
    limit: options.limit ?? 100,
    timeout: options.timeout ?? 60_000,
    now,
  })
  const bodyLimit = options.bodyLimit ?? 4096
  const addresses = new AddressBook({
    initial: new Map(
      ['n1', 'n2', 'n3'].map((id, at) => [
        id,
        { peer: `127.0.0.1:${7001 + at}`, client: `127.0.0.1:${8001 + at}` },
      ]),
    ),
    scheme: 'http',
    onPeer: (id, peer) => peers.push(`${id} ${peer}`),
  })
  const context: ApiContext = {
    service: 'key-value',
    state: () => 'running',
    metrics: () => '# metrics\n',
    ...options,
    bodyLimit,
    consensus,
    calls,
    addresses,
  }
  const observer = {
    ended: ({ route }: Exchange, ending: Ending) => void endings.push(`${route} ${String(ending)}`),
    broke: (_: Exchange, error: unknown) => void broken.push(error),
  }
  const router = new Router(routes(context))
  const listener = new HttpListener({
    ...{ router, observer, host: '127.0.0.1', port: 0, bodyLimit, connections: 100, now },
    bodiesLimit: options.bodiesLimit ?? 1_000_000,
    ...(options.hosts === undefined ? {} : { hosts: options.hosts }),
    ...(options.timeouts === undefined ? {} : { timeouts: options.timeouts }),
  })
  const { port } = await listener.listen()
  onTestFinished(() => listener.close(0))
  const ask = (path: string, sent?: Sent): Promise<Answer> => send(port, path, sent)
  return { consensus, calls, listener, port, endings, broken, peers, addresses, ask }
}
