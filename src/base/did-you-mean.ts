import { elementAt } from './element-at.ts'

/**
 * The name that was meant by a word that is none: the nearest by insertions, deletions, exchanges and swaps of
 * neighbours, at most one for three characters; `undefined` where none is near.
 */
function nearestName(word: string, names: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase().slice(0, 60)
  let best: string | undefined
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1
  for (const name of names) {
    const steps = distance(wanted, name.toLowerCase())
    if (steps < least) [best, least] = [name, steps]
  }
  return best
}

/** `; did you mean cas-register?`, or nothing. */
export function didYouMean(word: string, names: Iterable<string>): string {
  const name = nearestName(word, names)
  return name === undefined ? '' : `; did you mean ${name}?`
}

/** Damerau's distance, in which a swap of neighbours is one step. */
function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const exchange = elementAt(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let steps = Math.min(exchange, elementAt(last, j) + 1, elementAt(row, j - 1) + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        steps = Math.min(steps, elementAt(before, j - 2) + 1)
      row.push(steps)
    }
    before = last
    last = row
  }
  return elementAt(last, b.length)
}
