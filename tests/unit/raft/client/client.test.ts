import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { InputError } from '../../../../src/base/input-error.ts'
import {
  CallFailedError,
  connect,
  UnknownOutcomeError,
  type ConnectOptions,
} from '../../../../src/raft/client/index.ts'
import type { ServiceName } from '../../../../src/raft/services/service.ts'
import { ModelServer, ModelState } from './model-server.ts'

const quick = { minDelay: 1, maxDelay: 5 }

/** A client of so many model servers over one state. */
async function connected(options: Partial<ConnectOptions> & { count?: number; runs?: ServiceName } = {}) {
  const { count = 1, runs = 'key-value', ...rest } = options
  const state = new ModelState(runs)
  const servers = await Promise.all(Array.from({ length: count }, () => ModelServer.start(state)))
  const client = connect({
    servers: servers.map(({ origin }) => origin),
    retry: quick,
    timeout: 30_000,
    ...rest,
  })
  onTestFinished(() => client.close())
  return { state, client, server: servers[0] as ModelServer, servers }
}

/** What a call is refused with. */
async function failure(call: Promise<unknown>): Promise<CallFailedError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(CallFailedError)
  return error as CallFailedError
}

async function unknown(call: Promise<unknown>): Promise<UnknownOutcomeError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(UnknownOutcomeError)
  return error as UnknownOutcomeError
}

describe('the services', () => {
  test('key-value', async () => {
    const { kv } = (await connected()).client
    expect(await kv.get('x')).toBeNull()
    await kv.set('x', { deep: [1, null] })
    expect(await kv.get('x')).toEqual({ deep: [1, null] })
    expect(await kv.cas('x', { deep: [1, null] }, 2)).toEqual({ swapped: true })
    expect(await kv.cas('x', 1, 3)).toEqual({ swapped: false, observed: 2 })
    // a value of a register is never taken for an error of the service
    await kv.set('x', { error: 'not found' })
    expect(await kv.get('x')).toEqual({ error: 'not found' })
  })

  test('directory', async () => {
    const { directory } = (await connected({ runs: 'directory' })).client
    await directory.create('/a')
    await directory.create('/a/f', { kind: 'file' })
    expect(await directory.list('/')).toEqual(['a'])
    await directory.rename('/a', '/b')
    expect(await directory.list('/b')).toEqual(['f'])
    expect((await failure(directory.create('/b'))).code).toBe('exists')
    expect((await failure(directory.remove('/b'))).code).toBe('not-empty')
    expect((await failure(directory.list('/b/f'))).code).toBe('not-a-directory')
    expect((await failure(directory.stat('/a'))).code).toBe('not-found')
    await directory.remove('/b/f')
    await directory.remove('/b')
    expect(await directory.list('/')).toEqual([])
  })

  test('directory: conditions travel along', async () => {
    const { client, server } = await connected({ runs: 'directory' })
    await client.directory.create('/a', { version: 1 }).catch(() => undefined)
    await client.directory.rename('/a', '/b', { version: 2 }).catch(() => undefined)
    await client.directory.remove('/b', { version: 3, recursive: true }).catch(() => undefined)
    expect(server.requests.flatMap(({ call }) => (call === undefined ? [] : [call.value]))).toEqual([
      { path: '/a', kind: 'directory', version: 1 },
      { from: '/a', to: '/b', version: 2 },
      { path: '/b', recursive: true, version: 3 },
    ])
  })

  test('ledger', async () => {
    const { ledger } = (await connected({ runs: 'ledger' })).client
    await ledger.open('a', 10)
    await ledger.open('b')
    await ledger.transfer('a', 'b', 4)
    await ledger.deposit('b', 1)
    await ledger.debit('a', 2)
    expect([await ledger.balance('a'), await ledger.balance('b'), await ledger.balance('c')]).toEqual([
      4,
      5,
      null,
    ])
    expect((await failure(ledger.debit('a', 5))).code).toBe('insufficient-funds')
    expect((await failure(ledger.open('a'))).code).toBe('exists')
    expect((await failure(ledger.deposit('c', 1))).code).toBe('not-found')
  })

  test('a call of another service than said is refused before it is sent', async () => {
    const { client, server } = await connected({ service: 'ledger' })
    await expect(client.kv.set('x', 1)).rejects.toThrow(InputError)
    expect(server.requests).toEqual([])
  })
})

