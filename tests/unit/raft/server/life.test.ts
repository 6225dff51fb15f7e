import { describe, expect, test } from 'vitest'
import { Life } from '../../../../src/raft/server/life.ts'
import type { Cancel, Environment } from '../../../../src/subject/contract.ts'

/** An environment whose timers and disk a test fires by hand. */
function environment() {
  const timers = new Map<number, () => void>()
  const syncs: (() => void)[] = []
  let count = 0
  const environment: Environment = {
    id: 'n1',
    members: ['n1'],
    clock: {
      now: () => 0,
      after: (_, fire): Cancel => {
        const timer = count++
        timers.set(timer, fire)
        return () => timers.delete(timer)
      },
    },
    random: { int: (low) => low, chance: () => false },
    transport: { send: () => undefined },
    storage: { load: () => undefined, write: () => undefined, sync: (done) => syncs.push(done) },
    note: () => undefined,
  }
  return { environment, timers, syncs }
}

describe('a life', () => {
  test('looks around after each thing that happens', () => {
    const { environment: outside, timers, syncs } = environment()
    const order: string[] = []
    const life = new Life(() => order.push('look'))
    const inside = life.inside(outside)
    inside.clock.after(1, () => order.push('timer'))
    inside.storage.sync(() => order.push('sync'))
    timers.get(0)?.()
    syncs[0]?.()
    life.run(() => order.push('call'))
    expect(order).toEqual(['timer', 'look', 'sync', 'look', 'call', 'look'])
  })

  test('ends with the first error, and nothing happens in it any more', async () => {
    const { environment: outside, timers, syncs } = environment()
    const order: string[] = []
    const life = new Life(() => order.push('look'))
    const inside = life.inside(outside)
    inside.clock.after(1, () => order.push('timer'))
    inside.storage.sync(() => order.push('sync'))
    life.run(() => {
      throw new Error('a bug')
    })
    life.fail(new Error('later'))
    expect(await life.failed).toMatchObject({ message: 'a bug' })
    expect(timers.size).toBe(0)
    syncs[0]?.()
    life.run(() => order.push('call'))
    expect(order).toEqual([])
  })

  test('an error in what looks around ends it too', async () => {
    const life = new Life(() => {
      throw new Error('blind')
    })
    life.run(() => undefined)
    expect(await life.failed).toMatchObject({ message: 'blind' })
  })

  test('leaves no timer behind, and a timer taken back does not fire', () => {
    const { environment: outside, timers } = environment()
    const life = new Life(() => undefined)
    const inside = life.inside(outside)
    inside.clock.after(1, () => undefined)()
    expect(timers.size).toBe(0)
    inside.clock.after(1, () => undefined)
    life.end()
    expect(timers.size).toBe(0)
  })
})
