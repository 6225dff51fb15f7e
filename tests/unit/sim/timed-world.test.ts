import { describe, expect, test } from 'vitest'
import type { Json } from '../../../src/base/json.ts'
import { errors } from '../../../src/base/operation-error.ts'
import type { CodedOutcome } from '../../../src/record/operation.ts'
import type { TimedWorld } from '../../../src/sim/timed-world.ts'
import type { Environment } from '../../../src/subject/contract.ts'
import { statistics, fakeTarget, relay, timedWorld } from './fake-world.ts'

/** Makes a server send, at an instant of virtual time. */
function sendAt(world: TimedWorld, at: number, from: Environment, to: string, message: Json): void {
  world.after(at, () => from.transport.send(to, message))
}

describe('time', () => {
  test('messages, timers and syncs happen when they are due, in that order', () => {
    const seen: string[] = []
    const target = fakeTarget(({ id, clock, transport, storage }) => {
      if (id === 'n1') {
        clock.after(3, () => seen.push(`timer ${clock.now()}`))
        transport.send('n2', 'hello')
        storage.write('k', 1)
        storage.sync(() => seen.push(`synced ${clock.now()}`))
        seen.push('created')
      }
      return {
        receive: (from, message) =>
          void seen.push(`${id} got ${String(message)} of ${from} at ${clock.now()}`),
      }
    })
    const { world, cluster } = timedWorld(target)
    world.start()
    world.run(10_000)
    expect(seen).toEqual(['created', 'n2 got hello of n1 at 1', 'synced 1', 'timer 3'])
    expect(cluster.now).toBe(10_000)
    expect(cluster.processes[0]!.disk.stored).toEqual({ k: 1 })
  })

  test('a timer taken back does not fire', () => {
    const seen: number[] = []
    const target = fakeTarget(({ clock }) => {
      const cancel = clock.after(5, () => seen.push(5))
      clock.after(3, () => cancel())
      return {}
    })
    const { world } = timedWorld(target, { nodes: 1 })
    world.start()
    world.run(10_000)
    expect(seen).toEqual([])
  })

  test('a timer follows its server’s clock: fast, slow, and over a jump', () => {
    const fired: { [id: string]: number } = {}
    let now = (): number => 0
    const target = fakeTarget(({ id, clock }) => {
      clock.after(10, () => (fired[id] = now()))
      return {}
    })
    const { world, faults } = timedWorld(target, { nodes: 4 })
    now = () => world.now
    const by = statistics()
    world.start()
    faults.clock.rate('n2', 2_000_000, by)
    faults.clock.rate('n3', 500_000, by)
    world.after(1, () => faults.clock.jump('n4', 100, by))
    world.run(50_000)
    expect(fired).toEqual({ n1: 10_000, n2: 5_000, n3: 20_000, n4: 1_000 })
    expect(by.counts).toEqual({ clockMoves: 3 })
  })

  test('fireTimers brings a server to the deadline of its last timer', () => {
    const seen: string[] = []
    const target = fakeTarget(({ id, clock }) => {
      clock.after(5, () => seen.push(`${id} early`))
      clock.after(9, () => seen.push(`${id} late`))
      return {}
    })
    const { world, faults } = timedWorld(target)
    world.start()
    faults.clock.fireTimers('n2', statistics())
    world.run(0)
    expect(seen).toEqual(['n2 early', 'n2 late'])
  })
})

