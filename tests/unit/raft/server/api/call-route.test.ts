import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { request, type ServerResponse } from 'node:http'
import { describe, expect, test, vi } from 'vitest'
import { serveApi } from './served-api.ts'

const read = { f: 'read', key: 'x', value: null }

describe('POST /v1/call', () => {
  test('hands a call with its session to the consensus, and its value back', async () => {
    const { consensus, ask, endings } = await serveApi()
    consensus.answer = () => ({ type: 'ok', value: 7 })
    const body = { session: 4, sequence: 3, acknowledged: 2, call: read }
    const { status, json, headers } = await ask('/v1/call', { method: 'POST', body })
    expect({ status, json }).toEqual({ status: 200, json: { type: 'ok', value: 7 } })
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
    expect(consensus.commands).toEqual([{ client: 4, sequence: 3, acknowledged: 2, call: read }])
    expect(endings).toEqual(['/v1/call 200'])
  })

  test('without a session it is nobody’s', async () => {
    const { consensus, ask } = await serveApi()
    consensus.answer = () => ({ type: 'ok', value: null })
    await ask('/v1/call', { method: 'POST', body: { call: read } })
    expect(consensus.commands).toEqual([{ client: 0, sequence: 0, call: read }])
  })

  test('what the service refuses is a decided answer: 200, fail', async () => {
    const { consensus, ask } = await serveApi()
    consensus.answer = () => ({ type: 'fail', error: 'precondition failed', observed: 2 })
    const body = { call: { f: 'cas', key: 'x', value: [1, 2] } }
    const { status, json } = await ask('/v1/call', { method: 'POST', body })
    expect({ status, json }).toEqual({
      status: 200,
      json: { type: 'fail', error: 'precondition failed', observed: 2 },
    })
  })

  test('an unknown fate is 504, info: nobody can take it for a failure', async () => {
    const { consensus, ask } = await serveApi()
    consensus.answer = () => ({ type: 'info', error: 'leadership lost' })
    const { status, json } = await ask('/v1/call', { method: 'POST', body: { call: read } })
    expect({ status, json }).toEqual({ status: 504, json: { type: 'info', error: 'leadership lost' } })
  })

  test('another leader is a redirect to the same path there', async () => {
    const { consensus, ask } = await serveApi()
    consensus.answer = () => ({ type: 'fail', error: 'not leader; leader n2' })
    const { status, json, headers } = await ask('/v1/call', { method: 'POST', body: { call: read } })
    expect(status).toBe(307)
    expect(headers.location).toBe('http://127.0.0.1:8002/v1/call')
    expect(json).toEqual({
      type: 'fail',
      error: 'not leader',
      leader: 'n2',
      address: 'http://127.0.0.1:8002',
    })
  })

  test.each([
    ['not leader; leader unknown', { error: 'not leader', leader: null }],
    ['not leader; leader n9', { error: 'not leader', leader: 'n9' }],
    ['busy', { error: 'busy' }],
  ])('%s is 503, and says when to come again', async (error, fields) => {
    const { consensus, ask } = await serveApi()
    consensus.answer = () => ({ type: 'fail', error })
    const { status, json, headers } = await ask('/v1/call', { method: 'POST', body: { call: read } })
    expect({ status, json }).toEqual({ status: 503, json: { type: 'fail', ...fields } })
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  })

  test('a call too many is refused as busy, and has room once another is answered', async () => {
    const { consensus, calls, ask } = await serveApi({ limit: 2 })
    const call = () => ask('/v1/call', { method: 'POST', body: { call: read } })
    const first = [call(), call()]
    await vi.waitUntil(() => calls.size === 2)
    expect((await call()).json).toEqual({ type: 'fail', error: 'busy' })
    consensus.waiting[0]?.({ type: 'ok', value: 1 })
    await vi.waitUntil(() => calls.size === 1)
    const third = call()
    await vi.waitUntil(() => consensus.waiting.length === 3)
    for (const done of consensus.waiting) done({ type: 'ok', value: 2 })
    expect((await Promise.all([...first, third])).map(({ json }) => json.value).sort()).toEqual([1, 2, 2])
    expect(calls.size).toBe(0)
  })

  test('a call without an answer ends as unknown when its time is up', async () => {
    const { consensus, calls, ask } = await serveApi({ timeout: 1 })
    const { status, json } = await ask('/v1/call', { method: 'POST', body: { call: read } })
    expect({ status, json }).toEqual({ status: 504, json: { type: 'info', error: 'no answer in time' } })
    expect(calls.size).toBe(0)
    // the answer that comes after all has nobody to go to
    expect(() => consensus.waiting[0]?.({ type: 'ok', value: 1 })).not.toThrow()
  })

  test('a client that leaves leaves nothing behind', async () => {
    const { consensus, calls, port, endings, broken } = await serveApi()
    let response: ServerResponse | undefined
    const seen = (message: unknown): void => void ({ response } = message as { response: ServerResponse })
    subscribe('http.server.request.start', seen)
    const leaving = request({ port, path: '/v1/call', method: 'POST', host: '127.0.0.1' })
    leaving.on('error', () => undefined)
    leaving.end(JSON.stringify({ call: read }))
    await vi.waitUntil(() => consensus.waiting.length === 1)
    unsubscribe('http.server.request.start', seen)
    leaving.destroy()
    await vi.waitUntil(() => response?.destroyed === true)
    consensus.waiting[0]?.({ type: 'ok', value: 1 })
    expect(endings).toEqual(['/v1/call gone'])
    expect(calls.size).toBe(0)
    expect(broken).toEqual([])
  })
})

