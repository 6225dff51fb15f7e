import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LinearizabilityFailure } from '../../../../../checkers/linearizability/index.ts'
import { models } from '../../../../../checkers/models/index.ts'
import { conflictOf, layoutOf, SCREEN } from '../../../../../reports/html/timeline/layout.ts'
import { rowsOf } from '../../../../../reports/html/timeline/rows.ts'
import { isWithin } from '../../../../../src/record/nearby.ts'
import { MAX_NEARBY, nearbyOperations } from '../../../../../checkers/linearizability/explanation/nearby.ts'
import type { Failure } from '../../../../../src/check/verdict.ts'
import type { LocatedOperation } from '../../../../../src/record/located-operation.ts'
import { MAX_LANES, MAX_OPERATIONS, windowOf } from '../../../../../reports/html/history/window.ts'
import type { Operation } from '../../../../../src/record/operation.ts'

const located = (operation: Operation): LocatedOperation => ({
  operation,
  line: operation.invoked + 1,
  text: `${operation.f}()`,
})

/** Steps in short: each a process, which calls when it is idle and returns, or is given up, when it is not. */
function history(steps: readonly (readonly [process: number, givesUp: boolean])[]): Operation[] {
  const operations: Operation[] = []
  const open = new Map<number, number>()
  for (const [position, [process, givesUp]] of steps.entries()) {
    const id = open.get(process)
    const called = id === undefined ? undefined : operations[id]
    if (id === undefined || called === undefined) {
      open.set(process, operations.length)
      operations.push({
        id: operations.length,
        process,
        f: 'write',
        value: position,
        outcome: { type: 'info', error: 'open' },
        invoked: position,
        returned: Infinity,
      })
      continue
    }
    open.delete(process)
    if (!givesUp)
      operations[id] = { ...called, outcome: { type: 'ok', value: called.value }, returned: position }
  }
  return operations
}

/** Any operation that returned as the stuck one, with any others in the other roles. */
const failures = fc
  .record({
    steps: fc.array(fc.tuple(fc.nat({ max: 30 }), fc.boolean()), { minLength: 2, maxLength: 400 }),
    roles: fc.infiniteStream(fc.nat({ max: 11 })),
    coreSize: fc.nat({ max: 50 }),
  })
  .map(({ steps, roles, coreSize }) => {
    const operations = history(steps)
    const stuck = operations.findLast(({ returned }) => returned !== Infinity)
    if (stuck === undefined) return undefined
    const role = new Map(operations.map(({ id }) => [id, roles.next().value as number]))
    const having = (least: number, most: number): Operation[] =>
      operations.filter(
        ({ id }) => id !== stuck.id && (role.get(id) ?? 0) >= least && (role.get(id) ?? 0) <= most,
      )
    const core = [
      ...having(0, 3)
        .filter(({ returned }) => returned !== Infinity)
        .slice(0, coreSize),
      stuck,
    ]
    const found: LinearizabilityFailure = {
      operation: stuck,
      longestPrefix: having(2, 8),
      state: '1',
      otherPrefixes: [],
      next: [stuck, ...having(9, 9)].map((operation) => ({ operation, why: '' })),
      because: '',
      core,
      mustHaveHappened: having(7, 8).filter(({ returned }) => returned === Infinity),
    }
    return { operations, found }
  })
  .filter((made) => made !== undefined)

function failureOf(operations: readonly Operation[], found: LinearizabilityFailure): Failure {
  const nearby = nearbyOperations(operations, found, models['cas-register'])
  return {
    located: located(found.operation),
    longestPrefix: found.longestPrefix.map(located),
    otherPrefixes: [],
    mustHaveHappened: found.mustHaveHappened.map(located),
    next: found.next.map(({ operation, why }) => ({ ...located(operation), why })),
    because: '',
    core: (found.core ?? []).map(located),
    nearby: { ...nearby, operations: nearby.operations.map(located) },
  }
}

