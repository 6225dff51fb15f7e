import fc from 'fast-check'
import type { Operation, Outcome } from '../../../../src/record/operation.ts'
import type { Call, Family } from './families.ts'

interface Draft {
  readonly call: number
  readonly start: number
  readonly length: number
  readonly effect: number
  readonly fate: number
  readonly result: number
}

const draft = (span: number): fc.Arbitrary<Draft> =>
  fc.record({
    call: fc.nat(1 << 20),
    start: fc.nat(span),
    length: fc.integer({ min: 1, max: 9 }),
    effect: fc.nat(100),
    /** In percent: below 15 the outcome is unknown, from 95 on the result is made up. */
    fate: fc.nat(99),
    result: fc.nat(1 << 20),
  })

/**
 * Histories of up to `most` operations as a correct service would give them, a few open at once, 15 % of unknown
 * outcome (half of which took effect), 5 % with a made-up result. They start within `span`, and each takes 1 to 9.
 */
export function randomHistory(family: Family, most = 9, span = 30): fc.Arbitrary<Operation[]> {
  return fc.array(draft(span), { minLength: 1, maxLength: most }).map((drafts) => simulate(family, drafts))
}

function simulate(family: Family, drafts: readonly Draft[]): Operation[] {
  const calls = drafts.map(({ call }, index) => {
    const choices = family.calls(index + 1)
    return choices[call % choices.length] as Call
  })
  const outcomes = new Array<Outcome>(drafts.length)
  const effectAt = ({ start, length, effect }: Draft): number => start + (length * effect) / 101
  const order = drafts.map((_, index) => index)
  order.sort((a, b) => effectAt(drafts[a] as Draft) - effectAt(drafts[b] as Draft) || a - b)
  const states = new Map<string | undefined, unknown>()
  for (const index of order) {
    const { fate, result } = drafts[index] as Draft
    const { key, results } = calls[index] as Call
    const state = states.has(key) ? states.get(key) : family.model.init()
    const answered = (value: unknown): Operation => operationOf(calls[index] as Call, { type: 'ok', value })
    const truth = results.find((value) => family.model.step(state, answered(value)) !== undefined)
    const value = fate >= 95 ? results[result % results.length] : truth
    if (truth !== undefined && (fate >= 15 || result % 2 === 0))
      states.set(key, family.model.step(state, answered(truth)))
    if (fate < 15) outcomes[index] = { type: 'info', error: 'timeout' }
    else if (value !== undefined) outcomes[index] = { type: 'ok', value }
    else
      outcomes[index] =
        result % 2 === 0 ? { type: 'fail', error: 'no', observed: state } : { type: 'fail', error: 'no' }
  }
  return place(drafts, calls, outcomes)
}

/** Gives the events positions in one total order; ends before starts where they fall together. */
function place(drafts: readonly Draft[], calls: readonly Call[], outcomes: readonly Outcome[]): Operation[] {
  const events = drafts.flatMap(({ start, length }, index) => [
    { index, time: start, end: false },
    { index, time: start + length, end: true },
  ])
  events.sort((a, b) => a.time - b.time || Number(b.end) - Number(a.end) || a.index - b.index)
  const invoked = new Map<number, number>()
  const returned = new Map<number, number>()
  events.forEach(({ index, end }, position) => (end ? returned : invoked).set(index, position))
  return [...invoked].map(([index, position], id) => ({
    ...operationOf(calls[index] as Call, outcomes[index] as Outcome),
    id,
    process: index,
    invoked: position,
    returned: outcomes[index]?.type === 'info' ? Infinity : (returned.get(index) as number),
  }))
}

function operationOf({ f, key, value }: Call, outcome: Outcome): Operation {
  const operation = { id: 0, process: 0, f, value, outcome, invoked: 0, returned: 1 }
  return key === undefined ? operation : { ...operation, key }
}
