import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../../src/base/json.ts'
import type { ClientEvent } from '../../../src/maelstrom/event.ts'
import { pairs } from '../../../src/maelstrom/workloads/completed.ts'
import { checkLogs } from '../../../src/maelstrom/workloads/kafka-check.ts'
import { setFull } from '../../../src/maelstrom/workloads/set-full.ts'
import { observe, steps, type Step, type System } from './random-history.ts'

/** Sets by their definition, read by read: whether some element is lost, shown twice or was never added. */
function isSetBroken(history: readonly ClientEvent[]): boolean {
  const done = pairs(history).filter(({ completed }) => completed?.type === 'ok')
  const reads = done
    .filter(({ invoked }) => invoked.f === 'read')
    .map(({ invoked, completed }) => ({
      ...{ began: invoked.index, ended: completed?.index ?? 0, isFinal: invoked.final === true },
      shown: completed?.value as number[],
    }))
  const attempted = history
    .filter(({ f, type }) => f === 'add' && type === 'invoke')
    .map(({ value }) => value)
  if (reads.some(({ shown }) => new Set(shown).size < shown.length)) return true
  if (reads.some(({ shown }) => shown.some((one) => !attempted.includes(one)))) return true
  return attempted.some((element) => {
    const shows = (read: { readonly shown: readonly number[] }): boolean =>
      read.shown.includes(element as number)
    const moments = [
      ...done
        .filter(({ invoked }) => invoked.f === 'add' && invoked.value === element)
        .map(({ completed }) => completed?.index ?? 0),
      ...reads.filter(shows).map(({ ended }) => ended),
    ]
    if (moments.length === 0) return false
    const known = Math.min(...moments)
    return reads.some(
      (read) =>
        read.began > known &&
        !shows(read) &&
        (read.isFinal || reads.every((later) => later.began <= read.began || !shows(later))),
    )
  })
}

/** A set whose reads may show too little, too much, or twice. */
function faultySet(): System {
  const members: number[] = []
  let next = 0
  return {
    begin: ({ draw }) =>
      draw % 2 === 0
        ? { f: 'add', value: next++ }
        : { f: 'read', value: null, ...(draw % 3 === 0 && { final: true }) },
    run({ f, value }, { draw }): Json | undefined {
      if (f === 'add') {
        if (draw % 7 !== 0) members.push(value as number)
        return draw % 5 === 0 ? undefined : value
      }
      if (draw % 11 === 0) return undefined
      if (draw % 13 === 0) return [...members, ...members.slice(0, 1)]
      if (draw % 17 === 0) return [...members, 99]
      return draw % 4 === 0 ? members.slice(0, -1) : [...members]
    },
  }
}

test('set-full finds what its definition does, and nothing else', () => {
  const seen = { broken: 0, right: 0 }
  fc.assert(
    fc.property(steps(40), (taken) => {
      const history = observe(taken, faultySet())
      const isBroken = isSetBroken(history)
      seen[isBroken ? 'broken' : 'right']++
      expect(setFull(history, 'add').valid === false).toBe(isBroken)
    }),
    { numRuns: 3000 },
  )
  expect(Math.min(seen.broken, seen.right)).toBeGreaterThan(300)
})

/** Logs with holes, read a few messages at a time; `lose`: messages that are acknowledged and never stored. */
function logs(lose: (message: number) => boolean): System & { readonly lost: Set<number> } {
  const stored = new Map<string, (readonly [number, number])[]>()
  const ends = new Map<string, number>()
  const positions = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()]
  const lost = new Set<number>()
  /** As clients do: they begin where one of them has read to, and read that message again. */
  const committed = new Map<string, number>()
  let next = 0
  const positionOf = ({ process }: Step): Map<string, number> =>
    positions[process] ?? new Map<string, number>()
  return {
    lost,
    begin(step) {
      const { draw } = step
      if (positionOf(step).size === 0 || draw % 10 === 0)
        return { f: 'assign', value: draw % 2 === 0 ? ['a'] : ['a', 'b'] }
      return draw % 2 === 0
        ? { f: 'send', value: [draw % 3 === 0 ? 'b' : 'a', next++] }
        : { f: 'poll', value: null }
    },
    run({ f, value }, step): Json | undefined {
      const { draw } = step
      const position = positionOf(step)
      if (f === 'assign') {
        position.clear()
        for (const key of value as readonly string[]) position.set(key, committed.get(key) ?? 0)
        return value
      }
      if (f === 'send') {
        const [key, message] = value as readonly [string, number]
        const offset = (ends.get(key) ?? -1) + 1 + (draw % 7 === 0 ? 2 : 0)
        ends.set(key, offset)
        if (lose(message)) lost.add(message)
        else stored.set(key, [...(stored.get(key) ?? []), [offset, message]])
        return draw % 9 === 0 ? undefined : [key, [offset, message]]
      }
      const polled: Record<string, readonly (readonly [number, number])[]> = {}
      for (const [key, from] of position) {
        const list = (stored.get(key) ?? []).filter(([offset]) => offset >= from).slice(0, draw % 4)
        polled[key] = list
        const last = list.at(-1)
        if (last === undefined) continue
        position.set(key, last[0] + 1)
        committed.set(key, last[0])
      }
      return polled
    },
  }
}

describe('logs', () => {
  test('that are right are never accused, whatever holes they have and however little is polled', () => {
    fc.assert(
      fc.property(steps(60), (taken) => {
        const history = observe(
          taken,
          logs(() => false),
        )
        expect(checkLogs(history).details['error-types']).toEqual([])
      }),
      { numRuns: 3000 },
    )
  })

  test('that lose what they acknowledged are found as soon as somebody reads past it', () => {
    const seen = { found: 0, hidden: 0 }
    fc.assert(
      fc.property(steps(80), (taken) => {
        const system = logs((message) => message % 3 === 1)
        const history = observe(taken, system)
        const done = pairs(history).filter(({ completed }) => completed?.type === 'ok')
        const shown = done
          .filter(({ invoked }) => invoked.f === 'poll')
          .flatMap(({ completed }) => Object.entries(completed?.value as Record<string, [number, number][]>))
        const furthest = (key: string): number =>
          Math.max(
            -1,
            ...shown.filter(([one]) => one === key).flatMap(([, list]) => list.map(([offset]) => offset)),
          )
        const isRead = done
          .filter(({ invoked }) => invoked.f === 'send')
          .some(({ completed }) => {
            const [key, [offset, message]] = completed?.value as unknown as [string, [number, number]]
            return system.lost.has(message) && offset < furthest(key)
          })
        seen[isRead ? 'found' : 'hidden']++
        expect((checkLogs(history).details['error-types'] as string[]).includes('lost-write')).toBe(isRead)
      }),
      { numRuns: 3000 },
    )
    expect(seen.found).toBeGreaterThan(200)
  })
})
