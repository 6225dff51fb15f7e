/** The name of a server, `n1`, `n2`, ... as it stands in plans, traces and reports. */
export type NodeId = string

/** `n1` to `n<count>`, in order. */
export function nodeIds(count: number): NodeId[] {
  return Array.from({ length: count }, (_, index) => `n${index + 1}`)
}
