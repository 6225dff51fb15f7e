/** A message under way: its number, and whether it is late. */
export const isLate = (word: number): boolean => (word & 1) === 1

/**
 * Puts a word in its place in a list that ends before `end`, unless it is there; returns its new end. Of equal messages under
 * way one is: that the other arrives as well is as if the one arrived once more.
 */
export function placed(words: Int32Array, begin: number, end: number, word: number): number {
  let place = end
  while (place > begin && (words[place - 1] as number) > word) place--
  if (place > begin && words[place - 1] === word) return end
  words.copyWithin(place + 1, place, end)
  words[place] = word
  return end + 1
}
