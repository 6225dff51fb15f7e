import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packColumns } from '../../checkers/linearizability/search/columns.ts'
import { relevantOperations, withUnknownOutcome } from '../../checkers/linearizability/search/prepare.ts'
import { isLinearization } from '../../checkers/linearizability/search/replay.ts'
import { partitionByKey } from '../../checkers/models/index.ts'
import type { Model, SearchModel } from '../../checkers/models/index.ts'
import { searchLinearization } from '../../checkers/porcupine-wasm/index.ts'
import type { HistoryColumns, Stuck } from '../../checkers/porcupine-wasm/index.ts'
import { sweepWithSwitches } from '../../checkers/porcupine-wasm/sweep.ts'
import type { SweepSwitches } from '../../checkers/porcupine-wasm/sweep.ts'
import type { Operation } from '../../src/record/operation.ts'
import { isLinearizable } from '../unit/checkers/linearizability/brute-force.ts'
import { families } from '../unit/checkers/linearizability/families.ts'
import type { Family } from '../unit/checkers/linearizability/families.ts'
import { randomHistory } from '../unit/checkers/linearizability/random-history.ts'

// 17,000 a family were run once by hand; these are to notice a change
const NUM_RUNS = 500

const none = {
  lookAhead: false,
  collapse: false,
  symmetry: false,
  dominance: false,
  retire: false,
  hide: false,
}
const switches: readonly SweepSwitches[] = [
  { lookAhead: false },
  { collapse: false },
  { symmetry: false },
  { dominance: false },
  { retire: false },
  { hide: false },
  { lookAhead: false, collapse: false },
  { ...none, hide: true },
  none,
  { hashBits: 0 },
]

const choices = fc.record({
  off: fc.nat(switches.length - 1),
  width: fc.nat(5),
  forgotten: fc.uniqueArray(fc.nat(8), { maxLength: 4 }),
})

interface Case {
  readonly model: SearchModel
  readonly operations: readonly Operation[]
  readonly columns: HistoryColumns
}

/** Unknown outcomes are what is hard: some more results are forgotten than a history has anyway. */
function withForgotten(history: readonly Operation[], forgotten: readonly number[]): Operation[] {
  return history.map((operation, index) =>
    forgotten.includes(index) && operation.outcome.type === 'ok' ? withUnknownOutcome(operation) : operation,
  )
}

/** Each object of the history, seen by the model and, where there is one, by the model focused on it. */
function cases({ model }: Family, history: readonly Operation[]): Case[] {
  return (model.partition?.(history) ?? partitionByKey(history)).flatMap((part) => {
    const operations = relevantOperations(model, part.operations)
    const focus = model.focus?.(operations)
    return [model, ...(focus === undefined ? [] : [focus])].map((seen) => ({
      model: seen,
      operations,
      columns: packColumns(seen, operations),
    }))
  })
}

test.each(families)('$name: the sweep, the search and trying every order agree', (family) => {
  fc.assert(
    fc.property(randomHistory(family), choices, (history, { off, width, forgotten }) => {
      for (const { model, operations, columns } of cases(family, withForgotten(history, forgotten))) {
        const truth = isLinearizable(model as Model, operations) ? 'ok' : 'illegal'
        expect(searchLinearization(columns).verdict).toBe(truth)
        for (const rules of [{}, switches[off] ?? {}]) expectSweep(family, operations, columns, rules, truth)
        const beam = sweepWithSwitches(columns, { beam: 1 + width }, {})
        if (beam.verdict === 'unknown') expect(beam.spent).toBe('beam')
        else expect(beam.verdict).toBe(truth)
      }
    }),
    { numRuns: NUM_RUNS },
  )
})

test.each(families)('$name: in longer histories too, with every reduction on and off', (family) => {
  fc.assert(
    fc.property(randomHistory(family, 24), (history) => {
      for (const { operations, columns } of cases(family, history)) {
        const { verdict } = searchLinearization(columns)
        for (const rules of [{}, ...switches]) expectSweep(family, operations, columns, rules, verdict)
      }
    }),
    { numRuns: NUM_RUNS / 5 },
  )
})

function expectSweep(
  { model }: Family,
  operations: readonly Operation[],
  columns: HistoryColumns,
  rules: SweepSwitches,
  verdict: string,
): void {
  const result = sweepWithSwitches(columns, {}, rules)
  expect(result.verdict).toBe(verdict)
  if (result.verdict === 'ok')
    expect(isLinearization(model, operations, named(operations, result.order))).toBe(true)
  if (result.verdict !== 'illegal') return
  expectPrefixes(model, operations, result.blocking)
  // one that does not look ahead is stuck where the search is
  const plain = searchLinearization(columns)
  if (columns.values === undefined || rules.lookAhead === false)
    expect(plain.verdict === 'illegal' && plain.blocking.operation).toBe(result.blocking.operation)
}

function expectPrefixes(
  model: Model,
  operations: readonly Operation[],
  { operation, prefixes }: Stuck,
): void {
  const { returned } = operations[operation] as Operation
  const past = operations.map((one) => (one.returned < returned ? one : { ...one, returned: Infinity }))
  expect(prefixes.length).toBeGreaterThan(0)
  expect(prefixes.length).toBeLessThanOrEqual(5)
  for (const prefix of prefixes) {
    const order = named(past, prefix)
    expect(order.every(({ invoked }) => invoked < returned)).toBe(true)
    expect(isLinearization(model, past, order)).toBe(true)
  }
}

function named(operations: readonly Operation[], order: Int32Array): Operation[] {
  return [...order].map((index) => operations[index] as Operation)
}
