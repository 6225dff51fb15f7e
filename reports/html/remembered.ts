/** The same function, which works out its answer once for each object: what is asked of a trace does not change, and takes long. */
export function remembered<Of extends object, Answer>(answer: (of: Of) => Answer): (of: Of) => Answer {
  const known = new WeakMap<Of, { readonly answer: Answer }>()
  return (of) => {
    let found = known.get(of)
    if (found === undefined) {
      found = { answer: answer(of) }
      known.set(of, found)
    }
    return found.answer
  }
}