describe('disks', () => {
  test('sync: `done` comes later, never inside the call, and covers the writes made before it only', () => {
    const log: Json[] = []
    const target = fakeTarget(({ storage }) => {
      storage.write('a', 1)
      storage.sync(() => log.push({ ...(storage.load() as object) }))
      log.push('asked')
      storage.write('b', 2)
      return {}
    })
    const { world } = timedWorld(target, { nodes: 1 })
    world.start()
    world.run(10_000)
    expect(log).toEqual(['asked', { a: 1 }])
  })

  test('syncs complete in the order they were asked for, though a disk becomes fast again', () => {
    const log: string[] = []
    let sync = (_: string): void => {}
    const target = fakeTarget(({ storage }) => {
      sync = (name) => {
        storage.write(name, 1)
        storage.sync(() => log.push(name))
      }
      return {}
    })
    const { world, faults, cluster } = timedWorld(target, { nodes: 1 })
    world.start()
    faults.disk.slow('n1', 20, statistics())
    sync('slow')
    faults.disk.slow('n1', 0, statistics())
    world.after(1, () => sync('fast'))
    world.run(10_000)
    expect(log).toEqual([])
    world.run(30_000)
    expect(log).toEqual(['slow', 'fast'])
    expect(cluster.processes[0]!.disk.stored).toEqual({ slow: 1, fast: 1 })
  })

  test('a crash silences the life: no sync, no timer, no answer, no message of it after; what was sent is on its way', () => {
    const log: string[] = []
    const target = fakeTarget(({ id, storage, clock, transport }) => ({
      receive: (_, message) => void log.push(`${id} got ${String(message)}`),
      submit: (_, done) => {
        storage.write('k', 1)
        storage.sync(() => log.push('synced'))
        clock.after(2, () => {
          log.push('fired')
          done({ type: 'ok', value: null })
        })
        transport.send('n2', 'sent before')
      },
    }))
    const { world, faults, cluster } = timedWorld(target)
    const by = statistics()
    world.start()
    world.submit(0, null, () => log.push('answered'), {})
    world.after(1.5, () => faults.process.crash('n1', 'lose', by))
    world.run(20_000)
    expect(log).toEqual(['n2 got sent before'])
    expect(by.counts).toEqual({ crashes: 1, writesLost: 1 })
    expect(cluster.processes[0]!.disk.stored).toBeUndefined()
  })

  test('nor does any of it reach the life that follows', () => {
    const log: string[] = []
    let lives = 0
    const target = fakeTarget(({ id, storage, clock }) => {
      if (id !== 'n1') return {}
      const incarnation = ++lives
      clock.after(5, () => log.push(`timer of life ${incarnation}`))
      storage.write('life', incarnation)
      storage.sync(() => log.push(`sync of life ${incarnation}`))
      return {}
    })
    const { world, faults, cluster } = timedWorld(target)
    world.start()
    faults.process.crash('n1', 'lose', statistics())
    faults.process.restart('n1', statistics())
    world.run(20_000)
    expect(log).toEqual(['sync of life 2', 'timer of life 2'])
    expect(cluster.processes[0]!.disk.stored).toEqual({ life: 2 })
  })

  test('the environment of an earlier life does nothing', () => {
    const lives: Environment[] = []
    const got: Json[] = []
    const target = fakeTarget((environment) => {
      if (environment.id === 'n1') lives.push(environment)
      return { receive: (_, message) => void got.push(message) }
    })
    const { world, faults, cluster } = timedWorld(target)
    world.start()
    faults.process.crash('n1', 'lose', statistics())
    faults.process.restart('n1', statistics())
    const [first, second] = lives
    first!.transport.send('n2', 'ghost')
    first!.storage.write('ghost', 1)
    first!.storage.sync(() => got.push('ghost synced'))
    first!.clock.after(1, () => got.push('ghost timer'))
    second!.transport.send('n2', 'alive')
    world.run(10_000)
    expect(got).toEqual(['alive'])
    expect(cluster.processes[0]!.disk.unsynced).toBe(0)
  })

  test('keep: a crash loses only memory; the next life finds what was written', () => {
    const loaded: Json[] = []
    const target = fakeTarget(({ storage }) => {
      loaded.push(storage.load() ?? 'empty')
      storage.write('lives', loaded.length)
      return {}
    })
    const { world, faults } = timedWorld(target, { nodes: 1 })
    world.start()
    for (const mode of ['keep', 'lose'] as const) {
      faults.process.crash('n1', mode, statistics())
      faults.process.restart('n1', statistics())
    }
    expect(loaded).toEqual(['empty', { lives: 1 }, { lives: 1 }])
  })
})

