import { Interned } from '../interned.ts'
import type { ColumnReader, ColumnWriter } from './number-columns.ts'

/**
 * The texts of a run are few patterns with many numbers: `n# gets from n#: accepted up to #, term #`. Each text is
 * its pattern and, by place in the pattern, how far each number is from the one that stood there last.
 */

/** Numbers that are written back digit for digit: no leading zero, and no more digits than a column holds with ease. */
const numeral = /(?<!\d)(?:0|[1-9]\d{0,8})(?!\d)/g

/** The words of a text between its numbers: one more than there are numbers. */
type Pattern = readonly string[]

export function writeTexts(writer: ColumnWriter, texts: Iterable<string>): void {
  const known = new Map<string, readonly [pattern: number, numbers: readonly number[]]>()
  const patterns = new Interned<Pattern>(JSON.stringify)
  const column: number[] = []
  const places: PlaceColumn[][] = []
  for (const text of texts) {
    let found = known.get(text)
    if (found === undefined) {
      const index = patterns.indexOf(text.split(numeral))
      const numbers = Array.from(text.matchAll(numeral), ([digits]) => Number(digits))
      places[index] ??= numbers.map(() => ({ last: 0, differences: [] }))
      found = [index, numbers]
      known.set(text, found)
    }
    const [pattern, values] = found
    column.push(pattern)
    for (const [place, value] of values.entries()) {
      const one = places[pattern]?.[place]
      if (one === undefined) continue
      one.differences.push(value - one.last)
      one.last = value
    }
  }
  writer.text(JSON.stringify(patterns.list))
  writer.column(column)
  for (const ofPattern of places) for (const { differences } of ofPattern) writer.column(differences)
}

interface PlaceColumn {
  last: number
  readonly differences: number[]
}

/** As they were written, in order. */
export function readTexts(reader: ColumnReader): string[] {
  const patterns = JSON.parse(reader.text()) as Pattern[]
  const column = reader.column()
  const places = patterns.map((parts) =>
    parts.slice(1).map(() => ({ next: 0, last: 0, differences: reader.column() })),
  )
  return column.map((pattern) => {
    const parts = patterns[pattern] ?? []
    let text = parts[0] ?? ''
    for (const [index, place] of (places[pattern] ?? []).entries()) {
      place.last += place.differences[place.next++] ?? 0
      text += `${place.last}${parts[index + 1] ?? ''}`
    }
    return text
  })
}
