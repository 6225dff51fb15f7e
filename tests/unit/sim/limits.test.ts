import { describe, expect, test } from 'vitest'
import { limitsFor } from '../../../src/sim/limits.ts'
import { fakeTarget, timedWorld } from './fake-world.ts'

describe('limits', () => {
  test('storm: too much under way at once; the culprit is named with its share', () => {
    const target = fakeTarget(({ id, clock, transport }) => {
      if (id === 'n2') clock.after(1, () => Array.from({ length: 100 }, () => transport.send('n1', 'x')))
      return {}
    })
    const { world, cluster } = timedWorld(target, { nodes: 3, limits: { queue: 50 } })
    world.start()
    world.run(10_000)
    expect(cluster.violation).toMatchObject({ property: 'storm', time: 1000 })
    expect(cluster.violation?.headline).toMatch(
      /50 .* under way .*limit 50.*; n2 has sent \d+ of \d+ messages/,
    )
  })

  test('storm: also when the flood begins as a server starts', () => {
    const target = fakeTarget(({ id, transport }) => {
      if (id === 'n2') for (let n = 0; n < 100; n++) transport.send('n1', 'x')
      return {}
    })
    const { world, cluster } = timedWorld(target, { nodes: 3, limits: { queue: 50 } })
    world.start()
    world.run(10_000)
    expect(cluster.violation).toMatchObject({ property: 'storm' })
  })

  test('storm: a subject that swallows the exception is caught as well', () => {
    const target = fakeTarget(({ id, clock, transport }) => {
      const flood = (): void => {
        try {
          for (;;) transport.send('n1', 'x')
        } catch {
          clock.after(0, flood)
        }
      }
      if (id === 'n2') clock.after(1, flood)
      return {}
    })
    const { world, cluster } = timedWorld(target, { nodes: 2, limits: { queue: 50 } })
    world.start()
    world.run(10_000)
    expect(cluster.violation).toMatchObject({ property: 'storm' })
  })

  // each message twice doubles, in every round trip, what servers send that answer each message with one
  const doubling = {
    latency: { distribution: 'constant', min: 1, mean: 0 },
    drop: 0,
    duplicate: 1_000_000,
    fifo: false,
  } as const

  test('no storm is the doing of a network that duplicates', () => {
    const target = fakeTarget(({ id, transport }) => {
      if (id === 'n1') transport.send('n2', 'ping')
      return { receive: (from) => transport.send(from, 'pong') }
    })
    const { world, cluster } = timedWorld(target, { limits: { queue: 2000 }, world: { network: doubling } })
    world.start()
    world.run(40_000)
    expect(cluster.messages).toBeGreaterThan(10_000)
    expect(cluster.violation).toBeUndefined()
  })

  test('storm: servers that answer one message with two, also where the network duplicates', () => {
    const target = fakeTarget(({ id, transport }) => {
      if (id === 'n1') transport.send('n2', 'ping')
      return {
        receive: (from) => {
          transport.send(from, 'pong')
          transport.send(from, 'pong')
        },
      }
    })
    const { world, cluster } = timedWorld(target, { limits: { queue: 2000 }, world: { network: doubling } })
    world.start()
    world.run(40_000)
    expect(cluster.violation).toMatchObject({ property: 'storm' })
  })

  test('livelock: messages that answer each other without time passing', () => {
    const target = fakeTarget(({ id, transport }) => {
      if (id === 'n1') transport.send('n2', 'ping')
      return { receive: (from) => transport.send(from, 'pong') }
    })
    const instant = {
      latency: { distribution: 'constant', min: 0, mean: 0 },
      drop: 0,
      duplicate: 0,
      fifo: true,
    } as const
    const { world, cluster } = timedWorld(target, { limits: { instant: 100 }, world: { network: instant } })
    world.start()
    world.run(10_000)
    expect(cluster.violation).toMatchObject({ property: 'livelock', time: 0 })
    expect(cluster.violation?.headline).toMatch(/more than 100 events at 0 ms; .*n[12] has \w+ \d+ of \d+/)
  })

  test('livelock: a timer that sets itself again at once; its server is named, though it sends nothing', () => {
    const target = fakeTarget(({ id, clock }) => {
      const again = (): void => void clock.after(0, again)
      if (id === 'n2') clock.after(3, again)
      return {}
    })
    const { world, cluster } = timedWorld(target, { nodes: 3, limits: { instant: 100 } })
    world.start()
    world.run(10_000)
    expect(cluster.violation).toMatchObject({ property: 'livelock', time: 3000 })
    expect(cluster.violation?.headline).toMatch(/n2/)
    expect(cluster.violation?.headline).not.toMatch(/n1|n3/)
  })

  test('livelock: the step is told from which on there was too much', () => {
    const target = fakeTarget(({ id, transport, clock }) => {
      const [heartbeat, ping] = id === 'n1' ? [10, 500] : [undefined, undefined]
      const beat = (): void => void clock.after(heartbeat ?? 0, beat)
      if (heartbeat !== undefined) beat()
      if (ping !== undefined) clock.after(ping, () => transport.send('n2', 'ping'))
      return { receive: (from) => transport.send(from, 'pong') }
    })
    const limits = { events: 100, eventsPerSecond: 500 }
    const { world, cluster } = timedWorld(target, { limits })
    world.start()
    world.run(10_000_000)
    const { violation } = cluster
    expect(violation).toMatchObject({ property: 'livelock', facts: [{}, { step: violation!.step }] })
    // fifty heartbeats come first
    expect(violation!.facts[0]!.step).toBeGreaterThan(40)
    expect(violation!.facts[0]!.step).toBeLessThan(70)
    expect(violation!.proof[0]).toMatchObject({ kind: 'let', step: violation!.facts[0]!.step })
  })

  test('livelock: more events in all than a run may have', () => {
    const target = fakeTarget(({ clock }) => {
      const again = (): void => void clock.after(1, again)
      again()
      return {}
    })
    const { world, cluster } = timedWorld(target, { limits: { events: 100 } })
    world.start()
    world.run(10_000_000)
    expect(cluster.violation).toMatchObject({ property: 'livelock' })
    expect(cluster.violation?.headline).toMatch(/more than 100 events/)
  })

  test('within the limits nothing is said', () => {
    const target = fakeTarget(({ clock }) => {
      const again = (): void => void clock.after(1, again)
      again()
      return {}
    })
    const { world, cluster } = timedWorld(target, { limits: { events: 1000, queue: 10, instant: 10 } })
    world.start()
    world.run(100_000)
    expect(cluster.violation).toBeUndefined()
  })

  test('a timer taken back is not under way', () => {
    const target = fakeTarget(({ clock }) => {
      const again = (): void => {
        for (let n = 0; n < 5; n++) clock.after(1000, () => {})()
        clock.after(1, again)
      }
      again()
      return {}
    })
    const { world, cluster } = timedWorld(target, { limits: { queue: 20, events: 10_000 } })
    world.start()
    world.run(500_000)
    expect(cluster.violation).toBeUndefined()
    expect(cluster.step).toBeGreaterThan(900)
  })

  test('what waited for a paused server is no livelock', () => {
    const got: number[] = []
    const target = fakeTarget(({ id, clock, transport }) => {
      if (id === 'n1') for (let n = 0; n < 300; n++) clock.after(n / 10, () => transport.send('n2', n))
      return { receive: () => got.push(clock.now()) }
    })
    const { world, cluster } = timedWorld(target, { limits: { instant: 100 } })
    world.start()
    cluster.pause(cluster.processes[1]!)
    world.run(100_000)
    world.soon(cluster.resume(cluster.processes[1]!))
    world.run(200_000)
    expect(cluster.violation).toBeUndefined()
    expect(got).toHaveLength(300)
  })

  test('of what a quiet time would have allowed a twentieth is left: who spins after it is caught soon', () => {
    const late = (most: number) =>
      fakeTarget(({ clock }) => {
        let left = most
        const again = (): void => {
          if (left-- > 0) clock.after(0.1, again)
        }
        clock.after(10_000, again)
        return {}
      })
    const breachOf = (most: number) => {
      const limits = { events: 100, eventsPerSecond: 1000 }
      const { world, cluster } = timedWorld(late(most), { limits })
      world.start()
      world.run(20_000_000)
      return cluster.violation
    }
    expect(breachOf(Infinity)).toMatchObject({ property: 'livelock' })
    expect(breachOf(Infinity)!.time).toBeLessThan(10_100_000)
    // two servers send what ten seconds left to do
    expect(breachOf(300)).toBeUndefined()
  })

  test('grow with time, rate and size: what a long run may do is a livelock in a short one', () => {
    const spinning = fakeTarget(({ clock }) => {
      const again = (): void => void clock.after(1, again)
      again()
      return {}
    })
    const longRun = (perSecond: number): string | undefined => {
      const { world, cluster } = timedWorld(spinning, { limits: { events: 100, eventsPerSecond: perSecond } })
      world.start()
      world.run(2_000_000)
      return cluster.violation?.headline
    }
    expect(longRun(4000)).toBeUndefined()
    expect(longRun(1000)).toMatch(/^more than \d+ events in 1 s; n1 has handled/)
    const [small, large, busy] = [limitsFor(3, 10), limitsFor(5, 10), limitsFor(5, 1000)]
    expect(large.eventsPerSecond).toBeGreaterThan(small.eventsPerSecond)
    expect(busy.eventsPerSecond).toBeGreaterThan(large.eventsPerSecond)
    // an hour of five busy servers: two million events, and twenty times that are allowed
    expect(3600 * limitsFor(5, 50).eventsPerSecond).toBeGreaterThan(40_000_000)
    expect(limitsFor(5, 50, { events: 10 })).toMatchObject({ events: 10, eventsPerSecond: 0 })
  })
})
