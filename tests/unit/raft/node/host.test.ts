import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Json } from '../../../../src/base/json.ts'
import { recover } from '../../../../src/raft/node/wal.ts'
import { HostWorld, type HostedServer } from './host-world.ts'

const node = fc.nat(2)
const action = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('deliver' as const), pick: fc.nat(12) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), pick: fc.nat(12) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('sync' as const), node, count: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fire' as const),
      node,
      timer: fc.constantFrom('election', 'heartbeat'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('submit' as const), node }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('restart' as const),
      node,
      survivors: fc.uniqueArray(fc.nat(9), { maxLength: 8 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('settle' as const) }) },
)

const config = fc.record({
  snapshotEvery: fc.integer({ min: 1, max: 3 }),
  trailing: fc.nat(2),
  snapshotChunk: fc.constantFrom(3, 1000),
  batch: fc.constantFrom(1, 64),
  checkQuorum: fc.boolean(),
})

test('a client that calls again as soon as it is answered is served after all that the answer came with', () => {
  const [{ environment, host, service }] = new HostWorld(3, {}).servers as [HostedServer]
  environment.fire('election')
  environment.sync()
  host.receive('n2', { type: 'vote', term: 1, granted: true })
  const answered: number[] = []
  const call = (number: number): void => {
    host.submit({ client: 1, sequence: number, call: number }, () => {
      answered.push(number)
      if (number < 3) call(number + 2)
    })
  }
  const accept = (index: number): void => {
    environment.sync()
    host.receive('n2', { type: 'append-reply', term: 1, success: true, index, hint: 0, round: 0 })
  }
  call(1)
  call(2)
  // both are committed in one step, behind the no-op
  accept(3)
  expect(answered).toEqual([1, 2])
  accept(5)
  expect(answered).toEqual([1, 2, 3, 4])
  expect(service.commands).toHaveLength(4)
  expect(recover(environment.disk.stored).stored.entries).toHaveLength(5)
})

test('whichever unsynced writes a crash leaves, each server starts again, and what clients were told of is there', () => {
  fc.assert(
    fc.property(config, fc.array(action, { maxLength: 60, size: 'max' }), (settings, actions) => {
      const world = new HostWorld(3, settings)
      const { servers, flights } = world
      for (const one of actions) {
        const server = servers['node' in one ? one.node : 0]!
        const place = 'pick' in one ? one.pick % Math.max(1, flights.length) : 0
        if (one.do === 'deliver') world.deliver(place)
        else if (one.do === 'drop') flights.splice(place, 1)
        else if (one.do === 'sync') world.sync(server, one.count)
        else if (one.do === 'fire') world.fire(server, one.timer)
        else if (one.do === 'submit') world.submit(server)
        else if (one.do === 'settle') world.settle()
        else
          world.restart(
            server,
            [...one.survivors].sort((a, b) => a - b),
          )
      }
      world.settle()
      for (const { service, host } of servers) {
        const executed = service.commands.map((command) => (command as { call: Json }).call)
        for (const call of world.done) expect(executed).toContain(call)
        expect(host.raft.server.lastApplied).toBeGreaterThanOrEqual(executed.length)
      }
    }),
    { numRuns: 100 },
  )
})