describe('a call is executed once', () => {
  test.each(['executed-then-cut', 'executed-then-silent', 'cut', 'unknown'] as const)(
    'also when a try before it ended with: %s',
    async (fault) => {
      const { client, server, state } = await connected({ retry: { ...quick, attemptTimeout: 200 } })
      await client.kv.set('x', 0)
      server.faults.push(fault, fault)
      expect(await client.kv.cas('x', 0, 1)).toEqual({ swapped: true })
      expect(state.executions).toBe(2)
      const [first, ...retries] = server.requests.filter(({ call }) => call?.f === 'cas')
      expect(retries.length).toBe(2)
      for (const retry of retries) expect(retry).toEqual(first)
    },
  )

  test('servers that do not lead, or take nothing now, are asked no further', async () => {
    const { client, servers, state } = await connected({ count: 3 })
    const [first, second, third] = servers as [ModelServer, ModelServer, ModelServer]
    first.faults.push({ redirect: third.origin })
    third.faults.push('busy')
    await client.kv.set('x', 1)
    await client.kv.set('x', 2)
    expect(state.executions).toBe(2)
    // the session took three tries: redirected, turned away, opened
    expect([first, second, third].map(({ requests }) => requests.length)).toEqual([4, 0, 1])
  })

  test('a redirect to a server not known before is followed, and remembered', async () => {
    const { client, server, state } = await connected()
    const leader = await ModelServer.start(state)
    server.faults.push({ redirect: leader.origin })
    await client.kv.set('x', 1)
    await client.kv.set('x', 2)
    expect(server.requests.length).toBe(1)
    expect(leader.requests.length).toBe(3)
  })

  test('servers that point at each other end with the tries, and the call was not executed', async () => {
    const { client, servers, state } = await connected({ count: 2, retry: { ...quick, attempts: 20 } })
    const [first, second] = servers as [ModelServer, ModelServer]
    for (let at = 0; at < 20; at++) {
      first.faults.push({ redirect: second.origin })
      second.faults.push({ redirect: first.origin })
    }
    expect((await failure(client.kv.set('x', 1))).code).toBe('unavailable')
    expect(first.requests.length + second.requests.length).toBe(20)
    expect(state.executions).toBe(0)
  })

  test('a server that is gone is left for the next', async () => {
    const { client, servers } = await connected({ count: 2 })
    const gone = connect({ servers: ['127.0.0.1:1', servers[1]?.origin ?? ''], retry: quick })
    onTestFinished(() => gone.close())
    await gone.kv.set('x', 1)
    expect(await client.kv.get('x')).toBe(1)
  })
})

describe('sessions', () => {
  test('one is opened for all calls, with the first change; a read needs none', async () => {
    const { client, state, server } = await connected()
    await client.kv.get('x')
    expect(state.sessions.size).toBe(0)
    await Promise.all([1, 2, 3].map((value) => client.kv.set('x', value)))
    expect(state.sessions.size).toBe(1)
    expect(server.requests.filter(({ path }) => path === '/v1/sessions').length).toBe(1)
  })

  test('one of its own beside it', async () => {
    const { client, state } = await connected()
    await client.kv.set('x', 1)
    await client.session().kv.set('x', 2)
    expect([...state.sessions.keys()].length).toBe(2)
  })

  test('what was answered is acknowledged, also while others are under way', async () => {
    const { client, server, state } = await connected()
    await client.kv.set('a', 1)
    const { promise: until, resolve: release } = Promise.withResolvers<void>()
    server.faults.push({ until })
    const slow = client.kv.set('b', 2)
    await vi.waitUntil(() => state.executions === 2)
    await client.kv.set('c', 3)
    await client.kv.set('d', 4)
    const said = (key: string) =>
      server.requests.flatMap(({ call, sequence, acknowledged }) =>
        (call as { key?: string } | undefined)?.key === key ? [[sequence, acknowledged]] : [],
      )[0]
    // request 2 has no answer yet: nothing above it may be forgotten
    expect([said('a'), said('b'), said('c'), said('d')]).toEqual([
      [1, 1],
      [2, 2],
      [3, 2],
      [4, 2],
    ])
    release()
    await slow
    await client.kv.set('e', 5)
    expect(said('e')).toEqual([5, 5])
  })

  test('hundreds of calls at once keep within what servers remember', async () => {
    const { client, state, server } = await connected()
    await Promise.all(Array.from({ length: 300 }, (_, at) => client.kv.set(`k${at}`, at)))
    expect(state.executions).toBe(300)
    expect(state.sessions.size).toBe(1)
    for (const { sequence = 0, acknowledged = 0 } of server.requests)
      expect(sequence - acknowledged).toBeLessThan(32)
  })

  test('one that expired is opened anew, and the call is executed', async () => {
    const { client, state } = await connected()
    await client.kv.set('x', 1)
    state.sessions.clear()
    await client.kv.set('x', 2)
    expect(await client.kv.get('x')).toBe(2)
    expect(state.executions).toBe(2)
  })

  test('one that expired after a try that may have been executed leaves the outcome unknown', async () => {
    const { client, server, state } = await connected()
    await client.kv.set('x', 0)
    server.faults.push('executed-then-expired')
    const error = await unknown(client.kv.cas('x', 0, 1))
    // executed, though the last answer was a failure: a second session would have executed it again
    expect(state.executions).toBe(2)
    expect(await client.status(error)).toEqual({ state: 'no-longer-known' })
  })
})

