import { canonicalJson } from '../../src/base/json.ts'
import type { Operation } from '../../src/history/operation.ts'
import { partition } from './by-key.ts'
import { describeCall, malformed } from './describe.ts'
import { kindAt, moved, namesIn, normalPath, parentError } from './directory-tree.ts'
import type { DirectoryError, Kind, Tree } from './directory-tree.ts'
import type { Model } from './model.ts'
import { answeredError } from './service-error.ts'

/**
 * A tree of directories and files. Values: `create` a path (a directory) or `{ path, kind }`; `remove`, `list`
 * and `stat` a path; `rename` `[from, to]`. Results: `list` gives the names in any order, `stat` gives
 * `'directory'`, `'file'` or `{ kind }`. An operation that did not apply is ok with `{ error }`: `not found`,
 * `exists`, `not empty`, `not a directory`, `invalid` (the root, or a directory into itself).
 */
export const directory: Model<Tree> = {
  name: 'directory',
  functions: ['create', 'remove', 'rename', 'list', 'stat'],
  isRead: (operation) => ['list', 'stat'].includes(operation.f) || answeredError(operation) !== undefined,
  init: () => new Map(),
  step(tree, operation) {
    const effect = perform(tree, operation)
    if (operation.outcome.type !== 'ok') return 'error' in effect ? undefined : effect.tree
    const error = answeredError(operation)
    if ('error' in effect) return error === effect.error ? tree : undefined
    return error === undefined && agrees(operation, effect.result) ? effect.tree : undefined
  },
  key: (tree) => canonicalJson([...tree].sort(([a], [b]) => (a < b ? -1 : 1))),
  // paths depend on their parents, so the tree is one object whatever keys the operations carry
  partition: (operations) => [partition(undefined, operations)],
  describeOperation: (operation) =>
    describeCall(
      operation,
      Array.isArray(operation.value) ? operation.value : [operation.value],
      ['list', 'stat'].includes(operation.f) || answeredError(operation) !== undefined,
    ),
  describeState: (tree) =>
    `{${[...tree]
      .map(([path, kind]) => (kind === 'directory' ? `${path}/` : path))
      .sort()
      .join(', ')}}`,
}

type Effect =
  { readonly tree: Tree; readonly result?: Kind | readonly string[] } | { readonly error: DirectoryError }

function perform(tree: Tree, operation: Operation): Effect {
  switch (operation.f) {
    case 'create':
      return create(tree, ...created(operation))
    case 'remove':
      return remove(tree, pathOf(operation, operation.value))
    case 'rename':
      return rename(tree, operation)
  }
  const path = pathOf(operation, operation.value)
  const kind = kindAt(tree, path)
  if (kind === undefined) return { error: missing(tree, path) }
  if (operation.f === 'stat') return { tree, result: kind }
  return kind === 'file' ? { error: 'not a directory' } : { tree, result: namesIn(tree, path) }
}

function create(tree: Tree, path: string, kind: Kind): Effect {
  if (kindAt(tree, path) !== undefined) return { error: 'exists' }
  const error = parentError(tree, path)
  return error === undefined ? { tree: new Map(tree).set(path, kind) } : { error }
}

function remove(tree: Tree, path: string): Effect {
  if (path === '') return { error: 'invalid' }
  if (kindAt(tree, path) === undefined) return { error: missing(tree, path) }
  if (namesIn(tree, path).length > 0) return { error: 'not empty' }
  const rest = new Map(tree)
  rest.delete(path)
  return { tree: rest }
}

function rename(tree: Tree, operation: Operation): Effect {
  const pair = operation.value
  if (!Array.isArray(pair) || pair.length !== 2) throw malformed(operation, '[from, to]')
  const from = pathOf(operation, pair[0])
  const to = pathOf(operation, pair[1])
  if (from === '' || to === '' || to.startsWith(`${from}/`)) return { error: 'invalid' }
  if (kindAt(tree, from) === undefined) return { error: missing(tree, from) }
  if (kindAt(tree, to) !== undefined) return { error: 'exists' }
  const error = parentError(tree, to)
  return error === undefined ? { tree: moved(tree, from, to) } : { error }
}

function missing(tree: Tree, path: string): DirectoryError {
  return parentError(tree, path) ?? 'not found'
}

function agrees(operation: Operation, result: Kind | readonly string[] | undefined): boolean {
  const value = operation.outcome.type === 'ok' ? operation.outcome.value : undefined
  if (operation.f === 'list') {
    return Array.isArray(value) && canonicalJson([...value].sort()) === canonicalJson(result)
  }
  if (operation.f !== 'stat') return true
  const kind = value !== null && typeof value === 'object' ? (value as { kind?: unknown }).kind : value
  return kind === result
}

function created(operation: Operation): [path: string, kind: Kind] {
  const { value } = operation
  if (value === null || typeof value !== 'object') return [pathOf(operation, value), 'directory']
  const { path, kind = 'directory' } = value as { path?: unknown; kind?: unknown }
  if (kind !== 'directory' && kind !== 'file') throw malformed(operation, "a kind of 'directory' or 'file'")
  return [pathOf(operation, path), kind]
}

function pathOf(operation: Operation, path: unknown): string {
  if (typeof path !== 'string') throw malformed(operation, 'a path')
  return normalPath(path)
}
