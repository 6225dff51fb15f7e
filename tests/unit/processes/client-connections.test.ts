import { describe, expect, test } from 'vitest'
import type { ErrorCode } from '../../../src/base/error-codes.ts'
import type { OperationError } from '../../../src/base/operation-error.ts'
import { ClientConnections } from '../../../src/processes/proxy/client-connections.ts'
import { server, type ServerClient, type ServerTarget } from '../../../src/subject/server.ts'

const target = (connect: ServerTarget['connect']): ServerTarget =>
  server(
    { ports: { client: 'clients' }, start: () => ({ program: 'none' }), ready: /x/, connect },
    { links: 'proxy' },
  )
const endpoints = ['n1', 'n2'].map((id) => ({ id, reach: {} }))
const connections = (connect: ServerTarget['connect'], patience = 5000): ClientConnections =>
  new ClientConnections(target(connect), endpoints, patience)

const unknown = (code: ErrorCode, text: string): { type: 'info'; error: OperationError } => ({
  type: 'info',
  error: { code, definite: false, text },
})
const unreachable = (text: string): { type: 'fail'; error: OperationError } => ({
  type: 'fail',
  error: { code: 'unreachable', definite: true, text },
})

describe('a client’s connections', () => {
  test('are opened once a server, and used again', async () => {
    const opened: string[] = []
    const some = connections(({ id }) => {
      opened.push(id)
      return { submit: async (call) => ({ type: 'ok', value: call }) }
    })
    expect(await some.submit(0, 1)).toEqual({ type: 'ok', value: 1 })
    expect(await some.submit(0, 2)).toEqual({ type: 'ok', value: 2 })
    await some.submit(1, 3)
    expect(opened).toEqual(['n1', 'n2'])
  })

  test('without a connection nothing was sent: a failure', async () => {
    let tries = 0
    const some = connections(() => {
      tries++
      throw new Error('connection refused')
    })
    expect(await some.submit(0, 1)).toEqual(unreachable('unreachable: connection refused'))
    await some.submit(0, 1)
    expect(tries).toBe(2)
  })

  test('whatever goes wrong once it was handed over is unknown, and the connection is not used again', async () => {
    const closed: number[] = []
    let opened = 0
    const broken = (number: number): ServerClient => ({
      submit: async () => {
        throw new TypeError('fetch failed', {
          cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
        })
      },
      close: () => void closed.push(number),
    })
    const some = connections(() => broken(++opened))
    expect(await some.submit(0, 1)).toEqual(unknown('unknown', 'fetch failed: refused'))
    await some.submit(0, 1)
    expect(opened).toBe(2)
    expect(closed).toEqual([1, 2])
  })

  test('who never answers is given up', async () => {
    let aborted = false
    const some = connections(
      () => ({
        submit: (_, signal) => {
          signal.addEventListener('abort', () => (aborted = true))
          return new Promise(() => undefined)
        },
      }),
      20,
    )
    expect(await some.submit(0, 1)).toEqual(unknown('timeout', 'timeout'))
    expect(aborted).toBe(true)
    const never = connections(() => new Promise(() => undefined), 20)
    expect(await never.submit(0, 1)).toEqual(unreachable('unreachable: timeout'))
  })

  test('what is no outcome decides nothing', async () => {
    const some = connections(() => ({ submit: async () => ({ type: 'done' }) as never }))
    expect(await some.submit(0, 1)).toEqual(
      unknown('unknown', 'the client gave no outcome but {"type":"done"}'),
    )
    const none = connections(() => ({ submit: async () => undefined as never }))
    expect((await none.submit(0, 1)).type).toBe('info')
  })

  test('are closed in the end', async () => {
    const closed: string[] = []
    const some = connections(({ id }) => ({
      submit: async () => ({ type: 'ok', value: null }),
      close: () => void closed.push(id),
    }))
    await some.submit(0, 1)
    await some.submit(1, 1)
    some.close()
    await Promise.resolve()
    await Promise.resolve()
    expect(closed.sort()).toEqual(['n1', 'n2'])
  })
})
