import { describe, expect, test } from 'vitest'
import { causalPast } from '../../../reports/causal-past.ts'
import { shownSteps } from '../../../reports/shown-steps.ts'
import type { Trace, TraceStep } from '../../../src/record/trace.ts'

const marked = (step: number, named: readonly number[]): ReadonlySet<number> => new Set([step, ...named])

/** Every step is another server's, so that only what is said ties them together. */
const quiet = (count: number, change: (step: number) => Partial<TraceStep> = () => ({})): TraceStep[] =>
  Array.from({ length: count }, (_, index) => {
    const step = index + 1
    return { step, time: step, kind: 'deliver', node: `n${step % 5}`, text: `step ${step}`, ...change(step) }
  })

describe('the steps that a report shows', () => {
  test('are all up to the breach where they fit, and none after it', () => {
    const trace: Trace = { steps: quiet(50), messages: [] }
    expect(shownSteps(trace, marked(30, [3]), 100).map(({ step }) => step)).toEqual(
      Array.from({ length: 30 }, (_, index) => index + 1),
    )
  })

  test('have the row that says what broke only right behind the step in which it did', () => {
    const broke = (step: number): TraceStep => ({ step, time: step, kind: 'violation', text: 'it broke' })
    for (const [breach, rows] of [
      [50, 51],
      [30, 30],
    ] as const) {
      const trace: Trace = { steps: [...quiet(50), broke(51)], messages: [] }
      expect(shownSteps(trace, marked(breach, [3]), 100)).toHaveLength(rows)
    }
  })

  test('are the named ones, the faults and elections between, the causes and the neighbours', () => {
    const steps = quiet(10_000, (step) =>
      step === 2500
        ? { kind: 'fault', text: 'cut n1 from all' }
        : step === 5000
          ? { state: { role: 'leader', currentTerm: 7 } }
          : step === 9000
            ? { kind: 'crash' }
            : step === 7000
              ? { cause: 400 }
              : {},
    )
    const shown = shownSteps({ steps, messages: [] }, marked(7000, [3000]), 40).map(({ step }) => step)
    expect(shown).toHaveLength(40)
    for (const step of [3000, 7000, 2500, 5000, 400, 2999, 3001, 6999]) expect(shown).toContain(step)
    expect(Math.max(...shown)).toBe(7000)
    expect(shown).toEqual(shown.toSorted((a, b) => a - b))
  })

  test('are never more than asked for, also where the verdict names more', () => {
    const many = Array.from({ length: 300 }, (_, index) => 10 * index + 1)
    expect(shownSteps({ steps: quiet(9000), messages: [] }, marked(4000, many), 25)).toHaveLength(25)
  })
})

test('the past of a step: its cause, the send of its message, what its server did and what changed it', () => {
  const steps: TraceStep[] = [
    { step: 1, time: 0, kind: 'start', node: 'n1', text: 'n1 starts', state: { role: 'follower' } },
    { step: 2, time: 0, kind: 'start', node: 'n2', text: 'n2 starts', state: { role: 'follower' } },
    { step: 3, time: 1, kind: 'timer', node: 'n1', text: 'n1 asks', state: { role: 'candidate' } },
    { step: 4, time: 2, kind: 'synced', node: 'n2', text: 'n2 synced' },
    { step: 5, time: 3, kind: 'deliver', node: 'n2', message: 0, text: 'n2 votes' },
    { step: 6, time: 4, kind: 'invoke', client: 0, operation: 0, text: 'client 0 begins' },
    { step: 7, time: 5, kind: 'deliver', node: 'n1', message: 1, text: 'n1 leads' },
  ]
  const messages = [
    { id: 0, from: 'n1', to: 'n2', text: 'vote?', body: null, sentIn: 3, arrivals: [5] },
    { id: 1, from: 'n2', to: 'n1', text: 'vote', body: null, sentIn: 5, arrivals: [7] },
  ]
  const past = causalPast({ steps, messages }, [7])
  expect(Object.fromEntries(past)).toEqual({ 7: [5, 3], 5: [3, 2], 3: [1], 2: [], 1: [] })
  // the nearest come first, and no more than asked for
  expect([...causalPast({ steps, messages }, [7], 3).keys()]).toEqual([7, 5, 3])
})
