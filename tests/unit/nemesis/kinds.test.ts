import { expect, test } from 'vitest'
import { Nemesis, type AnyFaultPlan } from '../../../nemesis/index.ts'
import { FakeSurface } from './fake-surface.ts'

/** The surface while the fault is on; then it is undone, and must be as before. */
function during(plan: AnyFaultPlan, look: (surface: FakeSurface) => void, members?: string[]): void {
  const surface = new FakeSurface(members)
  const nemesis = new Nemesis([plan], surface)
  nemesis.start()
  surface.runTo(5)
  look(surface)
  surface.runTo(50)
  expect(surface.untouched).toBe(true)
}

const at = { when: { at: 1 }, for: 10 } as const
const partition = { kind: 'partition', ...at } as const

/** Whom each server hears, itself left out. */
function hears({ members, cuts }: FakeSurface, node: string): string[] {
  return members.filter((from) => from !== node && !cuts.includes(`${from}>${node}`))
}

test('crash ends servers and says what becomes of their writes', () => {
  during({ kind: 'crash', ...at, nodes: ['n2', 'n3'], unsynced: 'subset' }, ({ calls }) =>
    expect(calls).toEqual(['1 crash n2 subset f1', '1 crash n3 subset f1']),
  )
})

test('lose-unsynced-writes crashes all it aims at in one instant', () => {
  during({ kind: 'lose-unsynced-writes', ...at, nodes: 'all', unsynced: 'prefix' }, (surface) => {
    expect(surface.calls).toEqual(surface.members.map((node) => `1 crash ${node} prefix f1`))
  })
})

test('upgrade takes one server after the other, and no more of them once it is over', () => {
  during({ kind: 'upgrade', ...at, nodes: 'all', every: 4 }, ({ calls }) =>
    expect(calls).toEqual(['1 upgrade n1 f1', '5 upgrade n2 f1']),
  )
  const surface = new FakeSurface()
  const plan: AnyFaultPlan = { kind: 'upgrade', ...at, nodes: 'all', every: 4 }
  const nemesis = new Nemesis([plan], surface)
  nemesis.start()
  surface.runTo(50)
  expect(surface.calls).toEqual(['1 upgrade n1 f1', '5 upgrade n2 f1', '9 upgrade n3 f1'])
})

test('pause stops servers and resumes them', () => {
  during({ kind: 'pause', ...at, nodes: 'leader' }, (surface) => expect(surface.status('n1')).toBe('paused'))
})

test('halves: two sides, nothing between them', () => {
  during({ ...partition, shape: 'halves' }, (surface) => {
    const sizes = surface.members.map((node) => hears(surface, node).length + 1).sort()
    expect(sizes).toEqual([2, 2, 3, 3, 3])
  })
})

test('isolate-one: the selected server and the others do not hear each other', () => {
  during({ ...partition, shape: 'isolate-one', nodes: 'leader' }, (surface) => {
    expect(hears(surface, 'n1')).toEqual([])
    expect(hears(surface, 'n2')).toEqual(['n3', 'n4', 'n5'])
    expect(surface.calls).toEqual(['1 fault f1 cut n1 from n2, n3, n4, n5 [n1]'])
  })
})

test('bridge: one server hears all, the others their side and the bridge', () => {
  during({ ...partition, shape: 'bridge' }, (surface) => {
    const sizes = surface.members.map((node) => hears(surface, node).length).sort()
    expect(sizes).toEqual([2, 2, 2, 2, 4])
  })
})

test.each([3, 4, 5, 7])('majority-ring of %i: each hears a majority, and no two the same', (size) => {
  const members = Array.from({ length: size }, (_, index) => `n${index + 1}`)
  const look = (surface: FakeSurface): void => {
    const views = members.map((node) => [node, ...hears(surface, node)].sort().join())
    expect(new Set(views).size).toBe(size)
    for (const view of views) expect(view.split(',')).toHaveLength(Math.floor(size / 2) + 1)
  }
  during({ ...partition, shape: 'majority-ring' }, look, members)
})

