import { elementAt } from '../../../src/base/element-at.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { partition } from '../by-key.ts'
import { readDirectoryCall } from './directory-call.ts'
import type { DirectoryCall } from './directory-call.ts'
import { groupLinked } from '../linked-groups.ts'
import type { Partition } from '../model.ts'

/**
 * Whatever is below one name of the root has nothing to do with what is below another, unless something is
 * renamed between them. As soon as anybody looks at the root itself, the tree is one object.
 */
export function partitionDirectories(operations: readonly Operation[]): readonly Partition[] {
  const calls = operations.map(readDirectoryCall)
  if (calls.some(looksAtRoot)) return [partition(undefined, operations)]
  const groups = groupLinked(operations, (_, index) => topNames(elementAt(calls, index)))
  return groups.map(({ names, members }) => partition(names.map((name) => `/${name}`).join('+'), members))
}

function looksAtRoot(call: DirectoryCall): boolean {
  // what it creates in is the root
  if (call.f === 'create' && call.path.length === 1 && call.version !== undefined) return true
  return pathsOf(call).some((path) => path.length === 0)
}

const pathsOf = (call: DirectoryCall) => (call.f === 'rename' ? [call.from, call.to] : [call.path])

const topNames = (call: DirectoryCall): string[] => pathsOf(call).map(([name = '']) => name)
