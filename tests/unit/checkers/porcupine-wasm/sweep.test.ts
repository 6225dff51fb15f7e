import { describe, expect, test } from 'vitest'
import { sweepLinearization } from '../../../../checkers/porcupine-wasm/index.ts'
import type { HistoryColumns, SearchResult } from '../../../../checkers/porcupine-wasm/index.ts'
import { sweepWithSwitches } from '../../../../checkers/porcupine-wasm/sweep.ts'
import { columns, crossedWrites, read, step, withValues, write } from './register-columns.ts'

const both = (history: HistoryColumns): HistoryColumns[] => [history, withValues(history)]
const orderOf = (result: SearchResult): number[] | string =>
  result.verdict === 'ok' ? [...result.order] : result.verdict

/** Reads of unknown writes, all open at once: each needs one of them, in an order of its own. */
function unknownWrites(count: number): HistoryColumns {
  const events: number[] = []
  const classes: number[] = []
  for (let value = 1; value <= count; value++) {
    events.push(classes.length)
    classes.push(write(value))
  }
  for (let value = count; value >= 1; value--) {
    events.push(classes.length, ~classes.length)
    classes.push(read(value))
  }
  return columns(events, classes)
}

/** Rounds of three writes of the same values that overlap, with a read of one of them at the end of each. */
function rewritten(rounds: number): HistoryColumns {
  const events: number[] = []
  const classes: number[] = []
  for (let round = 0; round < rounds; round++) {
    const first = classes.length
    classes.push(write(1), write(2), write(3), read(1 + (round % 3)))
    events.push(first, first + 1, first + 2, first + 3, ~(first + 1), ~first, ~(first + 2), ~(first + 3))
  }
  return columns(events, classes)
}

test('an order is found among operations that overlap', () => {
  for (const history of both(columns([0, 1, ~1, 2, ~0, ~2], [write(1), read(0), read(1)])))
    expect(orderOf(sweepLinearization(history))).toEqual([1, 0, 2])
})

test('an impossible read is what the sweep is stuck at, with the prefix before it', () => {
  const result = sweepLinearization(columns([0, ~0, 1, ~1, 2, ~2], [write(1), write(2), read(1)]))
  expect(result.verdict === 'illegal' && result.blocking).toEqual({
    operation: 2,
    prefixes: [Int32Array.of(0, 1)],
  })
})

test('with values it sees at once that a value is needed later and gone for ever', () => {
  const history = columns([0, ~0, 1, ~1, 2, ~2], [write(1), write(2), read(1)])
  const result = sweepLinearization(withValues(history))
  expect(result.verdict === 'illegal' && result.blocking).toEqual({
    operation: 1,
    prefixes: [Int32Array.of(0)],
  })
})

test('an operation without return may be used, or not', () => {
  for (const history of both(columns([0, 1, ~1], [write(1), read(1)])))
    expect(orderOf(sweepLinearization(history))).toEqual([0, 1])
  for (const history of both(columns([0, 1, ~1], [write(1), read(0)])))
    expect(orderOf(sweepLinearization(history))).toEqual([1])
  // called after the read returned: too late for it
  for (const history of both(columns([1, ~1, 0], [write(1), read(1)])))
    expect(sweepLinearization(history).verdict).toBe('illegal')
})

test('an operation of unknown outcome may give what another needs, and needs nothing itself', () => {
  // 1 is read after it was overwritten: only the unknown write can have brought it back
  const history = columns([0, ~0, 1, 2, ~2, 3, ~3, 4, ~4], [write(1), write(1), write(2), read(2), read(1)])
  for (const one of both(history)) expect(orderOf(sweepLinearization(one))).toEqual([0, 2, 3, 1, 4])
})

test('an empty history is linearizable', () => {
  for (const history of both(columns([], [write(0)].slice(1))))
    expect(sweepLinearization(history)).toMatchObject({ verdict: 'ok', order: Int32Array.of() })
})

test('at most five prefixes are kept, the longest, none the beginning of another', () => {
  const result = sweepLinearization(crossedWrites(5))
  if (result.verdict !== 'illegal') throw new Error(result.verdict)
  expect(result.blocking.operation).toBe(5)
  expect(result.blocking.prefixes.map(({ length }) => length)).toEqual([5, 5, 5, 5, 5])
  expect(new Set(result.blocking.prefixes.map((prefix) => prefix.join())).size).toBe(5)
})

