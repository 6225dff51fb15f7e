import { connect } from 'node:net'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { Ports } from '../../../src/processes/supervision/ports.ts'
import { neverSent } from '../../../src/subject/never-sent.ts'
import { Listener } from '../processes/sockets.ts'

async function failureOf(act: () => Promise<unknown>): Promise<unknown> {
  try {
    await act()
  } catch (error) {
    return error
  }
  throw new Error('it did not fail')
}

test('a refused connection: nothing was sent', async () => {
  const ports = new Ports()
  const [port] = await ports.take(1)
  expect(neverSent(await failureOf(() => fetch(`http://127.0.0.1:${port}/`)))).toBe(true)
  expect(neverSent(await failureOf(() => once(connect(port!, '127.0.0.1'), 'connect')))).toBe(true)
  ports.close()
})

test('a connection that broke after it was there: who knows', async () => {
  const listener = await Listener.open()
  const { port } = listener.address
  const asked = failureOf(() => fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'pay' }))
  const accepted = await listener.connection()
  accepted.once('data', () => accepted.resetAndDestroy())
  expect(neverSent(await asked)).toBe(false)
  listener.close()
})

test('anything else, also in a circle: who knows', () => {
  const circular = new Error('round')
  circular.cause = circular
  for (const error of [circular, new Error('timeout'), 'ECONNREFUSED', undefined, { code: 'ECONNREFUSED' }]) {
    expect(neverSent(error)).toBe(false)
  }
})
