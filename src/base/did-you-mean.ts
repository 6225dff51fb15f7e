import { elementAt } from './element-at.ts'

/** Where one name is near, the others of so many are not listed. */
const MANY = 20

/**
 * The name that was meant by a word that is none: the nearest by insertions, deletions, exchanges and swaps of
 * neighbours, at most one for three characters; else the one most of whose words are in it; `undefined` where none is
 * near.
 */
function nearestName(word: string, names: readonly string[]): string | undefined {
  return nearestSpelled(word, names) ?? nearestInWords(word, names)
}

function nearestSpelled(word: string, names: readonly string[]): string | undefined {
  const wanted = word.toLowerCase().slice(0, 60)
  let best: string | undefined
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1
  for (const name of names) {
    const steps = distance(wanted, name.toLowerCase())
    if (steps < least) [best, least] = [name, steps]
  }
  return best
}

/** `commit-old-term` for `commit-entry-of-former-term`: two of its three words are there. */
function nearestInWords(word: string, names: readonly string[]): string | undefined {
  const said = new Set(wordsOf(word))
  if (said.size < 2) return undefined
  let best: string | undefined
  let most = 0.5
  for (const name of names) {
    const words = wordsOf(name)
    const found = words.filter((one) => said.has(one)).length
    // words of its own that are not asked for count against it
    const share = found < 2 ? 0 : found / words.length + found / 100
    if (share > most) [best, most] = [name, share]
  }
  return best
}

const wordsOf = (name: string): readonly string[] =>
  name
    .toLowerCase()
    .slice(0, 200)
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')

/** `; did you mean cas-register?`, or nothing. */
export function didYouMean(word: string, names: Iterable<string>): string {
  const name = nearestName(word, [...names])
  return name === undefined ? '' : `; did you mean ${name}?`
}

/** The same with the names there are: `; did you mean crash?; there are crash, pause`. Many are listed only where none is near. */
export function namesThereAre(word: string, names: readonly string[]): string {
  const near = didYouMean(word, names)
  const all =
    near !== '' && names.length > MANY ? 'whitewater list has them all' : `there are ${names.join(', ')}`
  return `${near}; ${all}`
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
