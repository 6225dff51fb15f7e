import { filterTerms, fitting, hasAny, rangeTest, textTest } from '../canvas/filter-terms.ts'
import type { FilterTerm } from '../canvas/filter-terms.ts'
import { keysOf, operationText, outcomeOf, resultOf } from './browsed.ts'
import type { BrowsedHistory } from './browsed.ts'

/** Names a filter knows, each with what it looks at; anything else is text. */
export const filterNames = {
  p: 'process: the client',
  k: 'object: a key, of a transaction any of its keys',
  f: 'operation: read, write, cas, ...',
  o: 'outcome: ok, fail, info',
  is: 'conflict: what has a part in it; order: what is in the order that works',
  line: 'line of the call in the file, or from-to',
} as const

type Term = FilterTerm<keyof typeof filterNames>

/** `p:3 k:x,y f:read o:info !f:write line:10-90 text`: the operations that fit all terms, in order. */
export function matchingOperations(history: BrowsedHistory, query: string): Uint32Array {
  return fitting(history.count, filterTerms(query, filterNames), (term) => testOf(term, history))
}

function testOf({ name, values }: Term, history: BrowsedHistory): (operation: number) => boolean {
  const { columns, marks, places, lines } = history
  const oneOf = (names: readonly string[], column: readonly number[]): ((operation: number) => boolean) => {
    const codes = new Set(names.flatMap((one, code) => (values.includes(one.toLowerCase()) ? [code] : [])))
    return (operation) => codes.has(column[operation] ?? -1)
  }
  switch (name) {
    case 'p':
      return oneOf(columns.processes, columns.p)
    case 'f':
      return oneOf(columns.functions, columns.f)
    case 'o':
      return (operation) => values.includes(outcomeOf(history, operation))
    case 'k':
      return (operation) => keysOf(history, operation).some((key) => values.includes(key.toLowerCase()))
    case 'is': {
      const [conflict, order] = [values.includes('conflict'), values.includes('order')]
      return (operation) => (conflict && marks.has(operation)) || (order && places[operation] !== 0)
    }
    case 'line': {
      const isWithin = rangeTest(values)
      return (operation) => isWithin(lines[operation] ?? 0)
    }
    case 'text':
      return textOf(values, history)
  }
}

/** A word is looked for in each part of an operation, of which many share one; words with blanks in its whole text. */
function textOf(values: readonly string[], history: BrowsedHistory): (operation: number) => boolean {
  if (values.some((value) => value.includes(' ')))
    return (operation) =>
      hasAny(operationText(history, operation), values) || hasAny(resultOf(history, operation) ?? '', values)
  const { texts, functions, keys, a, r, f, k } = history.columns
  const [inTexts, inFunctions] = [textTest(texts, values), textTest(functions, values)]
  const inKeys = textTest(
    keys.map((list) => list.join('\n')),
    values,
  )
  return (operation) =>
    inTexts(a[operation] ?? -1) ||
    inTexts(r[operation] ?? -1) ||
    inFunctions(f[operation] ?? -1) ||
    inKeys(k[operation] ?? -1)
}
