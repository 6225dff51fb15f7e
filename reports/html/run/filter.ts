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

type Name = keyof typeof filterNames

/** One word of a filter: any of its values has to fit, or with `!` none. */
interface Term {
  readonly name: Name | 'text'
  readonly values: readonly string[]
  readonly isNegated: boolean
}

/** Short words for kinds of steps, as a reader thinks of them. */
const aliases: { readonly [word: string]: readonly string[] } = {
  recv: ['deliver'],
  fire: ['timer'],
  call: ['invoke'],
  answer: ['return'],
  start: ['start'],
}

/** `n:n2 k:drop,recv t:AppendEntries term:2 op:17 !k:timer text "two words"`: all have to fit. */
function parseFilter(query: string): readonly Term[] {
  const words = query.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? []
  return words.flatMap((word): Term[] => {
    const isNegated = word.startsWith('!') && word.length > 1
    const rest = (isNegated ? word.slice(1) : word).replaceAll('"', '')
    const [, name = '', list = ''] = /^([a-z]+):(.*)$/s.exec(rest) ?? []
    if (!isName(name)) return rest === '' ? [] : [{ name: 'text', values: [rest.toLowerCase()], isNegated }]
    const values = list.split(',').filter((value) => value !== '')
    // still being typed: it asks for nothing yet
    return values.length === 0
      ? []
      : [{ name, values: values.map((value) => value.toLowerCase()), isNegated }]
  })
}

const isName = (name: string): name is Name => Object.hasOwn(filterNames, name)

/** The events that fit all terms, in order. */
export function matchingEvents(events: RunEvents, query: string): Uint32Array {
  const terms = parseFilter(query)
  const found = new Uint32Array(events.count)
  if (terms.length === 0) return found.map((_, event) => event)
  const tests = terms.map((term) => testOf(term, events))
  let count = 0
  for (let event = 0; event < events.count; event++) {
    if (tests.every((test) => test(event))) found[count++] = event
  }
  return found.slice(0, count)
}

function testOf({ name, values, isNegated }: Term, events: RunEvents): (event: number) => boolean {
  const test = positiveTest(name, values, events)
  return isNegated ? (event) => !test(event) : test
}

function positiveTest(
  name: Term['name'],
  values: readonly string[],
  events: RunEvents,
): (event: number) => boolean {
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
      return textTest(
        values.map((value) => value.toLowerCase()),
        events,
      )
    case 'term':
      return (event) => values.includes(String(termAt[event]))
    case 'op':
      return (event) => values.includes(String(run.op[event]))
    case 'step': {
      const ranges = values.map((value) => {
        const [from = '', to = from] = value.split('-')
        return [Number(from), to === '' ? Infinity : Number(to)] as const
      })
      return (event) => ranges.some(([from, to]) => run.first + event >= from && run.first + event <= to)
    }
    case 'text':
      return textTest(values, events)
  }
}

function textTest(values: readonly string[], events: RunEvents): (event: number) => boolean {
  const { run, lost } = events
  // most texts come once, but some thousand times
  const known = new Int8Array(run.texts.length).fill(-1)
  const has = (text: string): boolean => {
    const lower = text.toLowerCase()
    return values.some((value) => lower.includes(value))
  }
  return (event) => {
    if (lost.has(event)) return has(wholeText(events, event))
    const at = run.d[event] ?? -1
    if (known[at] === -1) known[at] = Number(has(run.texts[at] ?? ''))
    return known[at] === 1
  }
}
