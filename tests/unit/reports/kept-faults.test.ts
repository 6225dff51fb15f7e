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
    'faults in it: crash of n2 (2 times), disk of n1 that syncs late; not needed: duplicate (once); pause (3 times): no such decision in a script, in which 2 messages never arrive',
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
    'faults in it: pause (pause), crash (crash); not needed: crash (once)',
  )
  // f1 of the smaller plan is f2 of the original one
  const { faults } = reportData({ record: original, minimized, replayCommand: '' })
  expect(faults.map(({ id, kept, necessity }) => [id, kept, necessity?.without])).toEqual([
    ['f1', false, undefined],
    ['f2', true, 'passes'],
    ['f3', true, undefined],
  ])
})

test('what lasts shorter, or comes once, is the same fault; so is a minority that stays lost', () => {
  const original = run(['partition', 2, 1], ['crash', 1, 2], ['crash', 1, 3])
  const [partition, crash] = [
    { kind: 'partition', when: { at: 1 }, for: 500, repeat: { every: 100, times: 2 } },
    { kind: 'crash', when: { at: 2 }, for: 300 },
  ]
  const lasting = { kind: 'crash', when: { at: 3 }, nodes: ['n5'] }
  const left = run(['partition', 1, 1], ['crash', 1, 3])
  const minimized = minimizedTo({
    ...left,
    plan: {
      faults: [{ kind: 'partition', when: { at: 1 }, for: 20 }],
      lasting: { ...lasting, nodes: ['n3'] },
    },
  })
  expect(keptFaultsText({ ...original, plan: { faults: [partition, crash], lasting } }, minimized)).toBe(
    'faults in it: partition (partition), crash (crash); not needed: crash (once)',
  )
})

test('a run of another seed has faults of its own', () => {
  const original = run(['crash', 1, 1])
  const minimized = minimizedTo({ ...run(['crash', 1, 1]), seed: 'small3' })
  expect(keptFaultsText(original, minimized)).toBe('faults in it: crash (crash); not needed: crash (once)')
  expect([...faultFates(original, minimized).values()]).toMatchObject([{ kept: false }])
})

test('nothing is said of a run whose faults hit nobody', () => {
  expect(keptFaultsText(run(['crash', 0, 1]), minimizedTo(run(), []))).toBeUndefined()
})

test('a disk that syncs late is told though the original run had none', () => {
  const script: Script = [{ do: 'fire', node: 'n1', timer: 'election', hold: true }]
  expect(keptFaultsText(run(['crash', 1, 1]), minimizedTo(run(), script))).toBe(
    'faults in it: disk of n1 that syncs late; not needed: crash (once)',
  )
})
