import { describe, expect, test } from 'vitest'
import type { Json } from '../../../src/base/json.ts'
import { fingerprint, kindOfFingerprint } from '../../../src/sim/fingerprint.ts'
import { fakeTarget, relay, scriptedWorld } from './fake-world.ts'

describe('messages wait until they are picked', () => {
  function mailed(...messages: Json[]) {
    const { target, inbox, environments } = relay()
    const { world, cluster } = scriptedWorld(target)
    world.start()
    for (const message of messages) environments['n1']!.transport.send('n2', message)
    const deliver = (message: Json, again = false): boolean =>
      world.deliver('n1', 'n2', fingerprint(message), again, false)
    return { world, cluster, inbox, deliver }
  }

  test('in any order, each once', () => {
    const { deliver, inbox } = mailed({ n: 1 }, { n: 2 })
    expect(deliver({ n: 2 })).toBe(true)
    expect(deliver({ n: 1 })).toBe(true)
    expect(inbox['n2']).toEqual([{ n: 2 }, { n: 1 }])
    expect(deliver({ n: 1 })).toBe(false)
  })

  test('again: one more arrival of a message that has arrived, and only of such', () => {
    const { deliver, inbox } = mailed({ n: 1 })
    expect(deliver({ n: 1 }, true)).toBe(false)
    expect(deliver({ n: 1 })).toBe(true)
    expect(deliver({ n: 1 }, true)).toBe(true)
    expect(deliver({ n: 1 }, true)).toBe(true)
    expect(inbox['n2']).toEqual([{ n: 1 }, { n: 1 }, { n: 1 }])
  })

  test('when the very message was never sent, the oldest of its kind stands in', () => {
    const { deliver, inbox } = mailed(
      { type: 'vote', term: 3 },
      { type: 'vote', term: 4 },
      { type: 'append', term: 5 },
    )
    expect(deliver({ type: 'vote', term: 9 })).toBe(true)
    expect(inbox['n2']).toEqual([{ type: 'vote', term: 3 }])
    expect(deliver({ type: 'snapshot', term: 9 })).toBe(false)
  })

  test('the very message goes before an older one of its kind', () => {
    const { deliver, inbox } = mailed({ type: 'vote', term: 3 }, { type: 'vote', term: 4 })
    expect(deliver({ type: 'vote', term: 4 })).toBe(true)
    expect(inbox['n2']).toEqual([{ type: 'vote', term: 4 }])
  })

  test('a message outlives its sender; it does not reach who is down, and waits', () => {
    const { world, deliver, inbox } = mailed({ n: 1 })
    world.crash('n1', [])
    world.crash('n2', [])
    expect(deliver({ n: 1 })).toBe(false)
    world.restart('n2', false)
    expect(deliver({ n: 1 })).toBe(true)
    expect(inbox['n2']).toEqual([{ n: 1 }])
  })

  test('links have a direction and names that exist', () => {
    const { world, cluster } = mailed({ n: 1 })
    const print = fingerprint({ n: 1 })
    const before = cluster.step
    expect(world.deliver('n2', 'n1', print, false, false)).toBe(false)
    expect(world.deliver('n9', 'n2', print, false, false)).toBe(false)
    expect(world.deliver('n1', 'n9', print, false, false)).toBe(false)
    expect(cluster.step).toBe(before)
  })
})

describe('timers', () => {
  const timers = () => {
    const fired: string[] = []
    const target = fakeTarget(({ id, clock }) => {
      clock.after(20, () => fired.push(`${id} late`), 'beat')
      clock.after(10, () => fired.push(`${id} early`), 'beat')
      const cancel = clock.after(5, () => fired.push(`${id} cancelled`), 'other')
      cancel()
      return {}
    })
    return { ...scriptedWorld(target), fired }
  }

  test('fire takes the earliest of that name; time moves as far as it is due', () => {
    const { world, cluster, fired } = timers()
    world.start()
    expect(world.fire('n1', 'beat', false)).toBe(true)
    expect(cluster.now).toBe(10_000)
    expect(world.fire('n1', 'beat', false)).toBe(true)
    expect(fired).toEqual(['n1 early', 'n1 late'])
    expect(world.fire('n1', 'beat', false)).toBe(false)
  })

  test('one taken back, one of another name, one of an earlier life, one of who is down: nothing fires', () => {
    const { world, fired } = timers()
    world.start()
    expect(world.fire('n1', 'other', false)).toBe(false)
    expect(world.fire('n1', 'election', false)).toBe(false)
    expect(world.fire('n9', 'beat', false)).toBe(false)
    world.crash('n1', [])
    expect(world.fire('n1', 'beat', false)).toBe(false)
    world.restart('n1', false)
    world.fire('n1', 'beat', false)
    world.fire('n1', 'beat', false)
    expect(world.fire('n1', 'beat', false)).toBe(false)
    expect(fired).toEqual(['n1 early', 'n1 late'])
  })
})