describe('the window around a conflict', () => {
  it('keeps its bounds, and shows the stuck operation and the core wherever they fit', () => {
    fc.assert(
      fc.property(failures, ({ operations, found }) => {
        const { operations: shown, hidden } = windowOf(failureOf(operations, found))
        expect(shown.length).toBeLessThanOrEqual(MAX_OPERATIONS)
        expect(rowsOf(shown).length).toBeLessThanOrEqual(MAX_LANES)
        const ids = shown.map(({ operation }) => operation.id)
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids).toEqual([...ids].sort((a, b) => a - b))
        expect(shown.filter(({ role }) => role === 'blocking').map(({ operation }) => operation)).toEqual([
          found.operation,
        ])
        const core = (found.core ?? []).map((operation) => ({ operation }))
        if (core.length <= MAX_OPERATIONS && rowsOf(core).length <= MAX_LANES) {
          expect(ids).toEqual(expect.arrayContaining(core.map(({ operation }) => operation.id)))
        }
        expect(hidden).toBeGreaterThanOrEqual(0)
        for (const { operation, place } of shown) {
          expect(operations[operation.id]).toBe(operation)
          const at = found.longestPrefix.findIndex(({ id }) => id === operation.id)
          expect(place).toBe(at === -1 ? undefined : at + 1)
        }
      }),
    )
  })

  it('counts what is near and not drawn', () => {
    fc.assert(
      fc.property(failures, ({ operations, found }) => {
        const failure = failureOf(operations, found)
        const { from = 0, to = 0, operations: near = [] } = failure.nearby ?? {}
        const within = operations.filter((operation) => isWithin(operation, from, to))
        const { operations: shown, hidden } = windowOf(failure)
        const drawn = new Set(shown.map(({ operation }) => operation.id))
        expect(near.length).toBe(Math.min(MAX_NEARBY, within.length))
        expect(hidden).toBe(within.filter(({ id }) => !drawn.has(id)).length)
      }),
    )
  })

  it('looks at the broken object only, and not at what says nothing', () => {
    const on = (id: number, key: string, outcome: Operation['outcome'], f = 'read'): Operation => ({
      id,
      process: id,
      f,
      key,
      value: f === 'read' ? null : 1,
      outcome,
      invoked: 2 * id,
      returned: outcome.type === 'info' ? Infinity : 2 * id + 1,
    })
    const ok = { type: 'ok', value: 1 } as const
    const info = { type: 'info', error: 'timeout' } as const
    const operations = [
      on(0, 'a', ok, 'write'),
      on(1, 'b', ok),
      on(2, 'a', info),
      on(3, 'a', info, 'write'),
      on(4, 'a', { type: 'ok', value: 2 }),
    ]
    const [first, , , , stuck] = operations as [Operation, Operation, Operation, Operation, Operation]
    const found = { key: 'a', operation: stuck, core: [first, stuck], longestPrefix: [] }
    const nearby = nearbyOperations(operations, found as unknown as LinearizabilityFailure, models.kv)
    expect(nearby.operations.map(({ id }) => id)).toEqual([4, 3, 0])
    expect([nearby.from, nearby.to, nearby.total]).toEqual([0, 9, 3])
  })

  it('finds the nearest of very many', () => {
    const many = history(Array.from({ length: 20_000 }, (_, step) => [(step >> 1) % 7, false] as const))
    const stuck = many.at(-1) as Operation
    const found = { operation: stuck, core: [many[0], stuck], longestPrefix: [] }
    const nearby = nearbyOperations(many, found as unknown as LinearizabilityFailure, models['cas-register'])
    expect(nearby.total).toBe(10_000)
    expect(nearby.operations.map(({ id }) => id)).toEqual(
      Array.from({ length: MAX_NEARBY }, (_, index) => 9999 - index),
    )
  })

  it('draws a conflict whose parts lie far apart so that a screen shows it, with shorter calls if it must', () => {
    // 300 operations in turn, of which every so many are in conflict
    const far = (size: number, text: string): Failure => {
      const operations = history(Array.from({ length: 600 }, (_, step) => [(step >> 1) % 9, false] as const))
      const core = operations.filter(({ id }) => id % Math.ceil(300 / size) === 0 || id === 299)
      const stuck = operations[299] as Operation
      const found = {
        operation: stuck,
        core,
        longestPrefix: operations.slice(0, 299),
        next: [],
        mustHaveHappened: [],
      }
      const failure = failureOf(operations, found as unknown as LinearizabilityFailure)
      const named = (one: LocatedOperation): LocatedOperation => ({ ...one, text })
      return { ...failure, located: named(failure.located), core: (failure.core ?? []).map(named) }
    }
    for (const [size, text, labelLength] of [
      [2, 'write(1)', undefined],
      [5, 'write("a long value")', 6],
    ] as const) {
      const failure = far(size, text)
      const window = windowOf(failure)
      const { x, end } = conflictOf(layoutOf(window.operations, window.labelLength))
      expect(end - x).toBeLessThanOrEqual(SCREEN)
      expect(window.labelLength).toBe(labelLength)
      const drawn = window.operations.filter(({ role }) => role !== 'other')
      expect(drawn).toHaveLength(failure.core?.length ?? 0)
      expect(window.operations.length).toBeGreaterThan(drawn.length)
    }
    // one that no screen shows is drawn as any other
    expect(windowOf(far(30, 'write(1)')).labelLength).toBeUndefined()
  })
})
