import { describe, expect, test } from 'vitest'
import { fullColumns } from '../../../../../reports/html/run/full-columns.ts'
import { matchingEvents } from '../../../../../reports/html/run/filter.ts'
import { runEvents } from '../../../../../reports/html/run/run-events.ts'
import { lanesOf } from '../../../../../reports/html/report-data.ts'
import type { TraceStep } from '../../../../../src/record/trace.ts'
import { realFailure } from '../../fixtures/real-failure.ts'

const { record } = realFailure('local-leader-reads')
const trace = record.trace!
const events = runEvents(fullColumns(trace, lanesOf(record, trace.steps), 0, trace.steps.length))
const lossy = new Set(
  trace.messages.flatMap(({ lost, sentIn }) => (lost === undefined || lost === 'in flight' ? [] : [sentIn])),
)

const found = (query: string): number[] => [...matchingEvents(events, query)]
const wanted = (fits: (step: TraceStep) => boolean): number[] =>
  trace.steps.flatMap((step, index) => (fits(step) ? [index] : []))

describe('filter of the full run', () => {
  test('has events of all that is asked for below', () => {
    for (const query of ['n:n2', 'k:recv', 'k:drop', 't:AppendEntries', 'term:2', 'op:7', 'k:timer'])
      expect(found(query).length, query).toBeGreaterThan(0)
    expect(found('').length).toBe(trace.steps.length)
  })

  test('knows servers, kinds, messages, operations and steps', () => {
    expect(found('n:n2')).toEqual(
      wanted(({ kind, node }) => node === 'n2' && kind !== 'invoke' && kind !== 'return'),
    )
    expect(found('k:recv,timer')).toEqual(wanted(({ kind }) => kind === 'deliver' || kind === 'timer'))
    expect(found('k:drop')).toEqual(wanted(({ step }) => lossy.has(step)))
    expect(found('op:7')).toEqual(wanted(({ operation }) => operation === 7))
    expect(found('step:10-12')).toEqual([9, 10, 11])
    expect(found('k:recv t:appendentries')).toEqual(
      wanted(
        ({ kind, step, text }) =>
          kind === 'deliver' &&
          (text.includes('AppendEntries') ||
            (lossy.has(step) && found('t:AppendEntries').includes(step - 1))),
      ),
    )
  })

  test('joins by and, turns round by !, and takes quoted words as text', () => {
    expect(found('n:n2 !k:timer')).toEqual(
      wanted(({ kind, node }) => node === 'n2' && !['timer', 'invoke', 'return'].includes(kind)),
    )
    expect(found('"election timer"')).toEqual(
      found('election').filter(
        (event) => found('timer').includes(event) && trace.steps[event]?.text.includes('election timer'),
      ),
    )
    expect(found('nothing-has-this')).toEqual([])
  })

  test('what is still being typed asks for nothing, and what it does not know is text', () => {
    expect(found('n:')).toEqual(found(''))
    expect(found('unknown:n2')).toEqual([])
    expect(found('!')).toEqual(wanted(({ text }) => text.includes('!')))
  })

  test('knows the term of the server at each event', () => {
    const terms = new Map<string, number>()
    const inTerm = trace.steps.flatMap(({ kind, node = '', state }, index) => {
      if (state?.currentTerm !== undefined) terms.set(node, state.currentTerm)
      return terms.get(node) === 2 && kind !== 'invoke' && kind !== 'return' ? [index] : []
    })
    expect(found('term:2')).toEqual(inTerm)
  })
})
