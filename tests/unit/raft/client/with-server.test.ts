import { expect, onTestFinished, test } from 'vitest'
import { CallFailedError, connect, UnknownOutcomeError } from '../../../../src/raft/client/index.ts'
import { serveApi } from '../server/api/served-api.ts'

// The client against the server's own API: what one writes the other must read.

async function connected() {
  const api = await serveApi()
  const client = connect({
    servers: [`127.0.0.1:${api.port}`],
    retry: { minDelay: 1, maxDelay: 5, attempts: 3 },
  })
  onTestFinished(() => client.close())
  return { ...api, client }
}

test('a session and its calls', async () => {
  const { client, consensus } = await connected()
  consensus.answer = ({ call }) => ({
    type: 'ok',
    value: (call as { f: string }).f === 'open-session' ? 9 : null,
  })
  await client.kv.set('x', 1)
  await client.kv.get('x')
  expect(consensus.commands).toEqual([
    { client: 0, sequence: 0, call: { f: 'open-session' } },
    { client: 9, sequence: 1, acknowledged: 1, call: { f: 'write', key: 'x', value: 1 } },
    { client: 0, sequence: 0, call: { f: 'read', key: 'x', value: null } },
  ])
})

test('a failure, and one whose fate is open', async () => {
  const { client, consensus } = await connected()
  consensus.answer = () => ({ type: 'ok', value: 9 })
  await client.kv.set('x', 1)
  consensus.answer = () => ({ type: 'fail', error: 'precondition failed', observed: 4 })
  expect(await client.kv.cas('x', 1, 2)).toEqual({ swapped: false, observed: 4 })
  consensus.answer = () => ({ type: 'info', error: 'leadership lost' })
  const error: unknown = await client.kv.set('x', 2).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(UnknownOutcomeError)
  consensus.answer = () => ({ type: 'ok', value: { executed: { type: 'ok', value: null } } })
  expect(await client.status(error as UnknownOutcomeError)).toEqual({
    state: 'executed',
    result: { type: 'ok', value: null },
  })
})

test('the cluster', async () => {
  const { client, consensus } = await connected()
  expect(await client.cluster.view()).toMatchObject({
    id: 'n1',
    leader: 'n1',
    members: [{ id: 'n1' }, {}, {}],
  })
  consensus.answer = () => ({ type: 'ok', value: null })
  await client.cluster.change({ learners: [{ id: 'n4', peer: '127.0.0.1:7004', client: '127.0.0.1:8004' }] })
  await client.cluster.transferLeadership('n2')
  expect(consensus.commands.map(({ call }) => (call as { f: string }).f)).toEqual([
    'reconfigure',
    'transfer-leadership',
  ])
  await expect(client.cluster.transferLeadership('n9')).rejects.toThrow(CallFailedError)
})

test('what another service has is no request here', async () => {
  const { client } = await connected()
  await expect(client.ledger.balance('alice')).rejects.toMatchObject({
    code: 'bad-request',
    message: expect.stringContaining('balance is a function of the service ledger') as string,
  })
})