describe('an unknown outcome', () => {
  async function lost(fault: 'executed-then-cut' | 'unknown') {
    const all = await connected({ retry: { ...quick, attempts: 3 } })
    await all.client.kv.set('x', 0)
    all.server.faults.push(fault, fault, fault)
    return { ...all, error: await unknown(all.client.kv.set('x', 1)) }
  }

  test('is an error of its own, with the numbers to ask by', async () => {
    const { state, error } = await lost('executed-then-cut')
    expect(error).toMatchObject({ session: [...state.sessions.keys()][0], sequence: 2 })
    expect(error.call).toEqual({ f: 'write', key: 'x', value: 1 })
    expect(error.message).toMatch(/request 2 of session \d+ .*(socket hang up|ECONNRESET)/)
  })

  test('status says that it was executed, and with what result', async () => {
    const { client, server, error } = await lost('executed-then-cut')
    // later calls must not make the servers forget it
    await client.kv.set('y', 1)
    expect(await client.status(error)).toEqual({ state: 'executed', result: { type: 'ok', value: null } })
    // and once it is known, they may
    await client.kv.set('y', 2)
    expect(server.requests.at(-1)?.acknowledged).toBe(server.requests.at(-1)?.sequence)
  })

  test('status says that it was not, and then it cannot be any more', async () => {
    const { client, state, error } = await lost('unknown')
    expect(await client.status(error)).toEqual({ state: 'not-executed' })
    const late = {
      path: '/v1/call',
      session: error.session,
      sequence: error.sequence,
      call: error.call as never,
    }
    expect(state.execute(late).type).toBe('fail')
    expect(await client.kv.get('x')).toBe(0)
  })

  test('can be asked about after its session was left', async () => {
    const { client, state, error } = await lost('executed-then-cut')
    // so many that the first session has no room: it waits for the answer nobody fetches
    await Promise.all(Array.from({ length: 100 }, (_, at) => client.kv.set('y', at)))
    expect(state.sessions.size).toBeGreaterThan(1)
    expect(await client.status(error)).toMatchObject({ state: 'executed' })
    expect((await failure(client.status({ session: 1, sequence: 1 }))).code).toBe('unknown-session')
  })

  test('a read never has one: it changes nothing', async () => {
    const { client, server } = await connected({ retry: { ...quick, attempts: 2 } })
    server.faults.push('executed-then-cut', 'executed-then-cut')
    expect((await failure(client.kv.get('x'))).code).toBe('unavailable')
  })

  test.each([
    ['a page of a proxy', { status: 502, text: '<html>' }],
    ['a refusal nobody of ours made', { status: 400, text: '{"error":"no"}' }],
    ['an error of the server’s own', { status: 500, text: '{"type":"info","error":"a bug"}' }],
    ['half an answer', { status: 200, text: '{"type":' }],
  ])('is what %s leaves', async (_, fault) => {
    const { client, server } = await connected({ retry: { ...quick, attempts: 2 } })
    await client.kv.set('x', 0)
    server.faults.push(fault, fault)
    await unknown(client.kv.set('x', 1))
  })
})

