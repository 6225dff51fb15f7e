import { describe, expect, test } from 'vitest'
import type { Json } from '../../../../src/base/json.ts'
import { RealEnvironment, type RealEnvironmentOptions } from '../../../../src/raft/server/environment.ts'

/** A disk and a network that only write down what is asked of them. */
function environment(options: Partial<RealEnvironmentOptions> = {}) {
  const calls: Json[] = []
  const syncs: (() => void)[] = []
  let deliver: (from: string, message: Json) => void = () => {}
  const real = new RealEnvironment({
    id: 'n1',
    members: ['n1', 'n2'],
    storage: {
      load: () => ({ term: 1 }),
      write: (key, value) => calls.push(['write', key, value]),
      sync: (done) => syncs.push(done),
    },
    transport: {
      send: (to, message) => calls.push(['send', to, message]),
      onMessage: (handler) => (deliver = handler),
    },
    note: (event, data) => calls.push(['note', event, data ?? null]),
    ...options,
  })
  return { real, calls, syncs, deliver: (from: string, message: Json) => deliver(from, message) }
}

const wait = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis))

describe('the real environment', () => {
  test('passes on what a server does', () => {
    const { real, calls, syncs, deliver } = environment()
    const got: Json[] = []
    let done = 0
    real.onMessage((from, message) => got.push([from, message]))
    real.storage.write('term', 2)
    real.storage.sync(() => done++)
    real.transport.send('n2', 'hello')
    real.note('executed', { index: 1 })
    real.note('bare')
    deliver('n2', 'back')
    expect(real.storage.load()).toEqual({ term: 1 })
    expect(done).toBe(0)
    syncs[0]!()
    expect(done).toBe(1)
    expect(got).toEqual([['n2', 'back']])
    expect(calls).toEqual([
      ['write', 'term', 2],
      ['send', 'n2', 'hello'],
      ['note', 'executed', { index: 1 }],
      ['note', 'bare', null],
    ])
  })

  test('its clock never goes back, and is the time of day', () => {
    const { real } = environment()
    let last = real.clock.now()
    expect(Math.abs(last - Date.now())).toBeLessThan(60_000)
    for (let look = 0; look < 10_000; look++) {
      const next = real.clock.now()
      expect(Number.isInteger(next) && next >= last).toBe(true)
      last = next
    }
  })

  test('timers fire once, not early, and not when taken back', async () => {
    const { real } = environment()
    const fired: string[] = []
    const began = performance.now()
    await new Promise<void>((resolve) => {
      real.clock.after(1, () => fired.push('soon'))
      const cancel = real.clock.after(5, () => fired.push('never'))
      cancel()
      cancel()
      real.clock.after(30, () => {
        fired.push('late')
        resolve()
      })
    })
    expect(performance.now() - began).toBeGreaterThan(28)
    expect(fired).toEqual(['soon', 'late'])
  })

  test.each([-1, NaN, Infinity, 1e9 + 1])('a delay of %d is refused', (delay) => {
    expect(() => environment().real.clock.after(delay, () => {})).toThrow(/from 0 to 1000000000 ms/)
  })

  test('one seed draws the same again, none draws something else each time', () => {
    const draws = (seed?: string): number[] => {
      const { random } = environment(seed === undefined ? {} : { seed }).real
      return Array.from({ length: 20 }, () => random.int(0, 1_000_000))
    }
    expect(draws('a')).toEqual(draws('a'))
    expect(draws('a')).not.toEqual(draws('b'))
    expect(draws()).not.toEqual(draws())
    expect(draws().every((draw) => draw >= 0 && draw <= 1_000_000)).toBe(true)
  })

  test('stopped, it is silent in every direction', async () => {
    const { real, calls, syncs, deliver } = environment()
    const heard: string[] = []
    real.onMessage(() => heard.push('message'))
    real.storage.sync(() => heard.push('sync under way'))
    real.clock.after(1, () => heard.push('timer under way'))
    real.stop()
    real.storage.write('term', 3)
    real.storage.sync(() => heard.push('sync'))
    real.transport.send('n2', 'late')
    real.note('late')
    real.clock.after(1, () => heard.push('timer'))()
    real.clock.after(1, () => heard.push('timer'))
    for (const done of syncs) done()
    deliver('n2', 'late')
    await wait(20)
    expect({ heard, calls }).toEqual({ heard: [], calls: [] })
    expect(syncs).toHaveLength(1)
  })
})
