import { elementAt } from '../../src/base/element-at.ts'
import type { Operation } from '../../src/record/operation.ts'

/** Operations that have to be checked together, with the names of the objects they are about, in order. */
export interface LinkedGroup {
  readonly names: readonly string[]
  readonly members: readonly Operation[]
}

/**
 * Groups operations by the objects they name, at least one each: objects that one operation names together
 * are in one group. Groups stand in the order of their first operation.
 */
export function groupLinked(
  operations: readonly Operation[],
  namesOf: (operation: Operation, index: number) => readonly string[],
): LinkedGroup[] {
  const parents = new Map<string, string>()
  const rootOf = (name: string): string => {
    let root = name
    for (let up = parents.get(root); up !== undefined; up = parents.get(root)) root = up
    // the way up is short next time
    for (let at = name; at !== root;) {
      const up = parents.get(at) as string
      parents.set(at, root)
      at = up
    }
    return root
  }
  const named = operations.map(namesOf)
  for (const [first = '', ...others] of named) {
    for (const other of others) if (rootOf(other) !== rootOf(first)) parents.set(rootOf(other), rootOf(first))
  }
  const groups = new Map<string, { names: Set<string>; members: Operation[] }>()
  operations.forEach((operation, index) => {
    const names = elementAt(named, index)
    const root = rootOf(elementAt(names, 0))
    const group = groups.get(root) ?? { names: new Set<string>(), members: [] }
    groups.set(root, group)
    for (const name of names) group.names.add(name)
    group.members.push(operation)
  })
  return [...groups.values()].map(({ names, members }) => ({ names: [...names].sort(), members }))
}
