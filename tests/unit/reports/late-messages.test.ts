import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lateText } from '../../../reports/html/row-notes.ts'
import { lateMessages } from '../../../reports/late-messages.ts'
import type { Trace } from '../../../src/record/trace.ts'

/** Messages of n1 to n2 (or to n3), each as the steps that sent it and where it arrived; a step a millisecond. */
function traceOf(
  ...messages: readonly (readonly [to: string, sentIn: number, ...arrivals: number[]])[]
): Trace {
  const steps = Array.from({ length: 100 }, (_, at) => ({
    ...{ step: at + 1, time: at * 1000, kind: 'timer' as const, text: '' },
  }))
  return {
    steps,
    messages: messages.map(([to, sentIn, ...arrivals], id) => ({
      ...{ id, from: 'n1', to, text: '', body: null, sentIn, arrivals },
    })),
  }
}

test('a message that others overtook on its link, and one that was long on its way, came late', () => {
  const trace = traceOf(
    ['n2', 1, 10, 50],
    ['n2', 2, 3],
    ['n3', 3, 4],
    ['n2', 4, 5],
    ['n2', 5],
    ['n2', 11, 12],
    ['n3', 13, 90],
  )
  expect([...lateMessages(trace)]).toEqual([
    [0, { by: 8000, overtakenBy: 2 }],
    [6, { by: 76_000, overtakenBy: 0 }],
  ])
})

test('who overtook whom is what counting all pairs says', () => {
  const order = fc.shuffledSubarray(Array.from({ length: 40 }, (_, at) => at + 41))
  fc.assert(
    fc.property(order, (arrivals) => {
      const sent = arrivals.map((arrival, at) => ['n2', at + 1, arrival] as const)
      const late = lateMessages(traceOf(...sent))
      for (const [id, arrival] of arrivals.entries()) {
        const overtakenBy = arrivals.filter((other, later) => later > id && other < arrival).length
        expect(late.get(id)?.overtakenBy ?? 0).toBe(overtakenBy)
      }
    }),
  )
})

test('in time is nothing said, also where no time passes', () => {
  expect(lateMessages(traceOf(['n2', 1, 2], ['n2', 2, 3])).size).toBe(0)
  expect(lateMessages(traceOf()).size).toBe(0)
})

test('says how late, where it arrived first', () => {
  const message = { id: 1, from: 0, to: 1, text: '', sent: 1, arrivals: [9, 12] }
  const late = { ...message, late: { by: 180_000, overtakenBy: 14 } }
  expect(lateText(late, 9)).toBe('+180 ms, overtaken by 14')
  expect(lateText({ ...message, late: { by: 0, overtakenBy: 1 } }, 9)).toBe('overtaken by 1')
  expect([lateText(late, 12), lateText(message, 9)]).toEqual(['', ''])
})
