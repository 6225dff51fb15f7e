import { expect, test } from 'vitest'
import type { Json } from '../../../../src/base/json.ts'
import { connectedRequests } from '../../../../src/subject/parts/connected-requests.ts'
import { NoReply, requestReply, type RequestReply } from '../../../../src/subject/parts/request-reply.ts'
import { Network } from './network.ts'

function server(
  network: Network,
  id: string,
  answer: (from: string, request: Json) => Json | Promise<Json>,
): RequestReply {
  let made: RequestReply | undefined
  network.start(id, (environment) => {
    made = requestReply(environment, answer, { timeout: 100 })
    return made.receive
  })
  return made!
}

test('answers, also later, go to the request they belong to', async () => {
  const network = new Network(['a', 'b'])
  const a = server(network, 'a', () => null)
  let release: (reply: Json) => void = () => {}
  server(network, 'b', (from, request) =>
    request === 'later' ? new Promise((resolve) => (release = resolve)) : [from, request],
  )
  const later = a.call('b', 'later')
  const atOnce = a.call('b', 'now')
  network.run(10)
  await expect(atOnce).resolves.toEqual(['a', 'now'])
  release('at last')
  await Promise.resolve()
  await Promise.resolve()
  network.run(10)
  await expect(later).resolves.toBe('at last')
})

test('a request without an answer ends when its time is up', async () => {
  const network = new Network(['a', 'b'])
  const a = server(network, 'a', () => null)
  server(network, 'b', () => new Promise(() => {}))
  const failed = a.call('b', 'anything').catch((error: unknown) => error)
  network.run(99)
  expect(await Promise.race([failed, Promise.resolve('waits')])).toBe('waits')
  network.run(1)
  expect(await failed).toBeInstanceOf(NoReply)
  expect(String(await failed)).toBe('NoReply: b has not answered within 100 ms')
})

test("an answer to the former incarnation is nobody's", async () => {
  const network = new Network(['a', 'b'])
  server(network, 'a', () => null)
    .call('b', 'old')
    .catch(() => {})
  const requests: Json[] = []
  server(network, 'b', (_from, request) => {
    requests.push(request)
    return `answer to ${String(request)}`
  })
  network.slowest = 50
  const again = server(network, 'a', () => null)
  const answer = again.call('b', 'new')
  network.run(100)
  expect(requests).toContain('old')
  await expect(answer).resolves.toBe('answer to new')
})

test("what the answering throws is its server's failure", () => {
  const network = new Network(['a', 'b'])
  const a = server(network, 'a', () => null)
  server(network, 'b', () => {
    throw new Error('a bug')
  })
  a.call('b', 'anything').catch(() => {})
  expect(() => network.run(10)).toThrow('a bug')
})

test('by callbacks, and over a connection: in order and once, whatever the network does', () => {
  const network = new Network(['a', 'b'])
  Object.assign(network, { lost: 20, doubled: 30, slowest: 30 })
  const asked: Json[] = []
  const answers: unknown[] = []
  network.start('b', (environment) => {
    const { receive } = connectedRequests(environment, (_from, request, reply) => {
      asked.push(request)
      environment.clock.after(5, () => reply([request, 'answered']))
    })
    return receive
  })
  network.start('a', (environment) => {
    const { ask, receive } = connectedRequests(environment, () => null)
    for (let number = 0; number < 10; number++)
      ask('b', number, (error, reply) => answers.push(error ?? reply))
    return receive
  })
  network.run(5000)
  expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(answers).toEqual(asked.map((number) => [number, 'answered']))
})