describe('the body of a call', () => {
  test.each([
    [undefined, 400, 'the body is empty'],
    ['{"call":', 400, 'the body is not JSON'],
    [Buffer.from([0x22, 0xff, 0x22]), 400, 'the body is not UTF-8'],
    [[], 400, 'the body must be an object'],
    ['null', 400, 'the body must be an object'],
    [{}, 400, 'call must be an object'],
    [{ call: { f: 3 } }, 400, 'call.f must be the name of a function'],
    [{ call: read, sesion: 3, sequence: 1 }, 400, 'unknown field "sesion"'],
    [{ call: read, session: 0, sequence: 1 }, 400, 'session must be a whole number from 1 on'],
    [{ call: read, session: '3', sequence: 1 }, 400, 'session must be a whole number from 1 on'],
    [{ call: read, session: 3 }, 400, 'session is given without a sequence'],
    [{ call: read, sequence: 3 }, 400, 'sequence is given without a session'],
    [{ call: read, acknowledged: 3 }, 400, 'acknowledged is given without a session'],
    [{ call: read, session: 3, sequence: 1.5 }, 400, 'sequence must be a whole number from 1 on'],
    [
      { call: read, session: 3, sequence: 1, acknowledged: 2 },
      400,
      'acknowledged must not be above sequence',
    ],
    [{ call: { f: 'status', value: 1 } }, 400, 'status asks about a request of a session'],
    [{ call: { f: 'status' }, session: 3, sequence: 2 }, 400, 'call.value must be a whole number'],
    [{ call: { f: 'write', key: 'x' } }, 400, 'call.value is missing'],
    [{ call: { f: 'read', key: 3 } }, 400, 'call.key must be a text'],
    [{ call: { f: 'cas', key: 'x', value: 3 } }, 400, 'call.value must be [from, to]'],
    [{ call: { f: 'append', key: 'x', value: 3 } }, 404, 'there is no function "append"; this server runs'],
    [{ call: { f: 'transfer', value: {} } }, 404, 'transfer is a function of the service ledger'],
    [{ call: { f: 'open-session' } }, 404, 'open-session is called through POST /v1/sessions'],
    [{ call: { f: 'reconfigure' } }, 404, 'reconfigure is called through POST /v1/cluster/members'],
    [{ call: { f: 'constructor' } }, 404, 'there is no function "constructor"'],
    // JSON has such a number, a log of JSON has not: it would be another one on each server
    ['{"call":{"f":"write","value":1e999}}', 400, 'a number in the body is too large'],
    [`{"call":{"f":"write","value":${'['.repeat(100)}${']'.repeat(100)}}}`, 400, 'nested deeper than 64'],
  ])('%j is refused: %i, %s', async (body, status, error) => {
    const { ask, consensus, broken } = await serveApi()
    const answer = await ask('/v1/call', { method: 'POST', body })
    expect(answer.json).toMatchObject({ type: 'fail', error: expect.stringContaining(error) as string })
    expect(answer.status).toBe(status)
    expect(consensus.commands).toEqual([])
    expect(broken).toEqual([])
  })

  test('a nesting just deep enough passes', async () => {
    const { ask, consensus } = await serveApi()
    consensus.answer = () => ({ type: 'ok', value: null })
    const value = `${'['.repeat(62)}${']'.repeat(62)}`
    const body = `{"call":{"f":"write","key":"x","value":${value}}}`
    expect((await ask('/v1/call', { method: 'POST', body })).status).toBe(200)
  })

  test.each([
    ['directory', { f: 'rename', value: ['/a'] }, 'call.value must be [from, to]'],
    ['directory', { f: 'create', value: 3 }, 'call.value must be a text, the path'],
    ['ledger', { f: 'deposit', value: { amount: 3 } }, 'call.value.account must be the name'],
    [
      'ledger',
      { f: 'debit', value: { account: 'a', amount: -1 } },
      'call.value.amount must be a whole number',
    ],
    ['ledger', { f: 'transfer', value: { from: 'a', amount: 1 } }, 'call.value.to must be the name'],
    ['ledger', { f: 'balance', value: null }, 'call.value must be a text, the account'],
  ] as const)('%s: %j is refused', async (service, call, error) => {
    const { ask } = await serveApi({ service })
    const { status, json } = await ask('/v1/call', { method: 'POST', body: { call } })
    expect(json.error).toContain(error)
    expect(status).toBe(400)
  })
})
