/** One word of a filter: any of its values has to fit, or with `!` none. */
export interface FilterTerm<Name extends string> {
  readonly name: Name | 'text'
  /** In lower case. */
  readonly values: readonly string[]
  readonly isNegated: boolean
}

/** `n:n2 k:drop,recv !k:timer text "two words"`: all have to fit. What is no name in `names` is text. */
export function filterTerms<Name extends string>(
  query: string,
  names: { readonly [One in Name]: string },
): readonly FilterTerm<Name>[] {
  const isName = (name: string): name is Name => Object.hasOwn(names, name)
  const words = query.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? []
  return words.flatMap((word): FilterTerm<Name>[] => {
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

/** The positions from 0 up to `count` that fit all terms, in order; `testOf` tells what fits a term that is not negated. */
export function fitting<Name extends string>(
  count: number,
  terms: readonly FilterTerm<Name>[],
  testOf: (term: FilterTerm<Name>) => (position: number) => boolean,
): Uint32Array {
  const found = new Uint32Array(count)
  if (terms.length === 0) return found.map((_, position) => position)
  const tests = terms.map((term) => ({ test: testOf(term), wanted: !term.isNegated }))
  let length = 0
  for (let position = 0; position < count; position++) {
    if (tests.every(({ test, wanted }) => test(position) === wanted)) found[length++] = position
  }
  return found.slice(0, length)
}

/** Whether a text has any of the values in it, which are in lower case. Of texts that many share each is looked at once. */
export function textTest(texts: readonly string[], values: readonly string[]): (text: number) => boolean {
  const known = new Int8Array(texts.length).fill(-1)
  return (at) => {
    if (known[at] === -1) known[at] = Number(hasAny(texts[at] ?? '', values))
    return known[at] === 1
  }
}

export function hasAny(text: string, values: readonly string[]): boolean {
  const lower = text.toLowerCase()
  return values.some((value) => lower.includes(value))
}

/** `12`, `12-20` and `12-`, as tests of a number. */
export function rangeTest(values: readonly string[]): (number: number) => boolean {
  const ranges = values.map((value) => {
    const [from = '', to = from] = value.split('-')
    return [Number(from), to === '' ? Infinity : Number(to)] as const
  })
  return (number) => ranges.some(([from, to]) => number >= from && number <= to)
}
