const MAX_LENGTH = 60

/**
 * A name that came from a file as a message may show it: as it is where it is a word, else in quotes; see
 * {@link quoted}.
 */
export function nameText(name: string): string {
  return /^[\w./:+*?!<>=-]{1,60}$/.test(name) ? name : quoted(name)
}

/** A text that came from a file in quotes: cut after 60 characters, and on one line, its controls escaped. */
export function quoted(text: string): string {
  const cut = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text
  return `"${cut.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, escaped)}"`
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
