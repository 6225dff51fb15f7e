/** Deeper than any real value; keeps a hostile file from exhausting the stack. */
export const MAX_DEPTH = 200

/** The message for what is nested deeper. */
export const tooDeep = `nested more than ${MAX_DEPTH} deep`

/** Whether brackets of a JSON text, outside of strings, are nested deeper than {@link deepest}. */
export function isTooDeep(text: string): boolean {
  // each level takes two characters
  if (text.length <= 2 * MAX_DEPTH) return false
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') at = endOfString(text, at)
    else if (character === '[' || character === '{') {
      if (++depth > MAX_DEPTH) return true
    } else if (character === ']' || character === '}') depth--
  }
  return false
}

/** Where the string that opens at a place of a JSON text closes; the end of the text where it does not. */
export function endOfString(text: string, opened: number): number {
  for (let at = opened + 1; ; at++) {
    const quote = text.indexOf('"', at)
    if (quote < 0) return text.length
    let backslashes = 0
    while (text[quote - 1 - backslashes] === '\\') backslashes++
    if (backslashes % 2 === 0) return quote
    at = quote
  }
}
