import { describe, expect, test } from 'vitest'
import { serveApi } from './served-api.ts'

const post = { method: 'POST' }

describe('sessions', () => {
  test('POST /v1/sessions opens one', async () => {
    const { ask, consensus } = await serveApi()
    consensus.answer = () => ({ type: 'ok', value: 17 })
    const { status, json } = await ask('/v1/sessions', post)
    expect({ status, json }).toEqual({ status: 201, json: { type: 'ok', session: 17 } })
    expect(consensus.commands).toEqual([{ client: 0, sequence: 0, call: { f: 'open-session' } }])
  })

  test.each([
    [
      { type: 'ok', value: { executed: { type: 'ok', value: 3 } } },
      200,
      { state: 'executed', result: { type: 'ok', value: 3 } },
    ],
    [{ type: 'fail', error: 'not executed' }, 200, { state: 'not executed' }],
    [{ type: 'fail', error: 'no longer known' }, 200, { state: 'no longer known' }],
    [{ type: 'fail', error: 'no such session' }, 410, { type: 'fail' }],
    [{ type: 'info', error: 'leadership lost' }, 504, { type: 'info' }],
  ] as const)('the status of a request: %j is %i', async (outcome, expected, shown) => {
    const { ask, consensus } = await serveApi()
    consensus.answer = () => outcome
    const { status, json } = await ask('/v1/sessions/17/requests/4?sequence=6&acknowledged=3', post)
    expect(json).toMatchObject(shown)
    expect(status).toBe(expected)
    expect(consensus.commands).toEqual([
      { client: 17, sequence: 6, acknowledged: 3, call: { f: 'status', value: 4 } },
    ])
  })

  test.each([
    ['/v1/sessions/17/requests/4', 400, 'the question needs a number of its own'],
    ['/v1/sessions/17/requests/0?sequence=2', 400, 'the number of the request must be'],
    ['/v1/sessions/x/requests/1?sequence=2', 400, 'the number of the session must be'],
    ['/v1/sessions/17', 404, 'POST is for'],
  ])('%s: %i %s', async (path, expected, error) => {
    const { ask } = await serveApi()
    const { status, json } = await ask(path, post)
    expect(json).toMatchObject({ type: 'fail', error: expect.stringContaining(error) as string })
    expect(status).toBe(expected)
  })

  test.each(['GET', 'HEAD'])(
    'the status is not asked by %s, as it was before: 405 with what to do',
    async (method) => {
      const { ask, consensus } = await serveApi()
      const { status, headers, json } = await ask('/v1/sessions/17/requests/4?sequence=6', { method })
      expect(status).toBe(405)
      expect(headers.allow).toBe('POST')
      if (method === 'GET') expect(json.error).toMatch(/takes POST, not GET: .* fences .* send it as POST$/)
      expect(consensus.commands).toEqual([])
    },
  )
})

