import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../src/base/json.ts'
import { orderedConnections, type Connections } from '../../../../src/subject/parts/connections.ts'
import { Network } from './network.ts'

interface Ends {
  readonly network: Network
  readonly at: Map<string, Connections>
  readonly got: Map<string, Json[]>
  readonly closed: string[]
  start(id: string): void
}

function ends(members: string[], seed = '1'): Ends {
  const network = new Network(members, seed)
  const at = new Map<string, Connections>()
  const got = new Map<string, Json[]>(members.map((id) => [id, []]))
  const closed: string[] = []
  const start = (id: string): void =>
    network.start(id, (environment) => {
      const deliver = (from: string, message: Json): void => void got.get(id)?.push([from, message])
      const connections = orderedConnections(environment, deliver, {
        closed: (peer) => closed.push(`${id}-${peer}`),
      })
      at.set(id, connections)
      return connections.receive
    })
  for (const id of members) start(id)
  return { network, at, got, closed, start }
}

describe('an ordered connection', () => {
  test('delivers once and in order over a network that loses, doubles and reorders', () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.string(),
          lost: fc.integer({ min: 0, max: 40 }),
          doubled: fc.integer({ min: 0, max: 40 }),
        }),
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 30 })), { maxLength: 40 }),
        ({ seed, lost, doubled }, sends) => {
          const { network, at, got, closed } = ends(['a', 'b'], seed)
          Object.assign(network, { lost, doubled, slowest: 40 })
          const sent = { a: [] as Json[], b: [] as Json[] }
          for (const [number, [fromA, pause]] of sends.entries()) {
            const [from, to] = fromA ? (['a', 'b'] as const) : (['b', 'a'] as const)
            sent[to].push([from, number])
            at.get(from)?.send(to, number)
            network.run(pause)
          }
          network.run(5000)
          // it may break where so much is lost that a second passes in silence
          if (closed.length > 0) return
          expect(got.get('a')).toEqual(sent.a)
          expect(got.get('b')).toEqual(sent.b)
        },
      ),
    )
  })

  test('breaks when nothing comes back for too long, and is there again afterwards', () => {
    const { network, at, got, closed } = ends(['a', 'b'])
    at.get('a')?.send('b', 'before')
    network.run(100)
    network.lost = 100
    at.get('a')?.send('b', 'never')
    network.run(2000)
    expect(closed).toEqual(['a-b'])
    network.lost = 0
    at.get('b')?.send('a', 'after')
    at.get('a')?.send('b', 'again')
    network.run(3000)
    expect(got.get('b')).toEqual([
      ['a', 'before'],
      ['a', 'again'],
    ])
    // b still knew the former one: its first message was lost with it, which it is told
    expect(closed).toContain('b-a')
  })

  test.each([
    ['a', 'b'],
    ['b', 'a'],
  ])('%s learns that %s has begun anew, and nothing old arrives', (stays, restarts) => {
    const { network, at, got, closed, start } = ends(['a', 'b'])
    network.slowest = 30
    network.doubled = 50
    for (let number = 0; number < 10; number++) at.get(stays)?.send(restarts, number)
    network.run(1000)
    got.get(restarts)!.length = 0
    start(restarts)
    at.get(stays)?.send(restarts, 'lost with the connection')
    network.run(3000)
    expect(closed).toContain(`${stays}-${restarts}`)
    at.get(stays)?.send(restarts, 'new')
    at.get(restarts)?.send(stays, 'back')
    network.run(3000)
    expect(got.get(restarts)).toEqual([[stays, 'new']])
    expect(got.get(stays)).toEqual([[restarts, 'back']])
  })

  test('is open for the one that does not open it', () => {
    const { network, at, got } = ends(['a', 'b', 'c'])
    at.get('c')?.send('a', 1)
    at.get('c')?.send('b', 2)
    network.run(1000)
    expect([got.get('a'), got.get('b')]).toEqual([[['c', 1]], [['c', 2]]])
  })
})