describe('disks', () => {
  /** On `submit` it writes the call under its own text, and tells when it is durable. */
  const writing = () => {
    const log: string[] = []
    const loaded: Json[] = []
    const target = fakeTarget(({ storage }) => {
      loaded.push(storage.load() ?? 'empty')
      return {
        submit: (call) => {
          storage.write(String(call), 1)
          storage.sync(() => log.push(`${String(call)} synced`))
        },
      }
    })
    const made = scriptedWorld(target, 1)
    made.world.start()
    const submit = (call: string, hold: boolean): boolean => made.world.submit('n1', call, () => {}, {}, hold)
    const stored = (): string[] => Object.keys(made.cluster.processes[0]!.disk.stored ?? {})
    return { ...made, log, loaded, submit, stored }
  }

  test('without hold the disk syncs at once, as part of the same step', () => {
    const { submit, log, stored, cluster } = writing()
    submit('a', false)
    expect(log).toEqual(['a synced'])
    expect(stored()).toEqual(['a'])
    expect(cluster.step).toBe(2)
  })

  test('held, it waits for a sync, one at a time, in order', () => {
    const { world, submit, log, stored } = writing()
    submit('a', true)
    submit('b', true)
    expect(log).toEqual([])
    expect(stored()).toEqual([])
    expect(world.syncNow('n1', true)).toBe(true)
    expect(log).toEqual(['a synced'])
    expect(stored()).toEqual(['a'])
    expect(world.syncNow('n1', true)).toBe(true)
    expect(stored()).toEqual(['a', 'b'])
    expect(world.syncNow('n1', true)).toBe(false)
  })

  test('a decision that is not held settles what earlier ones held', () => {
    const { submit, log, stored } = writing()
    submit('a', true)
    submit('b', false)
    expect(log).toEqual(['a synced', 'b synced'])
    expect(stored()).toEqual(['a', 'b'])
  })

  test('a crash loses what is held, but for the writes it keeps', () => {
    const { world, submit, loaded, log } = writing()
    submit('a', false)
    for (const call of ['b', 'c', 'd']) submit(call, true)
    expect(world.crash('n1', [1])).toBe(true)
    expect(world.restart('n1', true)).toBe(true)
    expect(loaded).toEqual(['empty', { a: 1, c: 1 }])
    expect(world.syncNow('n1', true)).toBe(false)
    expect(log).toEqual(['a synced'])
  })
})

describe('servers that are down', () => {
  test('decisions that make no sense are not carried out, and take no step', () => {
    const { target } = relay()
    const { world, cluster } = scriptedWorld(target)
    world.start()
    const before = cluster.step
    expect(world.restart('n1', false)).toBe(false)
    expect(world.restart('n9', false)).toBe(false)
    expect(world.crash('n9', [])).toBe(false)
    expect(world.syncNow('n9', false)).toBe(false)
    expect(world.syncNow('n1', false)).toBe(false)
    expect(cluster.step).toBe(before)
    expect(world.crash('n1', [])).toBe(true)
    expect(world.crash('n1', [])).toBe(false)
    expect(world.submit('n1', ['n2', 1], () => {}, {}, false)).toBe(false)
    expect(world.syncNow('n1', false)).toBe(false)
    expect(cluster.step).toBe(before + 1)
  })
})

test('a subject that floods ends the run as a storm', () => {
  const target = fakeTarget(({ clock, transport }) => {
    clock.after(1, () => {
      for (;;) transport.send('n2', 'x')
    })
    return {}
  })
  const { world, cluster } = scriptedWorld(target)
  world.start()
  world.fire('n1', 'timer', false)
  expect(cluster.violation).toMatchObject({ property: 'storm' })
})

test('a fingerprint: the kind by words, truth values and empty lists; the digest by everything', () => {
  const heartbeat = fingerprint({ type: 'append', term: 1, entries: [] })
  expect(kindOfFingerprint(heartbeat)).toBe('append entries-')
  expect(kindOfFingerprint(fingerprint({ type: 'append', term: 9, entries: [1] }))).toBe('append entries+')
  expect(kindOfFingerprint(fingerprint({ type: 'vote', granted: false }))).toBe('vote !granted')
  expect(fingerprint({ type: 'append', term: 2, entries: [] })).not.toBe(heartbeat)
  expect(fingerprint({ entries: [], term: 1, type: 'append' })).not.toBe(
    fingerprint({ entries: [], term: 2, type: 'append' }),
  )
})
