import { expect, test } from 'vitest'
import { searchLinearization } from '../../../../checkers/porcupine-wasm/index.ts'
import { columns, crossedWrites, read, step, write } from './register-columns.ts'

test('an order is found among operations that overlap', () => {
  const result = searchLinearization(columns([0, 1, ~1, 2, ~0, ~2], [write(1), read(0), read(1)]))
  expect(result).toMatchObject({ verdict: 'ok', counters: { configurations: 1 } })
  expect(result.verdict === 'ok' && [...result.order]).toEqual([1, 0, 2])
})

test('an impossible read is what the search is stuck at, with the prefix before it', () => {
  const result = searchLinearization(columns([0, ~0, 1, ~1, 2, ~2], [write(1), write(2), read(1)]))
  expect(result.verdict).toBe('illegal')
  expect(result.verdict === 'illegal' && result.blocking).toEqual({
    operation: 2,
    prefixes: [Int32Array.of(0, 1)],
  })
})

test('an operation without return may be used, or not', () => {
  const used = searchLinearization(columns([0, 1, ~1], [write(1), read(1)]))
  expect(used.verdict === 'ok' && [...used.order]).toEqual([0, 1])
  const unused = searchLinearization(columns([0, 1, ~1], [write(1), read(0)]))
  expect(unused.verdict === 'ok' && [...unused.order]).toEqual([1])
  // called after the read returned: too late for it
  expect(searchLinearization(columns([1, ~1, 0], [write(1), read(1)])).verdict).toBe('illegal')
})

test('an empty history is linearizable', () => {
  expect(searchLinearization(columns([], []))).toMatchObject({ verdict: 'ok', order: Int32Array.of() })
})

test('at most five prefixes are kept, none the beginning of another', () => {
  const result = searchLinearization(crossedWrites(4))
  if (result.verdict !== 'illegal') throw new Error(result.verdict)
  const prefixes = result.blocking.prefixes.map((prefix) => prefix.join())
  expect(result.blocking.operation).toBe(4)
  expect(prefixes.length).toBeGreaterThan(1)
  expect(prefixes.length).toBeLessThanOrEqual(5)
  for (const a of prefixes) for (const b of prefixes) if (a !== b) expect(a.startsWith(b)).toBe(false)
})

test('more operations open at once than a word has bits', () => {
  const width = 150
  const calls = Array.from({ length: width }, (_, operation) => operation)
  const events = [...calls, ...calls.map((operation) => ~operation)]
  const classes = calls.map((operation) => (operation % 2 === 0 ? write(operation) : read(operation - 1)))
  expect(searchLinearization(columns(events, classes)).verdict).toBe('ok')
  classes[width - 1] = read(999)
  expect(searchLinearization(columns(events, classes), { maxSteps: 200_000 }).verdict).not.toBe('ok')
})

test('pure classes change the cost, not the answer', () => {
  const events = [0, 1, 2, 3, ~0, ~1, ~2, ~3, 4, ~4]
  const classes = [write(1), read(1), write(2), read(2), read(1)]
  const fast = searchLinearization(columns(events, classes))
  const slow = searchLinearization(columns(events, classes, false))
  expect(fast.verdict).toBe('ok')
  expect(slow.verdict).toBe('ok')
  expect(fast.counters.steps).toBeLessThan(slow.counters.steps)
})

test('a write that changes nothing now may be needed later: only pure classes go first', () => {
  // write(1); write(2) and write(1) overlap; then 1 is read
  expect(
    searchLinearization(columns([0, ~0, 1, 2, ~1, ~2, 3, ~3], [write(1), write(2), write(1), read(1)]))
      .verdict,
  ).toBe('ok')
})

test('the step limit ends the search as unknown, with the prefix it had', () => {
  const result = searchLinearization(crossedWrites(14), { maxSteps: 1000 })
  expect(result).toMatchObject({ verdict: 'unknown', spent: 'steps' })
  expect(result.counters.steps).toBeGreaterThanOrEqual(1000)
  expect(result.counters.steps).toBeLessThan(1100)
  expect(result.verdict === 'unknown' && result.blocking?.prefixes.length).toBeGreaterThan(0)
})

test('the memory limit ends the search as unknown, wherever it strikes', () => {
  for (const maxBytes of [0, 100, 5_000, 12_000, 20_000, 100_000, 1_000_000]) {
    const result = searchLinearization(crossedWrites(16), { maxBytes })
    expect(result).toMatchObject({ verdict: 'unknown', spent: 'memory' })
    expect(result.counters.bytes).toBeLessThanOrEqual(maxBytes)
  }
  expect(searchLinearization(crossedWrites(10)).verdict).toBe('illegal')
})

test('the deadline is asked for at the interval given', () => {
  let asked = 0
  const result = searchLinearization(crossedWrites(14), { pollEvery: 100, expired: () => ++asked === 5 })
  expect(result).toMatchObject({ verdict: 'unknown', spent: 'deadline' })
  expect(asked).toBe(5)
  expect(result.counters.steps).toBeLessThan(700)
})

test('a model that throws ends the search and leaves the next one unharmed', () => {
  const throwing = {
    ...crossedWrites(3),
    step: () => {
      throw new Error('malformed')
    },
  }
  expect(() => searchLinearization(throwing)).toThrow('malformed')
  expect(searchLinearization(crossedWrites(3)).verdict).toBe('illegal')
})

test('a model may search while a search runs', () => {
  const outer = columns([0, ~0, 1, ~1], [write(1), read(1)])
  const nested: string[] = []
  const result = searchLinearization({
    ...outer,
    step(state, opClass) {
      nested.push(searchLinearization(crossedWrites(3)).verdict)
      return step(state, opClass)
    },
  })
  expect(result.verdict).toBe('ok')
  expect(new Set(nested)).toEqual(new Set(['illegal']))
})

test('columns that are no history are refused', () => {
  expect(() => searchLinearization(columns([~0], [0]))).toThrow('event 0: operation 0 cannot return here')
  expect(() => searchLinearization(columns([0, 0], [0]))).toThrow(
    'event 1: operation 0 cannot be called here',
  )
  expect(() => searchLinearization(columns([0], [0, 0]))).toThrow('operation 1 has no call')
  expect(() => searchLinearization({ ...columns([0], [0]), classes: Int32Array.of(7) })).toThrow(
    'operation 0 has class 7 of 1',
  )
})

test('the same columns give the same result, whatever ran before', () => {
  const once = searchLinearization(crossedWrites(6))
  searchLinearization(crossedWrites(9))
  expect(searchLinearization(crossedWrites(6))).toEqual(once)
})
