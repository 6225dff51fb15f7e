/** The name of a server, `n1`, `n2`, ... as it stands in plans, traces and reports. */
export type NodeId = string

/** `n1` to `n<count>`, in order. */
export function nodeIds(count: number): NodeId[] {
  return Array.from({ length: count }, (_, index) => `n${index + 1}`)
}

/**
 * Whether a text can name a server: 1 to 64 letters, digits, or any of `.`, `_`, `-`, the first a letter or
 * digit. `unknown` is taken: it stands where no leader is known.
 */
export const isNodeName = (text: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text) && text !== 'unknown'