describe('a definite failure', () => {
  test('no server there: nothing was executed', async () => {
    const client = connect({ servers: ['127.0.0.1:1'], retry: { ...quick, attempts: 2 } })
    const error = await failure(client.kv.set('x', 1))
    expect(error.code).toBe('unavailable')
    expect(error.message).toMatch(/ECONNREFUSED/)
  })

  test('a request that is wrong is not sent again', async () => {
    const { client, server } = await connected()
    server.faults.push({ status: 404, text: '{"type":"fail","error":"this server runs ledger"}' })
    const error = await failure(client.kv.get('x'))
    expect(error).toMatchObject({ code: 'bad-request', message: 'this server runs ledger' })
    expect(server.requests.length).toBe(1)
  })

  test('when its time is up, whatever the pauses', async () => {
    const { client, server } = await connected({ retry: { minDelay: 600_000, maxDelay: 600_000 } })
    for (let at = 0; at < 9; at++) server.faults.push('busy')
    expect((await failure(client.kv.set('x', 1, { timeout: 50 }))).code).toBe('unavailable')
  })

  test('so many tries and no more', async () => {
    const { client, server } = await connected({ retry: { ...quick, attempts: 3 } })
    server.faults.push('busy', 'busy', 'busy', 'busy')
    expect((await failure(client.kv.get('x'))).code).toBe('unavailable')
    expect(server.requests.length).toBe(3)
  })
})

describe('a signal', () => {
  test('ends a call that was not sent: it failed', async () => {
    const { client, server } = await connected()
    const reason = new Error('enough')
    const error = await failure(client.kv.set('x', 1, { signal: AbortSignal.abort(reason) }))
    expect(error).toMatchObject({ code: 'aborted', cause: reason })
    expect(server.requests).toEqual([])
  })

  test('ends a call that was sent: its outcome is unknown', async () => {
    const { client, server, state } = await connected()
    await client.kv.set('x', 0)
    server.faults.push('executed-then-silent')
    const stop = new AbortController()
    const call = unknown(client.kv.set('x', 1, { signal: stop.signal }))
    await vi.waitUntil(() => state.executions === 2)
    stop.abort()
    expect(await client.status(await call)).toMatchObject({ state: 'executed' })
  })

  test('closing the client ends what is under way', async () => {
    const { client, server } = await connected()
    server.faults.push('executed-then-silent')
    const call = failure(client.kv.get('x'))
    await vi.waitUntil(() => server.requests.length === 1)
    client.close()
    expect((await call).code).toBe('closed')
    expect((await failure(client.kv.get('x'))).code).toBe('closed')
  })

  test('one caller who gives up opening the session does not take the others along', async () => {
    const { client, server } = await connected()
    server.faults.push('executed-then-silent')
    const stop = new AbortController()
    const first = failure(client.kv.set('x', 1, { signal: stop.signal }))
    const second = client.kv.set('y', 2)
    await vi.waitUntil(() => server.requests.length === 1)
    stop.abort()
    expect((await first).code).toBe('aborted')
    await second
    expect(await client.kv.get('y')).toBe(2)
  })
})

describe('the cluster', () => {
  test('is looked at, changed and handed over', async () => {
    const { client, server } = await connected()
    await client.cluster.view()
    await client.cluster.change({ remove: ['n3'] })
    await client.cluster.transferLeadership('n2')
    expect(server.requests).toEqual([
      { path: '/v1/cluster' },
      { path: '/v1/cluster/members', remove: ['n3'] },
      { path: '/v1/cluster/leader', to: 'n2' },
    ])
  })

  test('a change refused after a try that may have been made is unknown', async () => {
    const { client, server } = await connected()
    const refusal = { status: 409, text: '{"type":"fail","error":"n3 is no member"}' }
    server.faults.push('executed-then-cut', refusal, refusal)
    expect(await unknown(client.cluster.change({ remove: ['n3'] }))).toMatchObject({
      session: 0,
      sequence: 0,
    })
    expect((await failure(client.cluster.change({ remove: ['n3'] }))).message).toBe('n3 is no member')
  })
})

describe('options that cannot be', () => {
  test.each([
    [{ servers: [] }, 'name a server'],
    [{ servers: ['ftp://x'] }, '"ftp://x" is no server'],
    [{ servers: ['a:1'], timeout: 0 }, 'timeout must be a number above zero'],
    [{ servers: ['a:1'], retry: { attempts: -1 } }, 'attempts must be'],
  ])('%j', (options, message) => {
    expect(() => connect(options)).toThrow(message)
  })
})
