import { filterTerms, fitting, hasAny, rangeTest, textTest } from '../canvas/filter-terms.ts'
import type { FilterTerm } from '../canvas/filter-terms.ts'
import { wholeText } from './run-events.ts'
import type { RunEvents } from './run-events.ts'

/** Names a filter knows, each with what it looks at; anything else is text. */
export const filterNames = {
  n: 'server or client',
  k: 'kind: recv, drop, timer, crash, invoke, ...',
  t: 'type of message',
  term: 'term of the server',
  op: 'number of the operation',
  step: 'number of the step, or from-to',
} as const

type Term = FilterTerm<keyof typeof filterNames>

/** Short words for kinds of steps, as a reader thinks of them. */
const aliases: { readonly [word: string]: readonly string[] } = {
  recv: ['deliver'],
  fire: ['timer'],
  call: ['invoke'],
  answer: ['return'],
  start: ['start'],
}

/** `n:n2 k:drop,recv t:AppendEntries term:2 op:17 !k:timer text "two words"`: the events that fit all terms, in order. */
export function matchingEvents(events: RunEvents, query: string): Uint32Array {
  return fitting(events.count, filterTerms(query, filterNames), (term) => testOf(term, events))
}

function testOf({ name, values }: Term, events: RunEvents): (event: number) => boolean {
  const { run, lost, termAt } = events
  switch (name) {
    case 'n': {
      const lanes = new Set(
        run.lanes.flatMap((lane, index) => (values.includes(lane.name.toLowerCase()) ? [index] : [])),
      )
      return (event) => lanes.has(run.n[event] ?? -1)
    }
    case 'k': {
      const names = new Set(values.flatMap((value) => aliases[value] ?? [value]))
      const kinds = new Set(run.kinds.flatMap((kind, index) => (names.has(kind) ? [index] : [])))
      const drops = names.has('drop')
      return (event) => kinds.has(run.k[event] ?? -1) || (drops && lost.has(event))
    }
    case 't':
      return textOf(values, events)
    case 'term':
      return (event) => values.includes(String(termAt[event]))
    case 'op':
      return (event) => values.includes(String(run.op[event]))
    case 'step': {
      const isWithin = rangeTest(values)
      return (event) => isWithin(run.first + event)
    }
    case 'text':
      return textOf(values, events)
  }
}

function textOf(values: readonly string[], events: RunEvents): (event: number) => boolean {
  const { run, lost } = events
  const has = textTest(run.texts, values)
  return (event) => (lost.has(event) ? hasAny(wholeText(events, event), values) : has(run.d[event] ?? -1))
}
