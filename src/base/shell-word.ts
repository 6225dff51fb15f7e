/** A text as one word for a shell; one that begins with a dash as the path it is, not as an option. */
export function shellWord(text: string): string {
  const safe = text.startsWith('-') ? `./${text}` : text
  return /^[\w@%+=:,./-]+$/.test(safe) ? safe : quoted(safe)
}

/** The command that makes the run of a token again; a token names paths, which may have any character. */
export const replayLine = (token: string): string => `npx whitewater replay ${quoted(token)}`

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
