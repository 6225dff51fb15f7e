import { expect, test } from 'vitest'
import type { HistoryEvent } from '../../../src/record/history-event.ts'
import { signatureOf, type Violation } from '../../../src/record/verdict.ts'
import { historyBreach } from '../../../src/run/judge-history.ts'

/** A client alone does each in turn; what it asked is answered at once. */
const alone = (...calls: readonly (readonly [f: string, key: string, value: unknown, result: unknown])[]) =>
  calls.flatMap(([f, key, value, result], at) => [
    { index: 2 * at, process: 0, type: 'invoke', f, key, value },
    { index: 2 * at + 1, process: 0, type: 'ok', f, key, value: result },
  ]) as unknown as readonly HistoryEvent[]

/** The breaches met, and the one that counts. */
function judged(history: readonly HistoryEvent[], known: readonly string[]) {
  const met: string[] = []
  const counts = (violation: Violation): boolean => {
    met.push(signatureOf(violation))
    return !known.includes(signatureOf(violation))
  }
  const breach = historyBreach(history, { stepAt: (position) => position + 1, counts })
  return { met, breach: breach === undefined || typeof breach === 'string' ? breach : signatureOf(breach) }
}

const staleRead = [
  ['write', 'a', 1, 1],
  ['read', 'a', null, null],
] as const
const impossibleCas = [
  ['write', 'b', 1, 1],
  ['cas', 'b', [7, 8], [7, 8]],
] as const

test('past a known breach of one object, what was seen of the others is judged', () => {
  const history = alone(...staleRead, ...impossibleCas)
  expect(judged(history, [])).toEqual({
    met: ['linearizability/kv/read'],
    breach: 'linearizability/kv/read',
  })
  expect(judged(history, ['linearizability/kv/read'])).toEqual({
    met: ['linearizability/kv/read', 'linearizability/kv/cas'],
    breach: 'linearizability/kv/cas',
  })
  expect(judged(history, ['linearizability/kv/read', 'linearizability/kv/cas']).breach).toBeUndefined()
})

test('the only object there is ends it', () => {
  expect(judged(alone(...staleRead), ['linearizability/kv/read'])).toEqual({
    met: ['linearizability/kv/read'],
    breach: undefined,
  })
})
