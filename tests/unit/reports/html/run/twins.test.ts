import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { twins } from '../../../../../reports/html/run/twins.ts'
import type { TraceStep } from '../../../../../src/record/trace.ts'
import { realFailure } from '../../fixtures/real-failure.ts'

function stepsOf(words: readonly string[]): TraceStep[] {
  return words.map((text, index) => ({ step: index + 1, time: index, kind: 'deliver', node: 'n1', text }))
}

describe('twins', () => {
  test('a part of a run is found in it, word for word and in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 30 }),
        fc.infiniteStream(fc.boolean()),
        (words, keep) => {
          const original = stepsOf(words)
          const part = original.filter(() => keep.next().value)
          const found = twins(part, { steps: original, messages: [] }, original.length)
          expect(found.map((step) => original[(step ?? 0) - 1]?.text)).toEqual(part.map(({ text }) => text))
          for (const [index, step] of found.entries())
            expect(step ?? 0).toBeGreaterThan(found[index - 1] ?? 0)
        },
      ),
    )
  })

  test('the same words count more than the same kind, and nothing after the breach counts', () => {
    const original = stepsOf(['accepted up to 1', 'accepted up to 2', 'refused', 'accepted up to 1'])
    const one = stepsOf(['accepted up to 1'])
    expect(twins(one, { steps: original, messages: [] }, 3)).toEqual([1])
    expect(twins(one, { steps: original, messages: [] }, 4)).toEqual([4])
    expect(twins(stepsOf(['something else']), { steps: original, messages: [] }, 4)).toEqual([null])
  })

  test('of a real failure the breach has one, and all are in order', () => {
    const { record, minimized } = realFailure('local-leader-reads')
    const { trace, violation } = record
    const small = minimized?.record.trace
    if (trace === undefined || violation === undefined || small === undefined) throw new Error('it is traced')
    const found = twins(small.steps, trace, violation.step).filter((step) => step !== null)
    expect(found.length).toBeGreaterThan(small.steps.length / 3)
    expect(found).toEqual(found.toSorted((a, b) => a - b))
  })
})