test('more operations open at once than a word has bits, of either outcome', () => {
  const width = 150
  const calls = Array.from({ length: width }, (_, operation) => operation)
  const events = [...calls, ...calls.map((operation) => ~operation)]
  const classes = calls.map((operation) => (operation % 2 === 0 ? write(operation) : read(operation - 1)))
  const known = columns(events, classes)
  const unknown = columns(
    events.filter((event) => event >= 0 || ~event % 2 === 1),
    classes,
  )
  expect(sweepLinearization(withValues(known)).verdict).toBe('ok')
  expect(sweepLinearization(withValues(unknown)).verdict).toBe('ok')
  expect(sweepLinearization(known, { beam: 8 }).verdict).toBe('ok')
  classes[width - 1] = read(999)
  expect(sweepLinearization(withValues(columns(events, classes))).verdict).toBe('illegal')
})

describe('a reduction changes the cost, not the answer', () => {
  const rules = ['lookAhead', 'collapse', 'symmetry', 'dominance', 'retire', 'hide'] as const
  const symmetry = columns(
    [0, 1, 2, 3, ~0, ~1, ~2, ~3, 4, ~4],
    [write(1), write(1), write(2), write(2), read(1)],
  )
  const histories = {
    lookAhead: columns([0, 1, 2, ~0, ~1, ~2, 3, ~3, 4, ~4], [write(1), write(2), write(3), read(3), read(2)]),
    collapse: withValues(crossedWrites(7)),
    symmetry,
    dominance: unknownWrites(7),
    // what the unknown write gives is of no interest once it was read
    retire: withValues(
      columns(
        [0, 1, ~1, 2, ~2, 3, 4, 5, ~3, ~4, ~5, 6, ~6, 7, ~7],
        [write(5), write(5), read(5), write(1), write(2), write(3), read(3), read(2)],
      ),
    ),
    hide: withValues(rewritten(6)),
  }
  for (const rule of rules) {
    test(rule, () => {
      for (const history of [...Object.values(histories), withValues(histories.lookAhead)]) {
        const on = sweepLinearization(history)
        const off = sweepWithSwitches(history, {}, { [rule]: false })
        expect(off.verdict).toBe(on.verdict)
      }
      const history = rule === 'lookAhead' ? withValues(histories.lookAhead) : histories[rule]
      const on = sweepLinearization(history)
      const off = sweepWithSwitches(history, {}, { [rule]: false })
      expect(off.counters.steps).toBeGreaterThan(on.counters.steps)
    })
  }

  test('all at once, and with every hash the same', () => {
    const none = {
      lookAhead: false,
      collapse: false,
      symmetry: false,
      dominance: false,
      retire: false,
      hide: false,
    }
    for (const history of Object.values(histories)) {
      const usual = sweepLinearization(history)
      expect(sweepWithSwitches(history, {}, none).verdict).toBe(usual.verdict)
      expect(orderOf(sweepWithSwitches(history, {}, { hashBits: 0 }))).toEqual(orderOf(usual))
    }
  })

  test('pure classes', () => {
    const events = [0, 1, 2, 3, ~0, ~1, ~2, ~3, 4, ~4]
    const classes = [write(1), read(1), write(2), read(2), read(1)]
    for (const withPure of [true, false])
      for (const history of both(columns(events, classes, withPure)))
        expect(sweepLinearization(history).verdict).toBe('ok')
  })
})

test('a write that changes nothing now may be needed later', () => {
  const history = columns([0, ~0, 1, 2, ~1, ~2, 3, ~3], [write(1), write(2), write(1), read(1)])
  for (const one of both(history)) expect(sweepLinearization(one).verdict).toBe('ok')
})

test('a write is hidden before one that it overlaps, with the reads of its value that were open then', () => {
  // write(1) and read -> 1 return after write(2), which is read before and after
  const history = columns(
    [0, 1, 2, ~1, 3, ~3, ~2, ~0, 4, ~4],
    [write(1), write(2), read(1), read(2), read(2)],
  )
  expect(orderOf(sweepLinearization(withValues(history)))).toEqual([0, 2, 1, 3, 4])
})

test('a write is not hidden when one who needs its value came later', () => {
  const history = columns([0, 1, ~1, 2, ~0, ~2], [write(1), write(2), read(1)])
  expect(orderOf(sweepLinearization(withValues(history)))).toEqual([1, 0, 2])
})

