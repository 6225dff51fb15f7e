import { expect, test } from 'vitest'
import { faultFates, keptFaultsText } from '../../../reports/kept-faults.ts'
import { reportData } from '../../../reports/html/report-data.ts'
import type { Script } from '../../../src/record/decision.ts'
import type { FaultRecord, MinimizedFailure, RunRecord } from '../../../src/record/run-record.ts'
import { doubleVote } from './fixtures/double-vote.ts'

const fault = (kind: string, times: number, position: number): FaultRecord => ({
  id: `f${position + 1}`,
  kind,
  text: kind,
  activations: Array.from({ length: times }, () => ({ from: 0, to: 1, nodes: ['n1'] })),
  effects: {},
})

/** A run whose faults hit so many times each. */
const run = (...faults: readonly (readonly [kind: string, times: number, at: number])[]): RunRecord => ({
  ...doubleVote.record,
  plan: { faults: faults.map(([kind, , at]) => ({ kind, when: { at } })) },
  faults: faults.map(([kind, times], position) => fault(kind, times, position)),
})

function minimizedTo(record: RunRecord, script?: Script): MinimizedFailure {
  const { minimized } = doubleVote
  if (minimized === undefined) throw new Error('the fixture is minimized')
  const { script: _, ...rest } = minimized
  const { violation, trace } = minimized.record
  return {
    ...rest,
    record: { ...record, ...(violation && { violation }), ...(trace && { trace }) },
    necessity: [],
    ...(script && { script }),
  }
}

test('a script keeps those of its decisions that are faults the original run had', () => {
  const original = run(['crash', 4, 1], ['pause', 3, 2], ['duplicate', 1, 3], ['slow-disk', 0, 4])
  const script: Script = [
    { do: 'crash', node: 'n2' },
    { do: 'restart', node: 'n2' },
    { do: 'fire', node: 'n1', timer: 'election', hold: true },
    { do: 'crash', node: 'n2' },
  ]
  const minimized = minimizedTo(run(), script)
  expect(keptFaultsText(original, minimized)).toBe(
    'faults kept: crash of n2 (2 times); not needed: duplicate (once); pause (3 times): no such decision in a script, in which 2 messages never arrive',
  )
  const fates = faultFates(original, minimized)
  expect([...fates].map(([id, { kept }]) => [id, kept])).toEqual([
    ['f1', true],
    ['f2', undefined],
    ['f3', false],
  ])
})

test('a smaller plan keeps some faults, in their order and under new ids', () => {
  const original = run(['crash', 1, 1], ['pause', 1, 2], ['crash', 1, 3])
  const left = run(['pause', 1, 2], ['crash', 1, 3])
  const minimized = { ...minimizedTo(left), necessity: [{ of: 'f1', text: 'pause', without: 'passes' }] }
  expect(keptFaultsText(original, minimized)).toBe(
    'faults kept: pause (pause), crash (crash); not needed: crash (once)',
  )
  // f1 of the smaller plan is f2 of the original one
  const { faults } = reportData({ record: original, minimized, replayCommand: '' })
  expect(faults.map(({ id, kept, necessity }) => [id, kept, necessity?.without])).toEqual([
    ['f1', false, undefined],
    ['f2', true, 'passes'],
    ['f3', true, undefined],
  ])
})

test('nothing is said of a run whose faults hit nobody', () => {
  expect(keptFaultsText(run(['crash', 0, 1]), minimizedTo(run(), []))).toBeUndefined()
})
