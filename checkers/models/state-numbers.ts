/**
 * Keys of states that are compared by a hash and, where hashes collide, by a test. Every state met is remembered
 * as long as the function that is returned.
 */
export function stateNumbers<State>(
  hash: (state: State) => string | number,
  equal: (a: State, b: State) => boolean,
): (state: State) => string {
  const known = new Map<string | number, State[]>()
  return (state) => {
    const text = hash(state)
    const others = known.get(text)
    if (others === undefined) {
      known.set(text, [state])
      return `${typeof text} 0 ${text}`
    }
    const found = others.findIndex((other) => equal(other, state))
    return `${typeof text} ${found === -1 ? others.push(state) - 1 : found} ${text}`
  }
}