describe('a beam', () => {
  test('never says that there is no linearization once it has cut', () => {
    const illegal = crossedWrites(8)
    expect(sweepLinearization(illegal).verdict).toBe('illegal')
    const result = sweepLinearization(illegal, { beam: 3 })
    expect(result).toMatchObject({ verdict: 'unknown', spent: 'beam' })
    expect(result.verdict === 'unknown' && result.blocking?.prefixes.length).toBeGreaterThan(0)
    expect(result.counters.configurations).toBeLessThan(sweepLinearization(illegal).counters.configurations)
  })

  test('says so when it cut nothing', () => {
    const illegal = columns([0, ~0, 1, ~1], [write(1), read(0)])
    expect(sweepLinearization(illegal, { beam: 3 }).verdict).toBe('illegal')
  })

  test('finds a linearization where few orders are enough', () => {
    expect(sweepLinearization(unknownWrites(12), { beam: 1 }).verdict).toBe('ok')
  })

  test('is at least one configuration wide', () => {
    expect(() => sweepLinearization(crossedWrites(2), { beam: 0 })).toThrow('a beam of 0 configurations')
  })
})

test('the step limit ends the sweep as unknown, with the prefixes it had', () => {
  const result = sweepLinearization(crossedWrites(14), { maxSteps: 1000 })
  expect(result).toMatchObject({ verdict: 'unknown', spent: 'steps' })
  expect(result.counters.steps).toBeGreaterThanOrEqual(1000)
  expect(result.counters.steps).toBeLessThan(1100)
  expect(result.verdict === 'unknown' && result.blocking?.prefixes.length).toBeGreaterThan(0)
})

test('the memory limit ends the sweep as unknown, wherever it strikes', () => {
  for (const maxBytes of [0, 100, 2_000, 5_000, 12_000, 20_000, 50_000, 100_000, 1_000_000]) {
    const result = sweepLinearization(crossedWrites(16), { maxBytes })
    expect(result).toMatchObject({ verdict: 'unknown', spent: 'memory' })
    expect(result.counters.bytes).toBeLessThanOrEqual(maxBytes)
  }
})

test('a long history needs no more memory than what is alive, and its columns', () => {
  const classes: number[] = []
  const events: number[] = []
  for (let operation = 0; operation < 50_000; operation += 2) {
    classes.push(write(1 + (operation % 7)), write(1 + (operation % 5)))
    events.push(operation, operation + 1, ~operation, ~(operation + 1))
  }
  const result = sweepLinearization(columns(events, classes))
  expect(result.verdict).toBe('ok')
  expect(result.counters.bytes).toBeLessThan(8_000_000)
})

test('the deadline is asked for at the interval given', () => {
  let asked = 0
  const result = sweepLinearization(crossedWrites(14), { pollEvery: 100, expired: () => ++asked === 5 })
  expect(result).toMatchObject({ verdict: 'unknown', spent: 'deadline' })
  expect(asked).toBe(5)
  expect(result.counters.steps).toBeLessThan(1000)
})

test('a model that throws ends the sweep and leaves the next one unharmed', () => {
  const throwing = {
    ...crossedWrites(3),
    step: () => {
      throw new Error('malformed')
    },
  }
  expect(() => sweepLinearization(throwing)).toThrow('malformed')
  expect(sweepLinearization(crossedWrites(3)).verdict).toBe('illegal')
})

test('a model may sweep while a sweep runs', () => {
  const nested: string[] = []
  const result = sweepLinearization({
    ...columns([0, ~0, 1, ~1], [write(1), read(1)]),
    step(state, opClass) {
      nested.push(sweepLinearization(crossedWrites(3)).verdict)
      return step(state, opClass)
    },
  })
  expect(result.verdict).toBe('ok')
  expect(new Set(nested)).toEqual(new Set(['illegal']))
})

test('columns of values that contradict themselves are refused', () => {
  const history = columns([0, ~0], [read(1)])
  const values = (needs: readonly number[], gives: readonly number[], count: number): HistoryColumns => ({
    ...history,
    values: { requires: Int32Array.from(needs), produces: Int32Array.from(gives), count },
  })
  const none = [-1, -1, -1, -1]
  expect(() => sweepLinearization(values([-1], none, 2))).toThrow('values of 1 and 4 classes of 4')
  expect(() => sweepLinearization(values(none, none, 0))).toThrow('initial state 0 of 0 values')
  expect(() => sweepLinearization(values([-1, -1, -1, 2], none, 2))).toThrow('class 3: value 2 of 2')
  expect(() => sweepLinearization(values(none, [-1, 0, -1, -1], 2))).toThrow(
    'class 1 is pure but gives a value',
  )
})

test('the same columns give the same result, whatever ran before', () => {
  const once = sweepLinearization(crossedWrites(6))
  sweepLinearization(unknownWrites(9), { beam: 2 })
  expect(sweepLinearization(crossedWrites(6))).toEqual(once)
})
