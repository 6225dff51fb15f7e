import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { Json } from '../../../../src/base/json.ts'
import { NatsClient, type NatsReads } from '../../../../src/processes/nats/client.ts'

// Against answers that nats-server 2.9.10 gave.

const signal = AbortSignal.timeout(10_000)
const cleanups: (() => void)[] = []
afterEach(() => cleanups.splice(0).forEach((clean) => clean()))

interface Asked {
  readonly subject: string
  readonly headers: string
  readonly payload: string
}

/** The whole frame of an answer behind `MSG <inbox>`; undefined: no answer. */
type Answer = { readonly json: object } | { readonly status: number } | { readonly text: string } | 'end'

const stored = (value: Json, seq: number): Answer => ({
  json: { message: { seq, data: Buffer.from(JSON.stringify(value)).toString('base64') } },
})
const nothing: Answer = { json: { error: { code: 404, err_code: 10037, description: 'no message found' } } }
const acked: Answer = { json: { stream: 'KV_whitewater', seq: 9 } }
const refused: Answer = {
  json: { error: { code: 400, err_code: 10071, description: 'wrong last sequence: 8' } },
}

/** A server that gives these answers in turn, and keeps what it was asked. */
async function scene(answers: readonly Answer[], reads: NatsReads = 'confirmed') {
  const asked: Asked[] = []
  const left = [...answers]
  const server = createServer((socket) => {
    cleanups.push(() => socket.destroy())
    socket.write('INFO {"headers":true}\r\n')
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString()
      text = text.replace(/^CONNECT .*\r\nSUB .*\r\nPING\r\n/, () => (socket.write('PONG\r\n'), ''))
      const [head, verb, subject = '', inbox = '', sizes = ''] =
        /^(PUB|HPUB) (\S+) (\S+) (.*)\r\n/.exec(text) ?? []
      if (head === undefined) return
      const [first = 0, total = first] = sizes.split(' ').map(Number)
      const body = text.slice(head.length, head.length + total)
      text = text.slice(head.length + total + 2)
      const headers = verb === 'HPUB' ? body.slice(0, first) : ''
      asked.push({ subject, headers, payload: body.slice(headers.length) })
      answer(socket, inbox, left.shift())
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(() => server.close())
  const { port } = server.address() as AddressInfo
  const client = new NatsClient({ host: '127.0.0.1', port }, reads)
  cleanups.push(() => void client.close())
  return { asked, submit: (call: Json) => client.submit(call, signal) }
}

function answer(socket: Socket, inbox: string, given: Answer | undefined): void {
  if (given === undefined || given === 'end') return void socket.destroy()
  if ('status' in given) {
    const headers = `NATS/1.0 ${given.status}\r\n\r\n`
    return void socket.write(`HMSG ${inbox} 1 ${headers.length} ${headers.length}\r\n${headers}\r\n`)
  }
  const text = 'json' in given ? JSON.stringify(given.json) : given.text
  socket.write(`MSG ${inbox} 1 ${Buffer.byteLength(text)}\r\n${text}\r\n`)
}

const expecting = (sequence: number): string =>
  `NATS/1.0\r\nNats-Expected-Last-Subject-Sequence: ${sequence}\r\n\r\n`
const unreachable = { type: 'fail', error: 'unreachable: no responders' }

describe('a write', () => {
  const write = { f: 'write', key: 'k1', value: 5 }

  test('is published to the key', async () => {
    const { asked, submit } = await scene([acked])
    expect(await submit(write)).toEqual({ type: 'ok', value: 5 })
    expect(asked).toEqual([{ subject: '$KV.whitewater.k1', headers: '', payload: '5' }])
  })

  test('that nobody took certainly did not happen', async () => {
    const { submit } = await scene([{ status: 503 }])
    expect(await submit(write)).toEqual(unreachable)
  })

  test('whose answer is an error, or does not come, may have happened; the next has a new connection', async () => {
    const unavailable = { code: 503, err_code: 10008, description: 'system temporarily unavailable' }
    const { submit } = await scene([{ json: { error: unavailable } }, 'end', acked])
    await expect(submit(write)).rejects.toThrow('system temporarily unavailable (10008)')
    await expect(submit(write)).rejects.toThrow('the connection was closed')
    expect(await submit(write)).toEqual({ type: 'ok', value: 5 })
  })
})

describe('a cas', () => {
  const cas = { f: 'cas', key: 'k1', value: [5, 6] }

  test('expects the sequence of what it read', async () => {
    const { asked, submit } = await scene([stored(5, 8), acked])
    expect(await submit(cas)).toEqual({ type: 'ok', value: [5, 6] })
    expect(asked).toEqual([
      {
        ...{ subject: '$JS.API.STREAM.MSG.GET.KV_whitewater', headers: '' },
        payload: '{"last_by_subj":"$KV.whitewater.k1"}',
      },
      { subject: '$KV.whitewater.k1', headers: expecting(8), payload: '6' },
    ])
  })

  test('of what was never written expects 0', async () => {
    const { asked, submit } = await scene([nothing, acked])
    expect(await submit({ ...cas, value: [null, 6] })).toEqual({ type: 'ok', value: [null, 6] })
    expect(asked[1]).toMatchObject({ headers: expecting(0) })
  })

  test('does not match: by what was read, or by what the server says', async () => {
    const failed = { type: 'fail', error: 'precondition failed' }
    expect(await (await scene([stored(7, 8)])).submit(cas)).toEqual(failed)
    expect(await (await scene([stored(5, 8), refused])).submit(cas)).toEqual(failed)
  })

  test('without an answer: nothing was done while it read, and who knows what later', async () => {
    expect(await (await scene(['end'])).submit(cas)).toEqual({
      ...{ type: 'fail', error: 'unreachable: the connection was closed' },
    })
    await expect((await scene([stored(5, 8), 'end'])).submit(cas)).rejects.toThrow(
      'the connection was closed',
    )
    expect(await (await scene([stored(5, 8), { status: 503 }])).submit(cas)).toEqual(unreachable)
  })
})

describe('a read', () => {
  const read = { f: 'read', key: 'k1', value: null }

  test('is confirmed: what was read is published again, unless others wrote meanwhile', async () => {
    const { asked, submit } = await scene([stored(5, 7), refused, stored(6, 8), acked])
    expect(await submit(read)).toEqual({ type: 'ok', value: 6 })
    expect(asked[3]).toEqual({ subject: '$KV.whitewater.k1', headers: expecting(8), payload: '6' })
  })

  test('of the leader is what it has', async () => {
    const { asked, submit } = await scene([stored(5, 7), nothing], 'leader')
    expect(await submit(read)).toEqual({ type: 'ok', value: 5 })
    expect(await submit(read)).toEqual({ type: 'ok', value: null })
    expect(asked).toHaveLength(2)
  })

  test('of any server is what that one has', async () => {
    const { asked, submit } = await scene([{ text: '5' }, { status: 404 }, { status: 503 }], 'direct')
    expect(await submit(read)).toEqual({ type: 'ok', value: 5 })
    expect(await submit(read)).toEqual({ type: 'ok', value: null })
    expect(await submit(read)).toEqual(unreachable)
    expect(asked[0]?.subject).toBe('$JS.API.DIRECT.GET.KV_whitewater.$KV.whitewater.k1')
  })
})

test('where nobody listens, nothing was sent', async () => {
  const client = new NatsClient({ host: '127.0.0.1', port: 1 }, 'confirmed')
  expect(await client.submit({ f: 'write', value: 5 }, signal)).toMatchObject({
    ...{ type: 'fail', error: expect.stringMatching(/^unreachable: .*ECONNREFUSED/) as string },
  })
})