describe('down and paused', () => {
  test('a message to a server that is down is lost, and says why', () => {
    const { target, inbox, environments } = relay()
    const { world, faults, notes } = timedWorld(target)
    world.start()
    faults.process.crash('n2', 'lose', statistics())
    sendAt(world, 0, environments['n1']!, 'n2', 'early')
    world.after(2, () => faults.process.restart('n2', statistics()))
    sendAt(world, 3, environments['n1']!, 'n2', 'late')
    world.run(10_000)
    expect(inbox['n2']).toEqual(['late'])
    expect(notes.losses).toEqual(['"early" receiver down'])
  })

  test('a request to a server that is down is refused; one to a server that dies meanwhile is not answered', () => {
    const target = fakeTarget(({ clock }) => ({
      submit: (_, done) => void clock.after(5, () => done({ type: 'ok', value: 1 })),
    }))
    const { world, faults } = timedWorld(target)
    const heard: { [name: string]: CodedOutcome<Json> } = {}
    world.start()
    faults.process.crash('n1', 'lose', statistics())
    world.submit(0, null, (outcome) => (heard['down'] = outcome), {})
    world.submit(1, null, (outcome) => (heard['dies'] = outcome), {})
    world.after(3, () => faults.process.crash('n2', 'lose', statistics()))
    world.run(20_000)
    expect(heard).toEqual({ down: { type: 'fail', error: errors.serverDown } })
  })

  test('a paused server does nothing; once it goes on, everything that waited happens in its order', () => {
    const log: Json[] = []
    const target = fakeTarget(({ id, clock, transport }) => {
      if (id === 'n2') clock.after(4, () => log.push('timer'))
      if (id === 'n1')
        for (const at of [1, 2, 5, 11]) clock.after(at, () => transport.send('n2', `sent at ${at}`))
      return {
        receive: (_, message) => void log.push(message),
        submit: (call, done) => {
          log.push(call as Json)
          done({ type: 'ok', value: null })
        },
      }
    })
    const { world, faults } = timedWorld(target)
    world.start()
    faults.process.pause('n2', statistics())
    world.after(2.5, () => world.submit(1, 'request', () => log.push('answered'), {}))
    world.after(10, () => log.push('resumes'))
    world.after(10, () => faults.process.resume('n2', statistics()))
    world.run(9_000)
    expect(log).toEqual([])
    expect(faults.status('n2')).toBe('paused')
    world.run(20_000)
    expect(log).toEqual([
      'resumes',
      'sent at 1',
      'sent at 2',
      'request',
      'timer',
      'sent at 5',
      'answered',
      'sent at 11',
    ])
  })

  test('what waited comes before what arrives at the very instant it goes on', () => {
    const { target, inbox, environments } = relay()
    const { world, faults } = timedWorld(target)
    world.start()
    faults.process.pause('n2', statistics())
    world.after(5, () => faults.process.resume('n2', statistics()))
    sendAt(world, 1, environments['n1']!, 'n2', 'first')
    sendAt(world, 4, environments['n1']!, 'n2', 'second')
    world.run(20_000)
    expect(inbox['n2']).toEqual(['first', 'second'])
  })

  test('paused anew before what waited is done: it goes on waiting, in its order', () => {
    const { target, inbox, environments } = relay()
    const { world, faults } = timedWorld(target)
    world.start()
    faults.process.pause('n2', statistics())
    for (const at of [1, 2, 3]) sendAt(world, at, environments['n1']!, 'n2', at)
    world.run(10_000)
    faults.process.resume('n2', statistics())
    faults.process.pause('n2', statistics())
    world.run(12_000)
    expect(inbox['n2']).toEqual([])
    faults.process.resume('n2', statistics())
    world.run(14_000)
    expect(inbox['n2']).toEqual([1, 2, 3])
  })

  test('a timer taken back while its server was paused does not fire', () => {
    const log: string[] = []
    const target = fakeTarget(({ id, clock, transport }) => {
      const cancel = clock.after(3, () => log.push('fired'))
      if (id === 'n1') transport.send('n2', 'stop')
      return { receive: () => cancel() }
    })
    const { world, faults } = timedWorld(target)
    world.start()
    faults.process.crash('n1', 'lose', statistics())
    faults.process.pause('n2', statistics())
    world.after(10, () => faults.process.resume('n2', statistics()))
    world.run(20_000)
    expect(log).toEqual([])
  })

  test('a crash while paused: what waited is gone, and the next life begins running', () => {
    const { target, inbox, environments } = relay()
    const { world, faults, cluster } = timedWorld(target)
    world.start()
    faults.process.pause('n2', statistics())
    sendAt(world, 1, environments['n1']!, 'n2', 'waited')
    world.run(5_000)
    faults.process.crash('n2', 'lose', statistics())
    expect(faults.status('n2')).toBe('down')
    faults.process.resume('n2', statistics())
    expect(faults.status('n2')).toBe('down')
    faults.process.restart('n2', statistics())
    sendAt(world, 1, environments['n1']!, 'n2', 'after')
    world.run(20_000)
    expect(inbox['n2']).toEqual(['after'])
    expect(cluster.violation).toBeUndefined()
  })

  test('crash, pause, resume and restart where they make no sense do nothing', () => {
    const { target } = relay()
    const { world, faults, notes } = timedWorld(target, { nodes: 1 })
    const by = statistics()
    world.start()
    faults.process.resume('n1', by)
    faults.process.restart('n1', by)
    faults.process.crash('n1', 'lose', by)
    faults.process.crash('n1', 'lose', by)
    faults.process.pause('n1', by)
    expect(notes.steps).toEqual(['0 start n1', '0 crash n1'])
    expect(by.counts).toEqual({ crashes: 1 })
  })
})

describe('partitions', () => {
  test('what is on its way is stopped as well; mended, what is sent then arrives', () => {
    const { target, inbox, environments } = relay()
    const { world, faults, notes } = timedWorld(target)
    const by = statistics()
    world.start()
    sendAt(world, 0, environments['n1']!, 'n2', 'on its way')
    world.after(0.5, () => faults.network.cut('n1', 'n2', by))
    sendAt(world, 2, environments['n1']!, 'n2', 'cut off')
    sendAt(world, 2, environments['n2']!, 'n1', 'the other way')
    world.after(5, () => faults.network.mend('n1', 'n2', by))
    sendAt(world, 6, environments['n1']!, 'n2', 'mended')
    world.run(20_000)
    expect(inbox).toEqual({ n1: ['the other way'], n2: ['mended'] })
    expect(notes.losses).toEqual(['"on its way" partition', '"cut off" partition'])
    expect(by.counts).toEqual({ messagesCut: 2 })
  })
})
