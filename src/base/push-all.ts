/** Appends all of them. `list.push(...more)` ends with a stack overflow where they are more than some 100,000. */
export function pushAll<T>(list: T[], more: Iterable<T>): void {
  for (const one of more) list.push(one)
}
