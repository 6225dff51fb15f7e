import { expect, test } from 'vitest'
import { goesOnByItself } from '../../../src/minimize/causal-chain.ts'
import type { TraceStep } from '../../../src/record/trace.ts'

/** Steps a millisecond apart; each says what it is and, counted back, which one led to it. */
function steps(kinds: readonly (readonly [TraceStep['kind'], back?: number])[], millis = 1): TraceStep[] {
  return kinds.map(([kind, back], at) => ({
    ...{ step: at + 1, time: at * millis * 1000, kind, text: '' },
    ...(back !== undefined && { cause: at + 1 - back }),
  }))
}
const many = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one)

test('messages for messages go on by themselves, with syncs between them, and so do two such chains', () => {
  expect(goesOnByItself({ steps: steps(many(200, ['deliver', 1])) }, 20)).toBe(true)
  const synced = many(100, [
    ['deliver', 1],
    ['synced', 1],
  ] as const).flat()
  expect(goesOnByItself({ steps: steps(synced) }, 20)).toBe(true)
  expect(goesOnByItself({ steps: steps(many(200, ['deliver', 2])) }, 40)).toBe(true)
})

test('what begins with each heartbeat does not', () => {
  const round = [['timer', 1], ...many(10, ['deliver', 1] as const)] as const
  expect(goesOnByItself({ steps: steps(many(20, round).flat()) }, 20)).toBe(false)
})

test('a timer that waits for nothing is no beginning', () => {
  expect(goesOnByItself({ steps: steps(many(200, ['timer', 1]), 0) }, 20)).toBe(true)
  expect(goesOnByItself({ steps: steps(many(200, ['timer', 1])) }, 20)).toBe(false)
})

test('a burst that ends does not, though it is most of all', () => {
  const burst = many(300, ['deliver', 1] as const)
  expect(goesOnByItself({ steps: steps([...burst, ...many(100, ['timer'] as const)]) }, 20)).toBe(false)
  expect(goesOnByItself({ steps: steps(burst) }, 20)).toBe(true)
})
