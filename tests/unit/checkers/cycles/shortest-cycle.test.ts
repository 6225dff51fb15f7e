import { describe, expect, it } from 'vitest'
import { checkTransactions } from '../../../../checkers/cycles/index.ts'
import type { Operation } from '../../../../src/record/operation.ts'
import type { RawMicro } from './brute-force.ts'
import { randomTransactions } from './random-transactions.ts'
import { operationsOf, together } from './transactions.ts'
import type { Planned } from './transactions.ts'

const microsOf = ({ outcome, value }: Operation): readonly RawMicro[] =>
  (outcome.type === 'ok' ? outcome.value : value) as readonly RawMicro[]

/**
 * By the definition of each, which transaction must come before which: two that append to a key, or append and read it,
 * by where what they appended or read ends in the longest read; and with `realTime` by return and invocation.
 */
function mustPrecede(operations: readonly Operation[], realTime: boolean): boolean[][] {
  const keys = [...new Set(operations.flatMap((each) => microsOf(each).map(([, key]) => key)))]
  const isSeen = new Set<Operation>()
  const longest = new Map<unknown, readonly unknown[]>()
  for (const operation of operations) {
    for (const [f, key, value] of operation.outcome.type === 'ok' ? microsOf(operation) : []) {
      const list = (value ?? []) as unknown[]
      if (f === 'r' && list.length > (longest.get(key)?.length ?? 0)) longest.set(key, list)
    }
  }
  const appendsOf = (operation: Operation, key: unknown): unknown[] =>
    microsOf(operation).flatMap(([f, of, value]) => (f === 'append' && of === key ? [value] : []))
  for (const operation of operations)
    if (
      operation.outcome.type === 'ok' ||
      keys.some((key) => appendsOf(operation, key).some((element) => longest.get(key)?.includes(element)))
    )
      isSeen.add(operation)
  /** Where it appended to the key, by the longest read; what nobody read comes after all. */
  const placesOf = (operation: Operation, key: unknown): number[] =>
    appendsOf(operation, key).map((element) => {
      const place = longest.get(key)?.indexOf(element) ?? -1
      return place === -1 ? Infinity : place
    })
  /** How many elements were there when it first read the key. */
  const seenOf = (operation: Operation, key: unknown): number | undefined => {
    const micros = operation.outcome.type === 'ok' ? microsOf(operation) : []
    const first = micros.findIndex(([f, of]) => f === 'r' && of === key)
    if (first === -1) return undefined
    const own = micros.slice(0, first).filter(([f, of]) => f === 'append' && of === key).length
    return ((micros[first]?.[2] ?? []) as unknown[]).length - own
  }
  const precedes = (a: Operation, b: Operation): boolean => {
    if (realTime && a.returned < b.invoked) return true
    return keys.some((key) => {
      const [wrote, sees] = [placesOf(a, key), seenOf(a, key)]
      const [writes, saw] = [placesOf(b, key), seenOf(b, key)]
      const isOlder = wrote.some((place) => writes.some((other) => place < other))
      const wasRead = saw !== undefined && wrote.some((place) => place < saw)
      const missed = sees !== undefined && writes.some((place) => place >= sees)
      return isOlder || wasRead || missed
    })
  }
  return operations.map((a) =>
    operations.map((b) => a !== b && isSeen.has(a) && isSeen.has(b) && precedes(a, b)),
  )
}

/** Whether an element is appended to its key twice, so that a read does not tell whose it saw. */
function isRepeating(operations: readonly Operation[]): boolean {
  const appends = operations.flatMap((each) => microsOf(each).filter(([f]) => f === 'append'))
  return new Set(appends.map((append) => JSON.stringify(append))).size < appends.length
}

/** The length of the shortest cycle; Infinity when there is none. */
function shortestCycle(precedes: readonly (readonly boolean[])[]): number {
  let best = Infinity
  for (const start of precedes.keys()) {
    const distance = new Map([[start, 0]])
    const queue = [start]
    for (const node of queue) {
      for (const [next, follows] of (precedes[node] ?? []).entries()) {
        if (!follows) continue
        const length = (distance.get(node) ?? 0) + 1
        if (next === start) best = Math.min(best, length)
        else if (!distance.has(next)) {
          distance.set(next, length)
          queue.push(next)
        }
      }
    }
  }
  return best
}

describe('the cycle that is shown', () => {
  it('has the fewest transactions there can be, of those that data alone shows where there is one', () => {
    const lengths = new Map<string, number>()
    for (let seed = 1; seed <= 6000; seed++) {
      const operations = randomTransactions(seed, 'lists').filter(({ outcome }) => outcome.type !== 'fail')
      const { anomaly } = checkTransactions('list-append', operations)
      if (isRepeating(operations) || anomaly === undefined || !/^(G0|G1c|G-|G2)/.test(anomaly.kind)) continue
      const isOfTime = /-(process|realtime)$/.test(anomaly.kind)
      const byData = shortestCycle(mustPrecede(operations, false))
      expect(isOfTime, `seed ${seed}`).toBe(byData === Infinity)
      const shortest = isOfTime ? shortestCycle(mustPrecede(operations, true)) : byData
      expect(anomaly.transactions.length, `seed ${seed}`).toBe(shortest)
      const name = `${isOfTime ? 'time' : 'data'} ${shortest}`
      lengths.set(name, (lengths.get(name) ?? 0) + 1)
    }
    expect([...lengths.keys()].sort()).toEqual(
      expect.arrayContaining(['data 2', 'data 3', 'time 2', 'time 3']),
    )
  })

  it('is of two where a read missed an append of long before, however many others lie between', () => {
    const appends = Array.from({ length: 300 }, (_, i): Planned => ({
      micros: [['append', 'x', i]],
      at: [i, i + 0.5],
    }))
    const all: Planned = { micros: [['r', 'x', appends.map((_, i) => i)]], at: [400, 401] }
    const stale: Planned = { micros: [['r', 'x', [0, 1]]], at: [402, 403] }
    const { anomaly } = checkTransactions('list-append', operationsOf([...appends, all, stale]))
    expect(anomaly?.kind).toBe('G-single-item-realtime')
    expect(anomaly?.transactions).toHaveLength(2)
  })

  it('is found in a component of thousands', () => {
    // each appends to two keys, which disagree on the order of neighbours
    const planned = Array.from({ length: 3000 }, (_, i) => together(['append', 'x', i], ['append', 'y', i]))
    const order = planned.map((_, i) => i)
    const swapped = order.map((i) => (i % 2 === 0 ? Math.min(i + 1, order.length - 1) : i - 1))
    const whole = together(['r', 'x', order], ['r', 'y', swapped])
    const { valid, anomaly } = checkTransactions('list-append', operationsOf([...planned, whole]))
    expect([valid, anomaly?.kind, anomaly?.transactions.length]).toEqual([false, 'G0', 2])
  })
})
