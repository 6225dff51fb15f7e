/** A text as one word for a shell; one that begins with a dash as the path it is, not as an option. */
export function shellWord(text: string): string {
  const safe = text.startsWith('-') ? `./${text}` : text
  return /^[\w@%+=:,./-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", `'\\''`)}'`
}
