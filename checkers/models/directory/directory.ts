import { canonicalJson } from '../../../src/base/json.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { describeCall } from '../describe.ts'
import { readDirectoryCall } from './directory-call.ts'
import { partitionDirectories } from './directory-partition.ts'
import { perform } from './directory-steps.ts'
import type { Effect } from './directory-steps.ts'
import { Grove, listed } from './directory-tree.ts'
import type { Tree } from './directory-tree.ts'
import type { Model, SearchModel } from '../model.ts'
import { answeredError } from '../service-error.ts'

const reads: readonly string[] = ['list', 'stat']

const sequential: SearchModel<Tree> = {
  init: () => new Grove().plant('directory', 1),
  isRead: (operation) => reads.includes(operation.f) || answeredError(operation) !== undefined,
  step(tree, operation) {
    const effect = perform(tree, readDirectoryCall(operation))
    const after = 'error' in effect ? tree : effect.tree
    if (operation.outcome.type !== 'ok') return 'error' in effect ? undefined : after
    return agrees(operation, effect) ? after : undefined
  },
  key: ({ id }) => String(id),
}

/**
 * A tree of directories and files, each node with a version: 1 when created, one more with each call that adds
 * or removes a name in it, or renames it. Values: `create` a path (a directory) or `{ path, kind, version }`;
 * `remove` a path or `{ path, recursive, version }`; `rename` `[from, to]` or `{ from, to, version }`; `list`
 * and `stat` a path. A `version` is that of the directory created in, of the node removed or renamed, and must
 * be the present one.
 *
 * Results: `list` gives the names in any order, `stat` gives `'directory'`, `'file'`, `{ kind }` or
 * `{ kind, version }`. An operation that did not apply is ok with `{ error }`: `not found`, `exists`,
 * `not empty`, `not a directory`, `version mismatch` (which may carry the present `version`), `invalid` (the
 * root, or a directory into itself).
 */
export const directory: Model<Tree> = {
  ...sequential,
  name: 'directory',
  functions: ['create', 'remove', 'rename', 'list', 'stat'],
  partition: partitionDirectories,
  // versions make every change count, so they are left out where nobody looks at one
  focus: (operations) =>
    operations.some(looksAtVersions)
      ? undefined
      : { ...sequential, init: () => new Grove({ versions: false }).plant('directory', 1) },
  describeOperation: (operation) =>
    describeCall(
      operation,
      Array.isArray(operation.value) ? operation.value : [operation.value],
      sequential.isRead(operation),
    ),
  describeState: (tree) => `{${listed(tree).sort().join(', ')}}`,
}

function agrees(operation: Operation, effect: Effect): boolean {
  const { f } = operation
  const error = answeredError(operation)
  if ('error' in effect) return error === effect.error && sameVersion(operation, effect.version)
  if (error !== undefined) return false
  const value = resultOf(operation)
  if (f === 'list') {
    return Array.isArray(value) && canonicalJson([...value].sort()) === canonicalJson(effect.names)
  }
  if (f !== 'stat') return true
  const kind = isMap(value) ? value['kind'] : value
  return kind === effect.kind && sameVersion(operation, effect.version)
}

/** Whether the version told, if one is, is this one. */
function sameVersion(operation: Operation, version: number | undefined): boolean {
  const told = versionKnown(operation)
  return told === undefined || told === version
}

function versionKnown(operation: Operation): unknown {
  const value = resultOf(operation)
  return isMap(value) ? (value['version'] ?? undefined) : undefined
}

function looksAtVersions(operation: Operation): boolean {
  const call = readDirectoryCall(operation)
  return ('version' in call && call.version !== undefined) || versionKnown(operation) !== undefined
}

const resultOf = ({ outcome }: Operation): unknown => (outcome.type === 'ok' ? outcome.value : undefined)

const isMap = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