describe('the cluster', () => {
  test('GET /v1/cluster shows where it stands', async () => {
    const { ask, consensus } = await serveApi()
    consensus.current = { ...consensus.current, voters: ['n1', 'n2'], learners: ['n3'] }
    const { status, json } = await ask('/v1/cluster')
    expect(status).toBe(200)
    expect(json).toEqual({
      ...{
        type: 'ok',
        id: 'n1',
        role: 'leader',
        term: 3,
        leader: 'n1',
        state: 'running',
        service: 'key-value',
      },
      ...{ firstIndex: 1, lastIndex: 12, commitIndex: 10, lastApplied: 10 },
      members: [
        { id: 'n1', votes: true, peer: '127.0.0.1:7001', client: '127.0.0.1:8001' },
        { id: 'n2', votes: true, peer: '127.0.0.1:7002', client: '127.0.0.1:8002' },
        { id: 'n3', votes: false, peer: '127.0.0.1:7003', client: '127.0.0.1:8003' },
      ],
    })
  })

  test('a new server is added with its addresses, which go to everyone', async () => {
    const { ask, consensus, peers } = await serveApi()
    consensus.answer = () => ({ type: 'ok', value: null })
    const n4 = { id: 'n4', peer: '127.0.0.1:7004', client: '127.0.0.1:8004' }
    const body = { learners: [n4], add: ['n2'], remove: ['n1'] }
    expect((await ask('/v1/cluster/members', { ...post, body })).status).toBe(200)
    const addresses = {
      n2: { peer: '127.0.0.1:7002', client: '127.0.0.1:8002' },
      n3: { peer: '127.0.0.1:7003', client: '127.0.0.1:8003' },
      n4: { peer: n4.peer, client: n4.client },
    }
    const value = { add: ['n2'], learners: ['n4'], remove: ['n1'], context: { addresses } }
    expect(consensus.commands).toEqual([{ client: 0, sequence: 0, call: { f: 'reconfigure', value } }])
    expect(peers).toEqual(['n4 127.0.0.1:7004'])
  })

  test('who does not lead does not open links to a server that may never come', async () => {
    const { ask, consensus, peers } = await serveApi()
    consensus.current = { ...consensus.current, role: 'follower', leader: 'n2' }
    consensus.answer = () => ({ type: 'fail', error: 'not leader; leader n2' })
    const body = { add: [{ id: 'n4', peer: '127.0.0.1:7004', client: '127.0.0.1:8004' }] }
    const { status, headers } = await ask('/v1/cluster/members', { ...post, body })
    expect(status).toBe(307)
    expect(headers.location).toBe('http://127.0.0.1:8002/v1/cluster/members')
    expect(peers).toEqual([])
  })

  test('a change that Raft refuses is a conflict', async () => {
    const { ask, consensus } = await serveApi()
    consensus.answer = () => ({ type: 'fail', error: 'a change is under way' })
    const { status, json } = await ask('/v1/cluster/members', { ...post, body: { remove: ['n3'] } })
    expect({ status, json }).toEqual({ status: 409, json: { type: 'fail', error: 'a change is under way' } })
  })

  test.each([
    [undefined, 'the body must be'],
    [{}, 'nothing is changed'],
    [{ ad: ['n4'] }, 'unknown field "ad"'],
    [{ add: 'n4' }, 'add must be a list'],
    [{ add: ['n4'] }, 'n4 is not known here'],
    [{ add: [{ id: 'n 4' }] }, 'add must name servers'],
    [{ add: [{ id: 'unknown', peer: 'a:1', client: 'a:2' }] }, 'add must name servers'],
    [{ add: [{ id: 'n4', peer: 'somewhere', client: 'a:1' }] }, 'peer of n4 must be an address'],
    [{ learners: [{ id: 'n4', peer: 'a:1' }] }, 'client of n4 must be an address'],
    [{ remove: [{ id: 'n4', peer: 'a:1', client: 'a:2' }] }, 'n4 is not known here'],
    [{ add: ['n2'], remove: ['n2'] }, 'n2 is named twice'],
  ])('%j changes nothing: %s', async (body, error) => {
    const { ask, consensus } = await serveApi()
    const { status, json } = await ask('/v1/cluster/members', { ...post, body })
    expect(json).toMatchObject({ type: 'fail', error: expect.stringContaining(error) as string })
    expect(status).toBe(400)
    expect(consensus.commands).toEqual([])
  })

  test.each([
    [undefined, null],
    [{}, null],
    [{ to: null }, null],
    [{ to: 'n2' }, 'n2'],
  ])('leadership is handed over: %j', async (body, value) => {
    const { ask, consensus } = await serveApi()
    consensus.answer = () => ({ type: 'ok', value: 'n2' })
    const { status, json } = await ask('/v1/cluster/leader', { ...post, body })
    expect({ status, json }).toEqual({ status: 200, json: { type: 'ok', value: 'n2' } })
    expect(consensus.commands[0]?.call).toEqual({ f: 'transfer-leadership', value })
  })

  test.each([[{ to: 'n9' }], [{ to: 3 }], [[]], ['n2']])('but not to %j', async (body) => {
    const { ask } = await serveApi()
    expect((await ask('/v1/cluster/leader', { ...post, body: JSON.stringify(body) })).status).toBe(400)
  })
})

describe('for whoever watches', () => {
  test.each([
    ['running', 200],
    ['stopping', 200],
    ['failed', 503],
  ] as const)('/health of a server that is %s: %i', async (state, expected) => {
    const { ask } = await serveApi({ state: () => state })
    const { status, json } = await ask('/health')
    expect({ status, json }).toEqual({ status: expected, json: { status: state } })
  })

  test.each([
    [{}, 'running', 200, undefined],
    [{}, 'stopping', 503, 'stopping'],
    [{ leader: null }, 'running', 503, 'no leader is known'],
    [{ commitIndex: 0, lastApplied: 0 }, 'running', 503, 'nothing is known to be committed yet'],
    [{ lastApplied: 9 }, 'running', 503, 'applied 9 of 10 committed entries'],
  ] as const)('/ready: %j, %s is %i', async (changed, state, expected, error) => {
    const { ask, consensus } = await serveApi({ state: () => state })
    consensus.current = { ...consensus.current, ...changed }
    const { status, json } = await ask('/ready')
    expect(status).toBe(expected)
    expect(json).toEqual(error === undefined ? { ready: true } : { ready: false, error })
  })

  test('/metrics is text of the version Prometheus asks for', async () => {
    const { ask } = await serveApi()
    const { text, headers } = await ask('/metrics')
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(text).toBe('# metrics\n')
  })
})
