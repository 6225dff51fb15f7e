import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../../src/base/json.ts'
import type { Outcome } from '../../../../../src/record/operation.ts'
import type { ServiceName } from '../../../../../src/raft/services/service.ts'
import { serveApi } from './served-api.ts'

type Case = readonly [
  method: string,
  path: string,
  body: Json | undefined,
  call: Json,
  value: Json,
  shown: object,
]

/** Sends one request; returns what reached the consensus and what came back. */
async function through(
  service: ServiceName,
  method: string,
  path: string,
  outcome: Outcome<Json>,
  body?: unknown,
) {
  const { ask, consensus } = await serveApi({ service })
  consensus.answer = () => outcome
  const { status, json } = await ask(path, { method, body })
  return { status, json, command: consensus.commands[0] }
}

const ok = (value: Json): Outcome<Json> => ({ type: 'ok', value })

const keyValue: readonly Case[] = [
  ['GET', '/v1/kv/x', undefined, { f: 'read', key: 'x', value: null }, 7, { key: 'x', value: 7 }],
  [
    'GET',
    '/v1/kv/a/b%20c',
    undefined,
    { f: 'read', key: 'a/b c', value: null },
    null,
    { key: 'a/b c', value: null },
  ],
  // a value may look like an error of another service
  [
    'GET',
    '/v1/kv/x',
    undefined,
    { f: 'read', key: 'x', value: null },
    { error: 'not found' },
    { value: { error: 'not found' } },
  ],
  ['PUT', '/v1/kv/x', { deep: [1] }, { f: 'write', key: 'x', value: { deep: [1] } }, null, { key: 'x' }],
  ['PUT', '/v1/kv/x/cas', null, { f: 'write', key: 'x/cas', value: null }, null, { key: 'x/cas' }],
  [
    'POST',
    '/v1/kv/a/b/cas',
    { from: null, to: 2 },
    { f: 'cas', key: 'a/b', value: [null, 2] },
    null,
    { key: 'a/b' },
  ],
]

const directory: readonly Case[] = [
  ['GET', '/v1/directory/', undefined, { f: 'list', value: '/' }, ['a'], { path: '/', names: ['a'] }],
  ['GET', '/v1/directory/a%20b/c', undefined, { f: 'list', value: '/a b/c' }, [], { names: [] }],
  [
    'GET',
    '/v1/directory/a?stat',
    undefined,
    { f: 'stat', value: '/a' },
    { kind: 'file', version: 2 },
    { stat: { kind: 'file', version: 2 } },
  ],
  [
    'PUT',
    '/v1/directory/a',
    undefined,
    { f: 'create', value: { path: '/a', kind: 'directory' } },
    null,
    { path: '/a', kind: 'directory' },
  ],
  [
    'PUT',
    '/v1/directory/a?kind=file&version=3',
    undefined,
    { f: 'create', value: { path: '/a', kind: 'file', version: 3 } },
    null,
    { kind: 'file' },
  ],
  ['DELETE', '/v1/directory/a', undefined, { f: 'remove', value: { path: '/a' } }, null, { path: '/a' }],
  [
    'DELETE',
    '/v1/directory/a?recursive&version=1',
    undefined,
    { f: 'remove', value: { path: '/a', recursive: true, version: 1 } },
    null,
    { path: '/a' },
  ],
  [
    'POST',
    '/v1/directory/a/b/rename',
    { to: '/c' },
    { f: 'rename', value: ['/a/b', '/c'] },
    null,
    { path: '/c' },
  ],
  [
    'POST',
    '/v1/directory/a/rename?version=2',
    { to: '/c' },
    { f: 'rename', value: { from: '/a', to: '/c', version: 2 } },
    null,
    { path: '/c' },
  ],
]

const ledger: readonly Case[] = [
  [
    'GET',
    '/v1/ledger/accounts/alice',
    undefined,
    { f: 'balance', value: 'alice' },
    5,
    { account: 'alice', balance: 5 },
  ],
  [
    'PUT',
    '/v1/ledger/accounts/alice',
    undefined,
    { f: 'open', value: { account: 'alice', amount: 0 } },
    null,
    { account: 'alice' },
  ],
  [
    'PUT',
    '/v1/ledger/accounts/a%2Fb',
    { amount: 9 },
    { f: 'open', value: { account: 'a/b', amount: 9 } },
    null,
    { account: 'a/b' },
  ],
  [
    'POST',
    '/v1/ledger/accounts/a/deposit',
    { amount: 1 },
    { f: 'deposit', value: { account: 'a', amount: 1 } },
    null,
    { account: 'a' },
  ],
  [
    'POST',
    '/v1/ledger/accounts/a/debit',
    { amount: 1 },
    { f: 'debit', value: { account: 'a', amount: 1 } },
    null,
    { account: 'a' },
  ],
  [
    'POST',
    '/v1/ledger/transfer',
    { from: 'a', to: 'b', amount: 1 },
    { f: 'transfer', value: { from: 'a', to: 'b', amount: 1 } },
    null,
    { from: 'a', to: 'b' },
  ],
]

describe.each([
  ['key-value', keyValue],
  ['directory', directory],
  ['ledger', ledger],
] as const)('routes of %s', (service, cases) => {
  test.each(cases)('%s %s', async (method, path, body, call, value, shown) => {
    const { status, json, command } = await through(service, method, path, ok(value), body)
    expect(command).toEqual({ client: 0, sequence: 0, call })
    expect(json).toMatchObject({ type: 'ok', ...shown })
    expect(status).toBe(200)
  })
})

