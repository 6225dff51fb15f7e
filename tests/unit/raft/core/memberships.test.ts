import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Memberships } from '../../../../src/raft/core/memberships.ts'
import { entry, memberEntry, members } from './machine.ts'

const first = members(['n1', 'n2', 'n3'])
const second = members(['n1', 'n2', 'n3', 'n4'])
const third = members(['n2', 'n3', 'n4'])

/** Entry 3 brings the second membership, entry 5 the third. */
function held(): Memberships {
  const memberships = new Memberships(0, first)
  memberships.append(memberEntry(3, 1, second))
  memberships.append(memberEntry(5, 1, third))
  return memberships
}

describe('§6: a server uses the latest membership in its log, committed or not', () => {
  test('at first that with which the cluster began', () => {
    const memberships = new Memberships(0, first)
    expect([memberships.latest, memberships.latestIndex]).toEqual([first, 0])
  })

  test('from the moment an entry brings one; other entries bring none', () => {
    const memberships = new Memberships(0, first)
    expect(memberships.append(entry(1, 1))).toBe(false)
    expect(memberships.append(memberEntry(2, 1, second))).toBe(true)
    expect([memberships.latest, memberships.latestIndex]).toEqual([second, 2])
  })

  test('and goes back to the one before when the entry is cut', () => {
    const memberships = held()
    expect(memberships.cutFrom(6)).toBe(false)
    expect(memberships.cutFrom(5)).toBe(true)
    expect([memberships.latest, memberships.latestIndex]).toEqual([second, 3])
    expect(memberships.cutFrom(1)).toBe(true)
    expect([memberships.latest, memberships.latestIndex]).toEqual([first, 0])
  })

  test('each index has the one in force there', () => {
    const memberships = held()
    expect([0, 2, 3, 4, 5, 9].map((index) => memberships.at(index))).toEqual([
      first,
      first,
      second,
      second,
      third,
      third,
    ])
  })
})

describe('§7: what a snapshot settles', () => {
  test('only the one in force at its end is kept of what it covers', () => {
    const memberships = held()
    memberships.settle(4)
    expect(memberships.at(1)).toEqual(second)
    expect(memberships.latest).toEqual(third)
    memberships.cutFrom(1)
    expect(memberships.latest).toEqual(second)
  })

  test('one that is installed brings its own; of the others those behind it stay, if the log does', () => {
    const memberships = held()
    memberships.install(4, first, 9)
    expect([memberships.at(4), memberships.latest]).toEqual([first, third])
    const cut = held()
    cut.install(4, first, 4)
    expect([cut.latest, cut.latestIndex]).toEqual([first, 4])
  })
})

const change = fc.oneof(
  fc.record({
    do: fc.constant('append' as const),
    membership: fc.option(fc.constantFrom(first, second, third)),
  }),
  fc.record({ do: fc.constant('cut' as const), back: fc.nat(4) }),
  fc.record({ do: fc.constant('settle' as const), ahead: fc.nat(3) }),
)

test('equals a look through the whole log, from the end of the last snapshot on', () => {
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      const memberships = new Memberships(0, first)
      let log: (typeof first | null)[] = []
      let settled = 0
      const looked = (index: number): typeof first =>
        log.slice(0, index).findLast((one) => one !== null) ?? first
      for (const one of changes) {
        if (one.do === 'append') {
          log.push(one.membership)
          const index = log.length
          memberships.append(
            one.membership === null ? entry(index, 1) : memberEntry(index, 1, one.membership),
          )
        } else if (one.do === 'cut') {
          const from = Math.max(settled + 1, log.length + 1 - one.back)
          log = log.slice(0, from - 1)
          memberships.cutFrom(from)
        } else {
          settled = Math.min(log.length, settled + one.ahead)
          memberships.settle(settled)
        }
        expect(memberships.latest).toEqual(looked(log.length))
        for (let index = settled; index <= log.length; index++)
          expect(memberships.at(index)).toEqual(looked(index))
      }
    }),
  )
})
