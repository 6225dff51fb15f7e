/** Distinct texts remembered at a time. */
const REMEMBERED = 65_536

/**
 * A text with memory of its own. A part cut out of a longer text keeps the whole alive in V8: a short name would hold
 * the line it was read from. Lone surrogates stay as they are.
 */
export function detachedString(text: string): string {
  // shorter ones are copied anyway
  if (text.length < 13) return text
  return Buffer.from(text, 'utf16le').toString('utf16le')
}

/** Names that stand in event after event: equal ones become one text. */
export class NameInterner {
  readonly #names = new Map<string, string>()

  of(name: string): string {
    const known = this.#names.get(name)
    if (known !== undefined) return known
    if (this.#names.size === REMEMBERED) this.#names.clear()
    const own = detachedString(name)
    this.#names.set(own, own)
    return own
  }
}