test('a request of a session carries its numbers in the query', async () => {
  const path = '/v1/kv/x?session=5&sequence=3&acknowledged=2'
  const { command } = await through('key-value', 'PUT', path, ok(null), 1)
  expect(command).toEqual({
    client: 5,
    sequence: 3,
    acknowledged: 2,
    call: { f: 'write', key: 'x', value: 1 },
  })
})

describe('what the service says no to has a status of its own', () => {
  test.each([
    [
      'key-value',
      'POST',
      '/v1/kv/x/cas',
      { from: 1, to: 2 },
      { type: 'fail', error: 'precondition failed', observed: 3 },
      409,
    ],
    ['key-value', 'PUT', '/v1/kv/x?session=1&sequence=1', 1, { type: 'fail', error: 'no such session' }, 410],
    ['key-value', 'PUT', '/v1/kv/x', 1, { type: 'fail', error: 'no such call: {}' }, 400],
    ['directory', 'GET', '/v1/directory/a', undefined, ok({ error: 'not found' }), 404],
    ['directory', 'PUT', '/v1/directory/a', undefined, ok({ error: 'exists' }), 409],
    ['directory', 'DELETE', '/v1/directory/a', undefined, ok({ error: 'not empty' }), 409],
    ['directory', 'DELETE', '/v1/directory/', undefined, ok({ error: 'invalid' }), 400],
    [
      'directory',
      'DELETE',
      '/v1/directory/a?version=2',
      undefined,
      ok({ error: 'version mismatch', version: 4 }),
      409,
    ],
    ['ledger', 'GET', '/v1/ledger/accounts/a', undefined, ok(null), 404],
    [
      'ledger',
      'POST',
      '/v1/ledger/accounts/a/debit',
      { amount: 2 },
      ok({ error: 'insufficient funds' }),
      409,
    ],
    [
      'ledger',
      'POST',
      '/v1/ledger/transfer',
      { from: 'a', to: 'b', amount: 2 },
      { type: 'info', error: 'leadership lost' },
      504,
    ],
  ] as const)('%s: %s %s %j: %j is %i', async (service, method, path, body, outcome, expected) => {
    const { status, json } = await through(service, method, path, outcome, body)
    const told = outcome.type === 'ok' ? (outcome.value ?? { error: 'not found' }) : outcome
    expect(json).toEqual({ ...(told as object), type: outcome.type === 'info' ? 'info' : 'fail' })
    expect(status).toBe(expected)
  })
})

describe('requests that fit no route', () => {
  test.each([
    ['ledger', 'GET', '/v1/kv/x', undefined, 404, 'this server runs the service ledger, not key-value'],
    [
      'key-value',
      'GET',
      '/v1/directory/x',
      undefined,
      404,
      'this server runs the service key-value, not directory',
    ],
    [
      'key-value',
      'POST',
      '/v1/ledger/transfer',
      {},
      404,
      'this server runs the service key-value, not ledger',
    ],
    ['key-value', 'GET', '/v1/kv/', undefined, 404, 'name a key'],
    ['key-value', 'GET', '/v1/kv/%ff', undefined, 400, 'not percent-encoded'],
    ['key-value', 'GET', '/v1/kv/x?sesion=3', undefined, 400, 'unknown field "sesion"'],
    ['key-value', 'GET', '/v1/kv/x?session=3&session=4', undefined, 400, 'twice'],
    [
      'key-value',
      'GET',
      '/v1/kv/x?session=abc',
      undefined,
      400,
      'session in the query must be a whole number',
    ],
    ['key-value', 'GET', '/v1/kv/x?session=3', undefined, 400, 'without a sequence'],
    ['key-value', 'PUT', '/v1/kv/x', undefined, 400, 'the body is empty'],
    ['key-value', 'POST', '/v1/kv/x', 1, 404, 'POST is for'],
    ['key-value', 'POST', '/v1/kv/x/cas', { from: 1 }, 400, 'the body must be {"from"'],
    ['directory', 'PUT', '/v1/directory/a%2Fb', undefined, 400, 'a name cannot hold a slash'],
    ['directory', 'PUT', '/v1/directory/a?kind=pipe', undefined, 400, 'kind in the query must be'],
    [
      'directory',
      'DELETE',
      '/v1/directory/a?recursive=maybe',
      undefined,
      400,
      'recursive in the query must be',
    ],
    ['directory', 'POST', '/v1/directory/a', { to: '/b' }, 404, 'POST is for'],
    ['directory', 'POST', '/v1/directory/a/rename', { to: 3 }, 400, 'the body must be {"to"'],
    ['ledger', 'GET', '/v1/ledger/accounts/', undefined, 404, 'name an account'],
    ['ledger', 'POST', '/v1/ledger/accounts/a/steal', { amount: 1 }, 404, 'POST is for'],
    ['ledger', 'POST', '/v1/ledger/accounts/a/debit', { amount: 0.5 }, 400, 'amount must be a whole number'],
    ['ledger', 'POST', '/v1/ledger/accounts/a/debit', [1], 400, 'the body must be an object'],
    ['ledger', 'POST', '/v1/ledger/transfer', { from: 'a', amount: 1 }, 400, 'the body must be {"from"'],
  ] as const)('%s: %s %s %j: %i %s', async (service, method, path, body, expected, error) => {
    const { status, json, command } = await through(service, method, path, ok(null), body)
    expect(json).toMatchObject({ type: 'fail', error: expect.stringContaining(error) as string })
    expect(status).toBe(expected)
    expect(command).toBeUndefined()
  })
})
