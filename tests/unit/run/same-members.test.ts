import { describe, expect, test } from 'vitest'
import { differAtRest, MembersWatch } from '../../../src/run/same-members.ts'
import type { Cluster } from '../../../src/sim/cluster.ts'

interface Shown {
  readonly lastIndex?: number
  readonly lastTerm?: number
  readonly applied?: number
  readonly voters: readonly string[]
  readonly outgoing?: readonly string[]
}

const cluster = (...servers: readonly Shown[]): Cluster =>
  ({
    step: 7,
    now: 1000,
    processes: servers.map(
      ({ lastIndex = 5, lastTerm = 2, applied = lastIndex, voters, outgoing = [] }, at) => ({
        id: `n${at + 1}`,
        live: {
          log: { lastIndex, termAt: () => lastTerm },
          commitIndex: applied,
          lastApplied: applied,
          membership: { voters, outgoing, learners: [] },
        },
      }),
    ),
  }) as unknown as Cluster

const three = ['n1', 'n2', 'n3']
const two = ['n1', 'n2']

function breachIn(looks: number, ...servers: readonly Shown[]) {
  const watch = new MembersWatch()
  const found = Array.from({ length: looks }, () => watch.look(cluster(...servers)))
  return found.find((one) => one !== undefined)
}

test('the same log, applied, and other members for a while: one of them is wrong', () => {
  const breach = breachIn(5, { voters: three }, { voters: two })
  expect(breach).toMatchObject({ property: 'state-machine-safety', shape: 'members' })
  expect(breach?.headline).toMatch(/n1 counts n1, n2, n3 as members, n2 n1, n2$/)
})

test.each<[string, readonly Shown[]]>([
  ['in another order', [{ voters: two }, { voters: ['n2', 'n1'] }]],
  ['with other logs', [{ voters: two }, { voters: three, lastIndex: 6 }]],
  ['with logs of other terms', [{ voters: two }, { voters: three, lastTerm: 1 }]],
  [
    'before all is applied',
    [
      { voters: two, applied: 4 },
      { voters: three, applied: 4 },
    ],
  ],
  ['while two sets decide', [{ voters: two, outgoing: three }, { voters: three }]],
  [
    'before anything is in the log',
    [
      { voters: two, lastIndex: 0, lastTerm: 0 },
      { voters: three, lastIndex: 0, lastTerm: 0 },
    ],
  ],
])('%s nobody is accused', (_when, servers) => {
  expect(breachIn(50, ...servers)).toBeUndefined()
})

test('who shows members a moment after the entry is not accused, however often', () => {
  const watch = new MembersWatch()
  for (let entry = 1; entry < 20; entry++)
    for (let look = 0; look < 4; look++)
      expect(
        watch.look(cluster({ voters: three, lastIndex: entry }, { voters: two, lastIndex: entry })),
      ).toBeUndefined()
})

describe('at the end of a script', () => {
  const resting = (before: Cluster, after: Cluster) => {
    const world = {
      cluster: { ...before } as Cluster,
      rested: 0,
      rest(time: number): void {
        world.rested += time
        Object.assign(world.cluster, after)
      },
    }
    return world
  }
  const differing = cluster({ voters: three }, { voters: two })

  test('the same log and other members, also when timers had the time of five looks', () => {
    const world = resting(differing, differing)
    expect(differAtRest(world)).toMatchObject({ property: 'state-machine-safety', shape: 'members' })
    expect(world.rested).toBe(100_000)
  })

  test('who shows members a moment later is not accused', () => {
    expect(differAtRest(resting(differing, cluster({ voters: two }, { voters: two })))).toBeUndefined()
  })

  test('two that differ only after a while were not seen to differ', () => {
    const other = cluster({ voters: three }, { voters: two, lastIndex: 6 }, { voters: two })
    expect(
      differAtRest(resting(cluster({ voters: three, lastIndex: 6 }, { voters: two, lastIndex: 6 }), other)),
    ).toBeUndefined()
  })

  test('no time passes where all show the same', () => {
    const world = resting(cluster({ voters: two }, { voters: two }), differing)
    expect(differAtRest(world)).toBeUndefined()
    expect(world.rested).toBe(0)
  })
})