test('one-way: in makes deaf, out makes unheard', () => {
  during({ ...partition, shape: 'one-way', nodes: ['n2'], direction: 'in' }, (surface) => {
    expect(hears(surface, 'n2')).toEqual([])
    expect(hears(surface, 'n1')).toContain('n2')
  })
  during({ ...partition, shape: 'one-way', nodes: ['n2'], direction: 'out' }, (surface) => {
    expect(hears(surface, 'n2')).toHaveLength(4)
    for (const node of ['n1', 'n3', 'n4', 'n5']) expect(hears(surface, node)).not.toContain('n2')
  })
})

test('leader-with-minority: the leader and one follower of five', () => {
  during({ ...partition, shape: 'leader-with-minority' }, (surface) =>
    expect(hears(surface, 'n1')).toHaveLength(1),
  )
})

test('random-directed: all links or none at the ends of the range', () => {
  during({ ...partition, shape: 'random-directed', chance: 1_000_000 }, ({ cuts }) =>
    expect(cuts).toHaveLength(20),
  )
  during({ ...partition, shape: 'random-directed', chance: 0 }, ({ cuts }) => expect(cuts).toHaveLength(0))
})

test('drop, delay, duplicate and reorder disturb the links they name', () => {
  const links = { ...at, nodes: ['n1'], direction: 'out' } as const
  const expected = ['n1>n2', 'n1>n3', 'n1>n4', 'n1>n5']
  during({ kind: 'drop', ...links, chance: 5 }, ({ disturbed, calls }) => {
    expect(disturbed).toEqual(expected)
    expect(calls).toContain('1 disturb {"drop":5} f1')
  })
  during({ kind: 'delay', ...links, direction: 'in', low: 1, high: 2 }, ({ disturbed, calls }) => {
    expect(disturbed).toEqual(['n2>n1', 'n3>n1', 'n4>n1', 'n5>n1'])
    expect(calls).toContain('1 disturb {"delayLow":1,"delayHigh":2} f1')
  })
  during(
    { kind: 'duplicate', ...links, direction: 'both', chance: 5, within: 60_000 },
    ({ disturbed, calls }) => {
      expect(disturbed).toHaveLength(8)
      expect(calls).toContain('1 disturb {"duplicate":5,"duplicateWithin":60000} f1')
    },
  )
  during(
    { kind: 'reorder', ...links, nodes: 'all', direction: 'both', chance: 5, within: 9 },
    ({ disturbed, calls }) => {
      expect(disturbed).toHaveLength(20)
      expect(calls).toContain('1 disturb {"reorder":5,"reorderWithin":9} f1')
    },
  )
})

test('slow-disk makes syncs longer', () => {
  during({ kind: 'slow-disk', ...at, nodes: ['n4'], by: 30 }, ({ delays }) =>
    expect([...delays]).toEqual([['n4', 30]]),
  )
})

test('timeouts come early at servers that run, or late', () => {
  during({ kind: 'timeouts', ...at, nodes: ['n4'], timers: 'early' }, ({ calls }) =>
    expect(calls).toEqual(['1 fault f1 fire the timers of n4 at once [n4]', '1 fire n4 f1']),
  )
  during({ kind: 'timeouts', ...at, nodes: ['n4'], timers: 'late' }, ({ rates }) =>
    expect([...rates]).toEqual([['n4', 200_000]]),
  )
})

test('clock-skew changes the rate, jumps, or both', () => {
  during({ kind: 'clock-skew', ...at, nodes: ['n4'], rate: 2_000_000, jump: 500 }, ({ rates, calls }) => {
    expect([...rates]).toEqual([['n4', 2_000_000]])
    expect(calls).toContain('1 jump n4 500 f1')
  })
  during({ kind: 'clock-skew', ...at, nodes: ['n4'], rate: 1_000_000, jump: 1 }, ({ rates }) =>
    expect(rates.size).toBe(0),
  )
})
