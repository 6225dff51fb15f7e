import { describe, expect, test } from 'vitest'
import { Incarnation } from '../../../../src/raft/server/incarnation.ts'
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
    const incarnation = new Incarnation(() => order.push('look'))
    const inside = incarnation.inside(outside)
    inside.clock.after(1, () => order.push('timer'))
    inside.storage.sync(() => order.push('sync'))
    timers.get(0)?.()
    syncs[0]?.()
    incarnation.run(() => order.push('call'))
    expect(order).toEqual(['timer', 'look', 'sync', 'look', 'call', 'look'])
  })

  test('ends with the first error, and nothing happens in it any more', async () => {
    const { environment: outside, timers, syncs } = environment()
    const order: string[] = []
    const incarnation = new Incarnation(() => order.push('look'))
    const inside = incarnation.inside(outside)
    inside.clock.after(1, () => order.push('timer'))
    inside.storage.sync(() => order.push('sync'))
    incarnation.run(() => {
      throw new Error('a bug')
    })
    incarnation.fail(new Error('later'))
    expect(await incarnation.failed).toMatchObject({ message: 'a bug' })
    expect(timers.size).toBe(0)
    syncs[0]?.()
    incarnation.run(() => order.push('call'))
    expect(order).toEqual([])
  })

  test('an error in what looks around ends it too', async () => {
    const incarnation = new Incarnation(() => {
      throw new Error('blind')
    })
    incarnation.run(() => undefined)
    expect(await incarnation.failed).toMatchObject({ message: 'blind' })
  })

  test('leaves no timer behind, and a timer taken back does not fire', () => {
    const { environment: outside, timers } = environment()
    const incarnation = new Incarnation(() => undefined)
    const inside = incarnation.inside(outside)
    inside.clock.after(1, () => undefined)()
    expect(timers.size).toBe(0)
    inside.clock.after(1, () => undefined)
    incarnation.end()
    expect(timers.size).toBe(0)
  })
})
