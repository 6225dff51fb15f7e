import type { DirectoryCall } from './directory-call.ts'
import { bumped, nodeAt, withEntry, withNode, withoutEntry } from './directory-tree.ts'
import type { Kind, Names, Tree } from './directory-tree.ts'

export type DirectoryError =
  'not found' | 'exists' | 'not empty' | 'not a directory' | 'invalid' | 'version mismatch'

/** What a call does to a tree: the tree after it and what it tells, or why it does not apply. */
export type Effect =
  | {
      readonly tree: Tree
      readonly names?: readonly string[]
      readonly kind?: Kind
      readonly version?: number
    }
  | { readonly error: DirectoryError; readonly version?: number }

export function perform(tree: Tree, call: DirectoryCall): Effect {
  switch (call.f) {
    case 'create':
      return create(tree, call)
    case 'remove':
      return remove(tree, call)
    case 'rename':
      return rename(tree, call)
    case 'list':
    case 'stat':
      return look(tree, call)
  }
}

function look(tree: Tree, { f, path }: DirectoryCall & { f: 'list' | 'stat' }): Effect {
  const node = nodeAt(tree, path)
  if (typeof node === 'string') return { error: node }
  if (f === 'stat') return { tree, kind: node.kind, version: node.version }
  return node.kind === 'file' ? { error: 'not a directory' } : { tree, names: [...node.entries.keys()] }
}

function create(tree: Tree, { path, kind, version }: DirectoryCall & { f: 'create' }): Effect {
  const { parent, name } = split(path)
  if (name === undefined) return { error: 'exists' }
  const folder = nodeAt(tree, parent)
  if (typeof folder === 'string') return { error: folder }
  if (folder.kind === 'file') return { error: 'not a directory' }
  if (version !== undefined && version !== folder.version) return mismatch(folder)
  if (folder.entries.has(name)) return { error: 'exists' }
  const node = tree.grove.plant(kind, 1)
  return { tree: withNode(tree, parent, (found) => bumped(withEntry(found, name, node))) }
}

function remove(tree: Tree, { path, recursive, version }: DirectoryCall & { f: 'remove' }): Effect {
  const { parent, name } = split(path)
  if (name === undefined) return { error: 'invalid' }
  const node = nodeAt(tree, path)
  if (typeof node === 'string') return { error: node }
  if (version !== undefined && version !== node.version) return mismatch(node)
  if (node.entries.size > 0 && !recursive) return { error: 'not empty' }
  return { tree: withNode(tree, parent, (found) => bumped(withoutEntry(found, name))) }
}

function rename(tree: Tree, { from, to, version }: DirectoryCall & { f: 'rename' }): Effect {
  const source = split(from)
  const target = split(to)
  const { name } = source
  const { name: newName } = target
  if (name === undefined || newName === undefined || isBelow(to, from)) return { error: 'invalid' }
  const node = nodeAt(tree, from)
  if (typeof node === 'string') return { error: node }
  if (version !== undefined && version !== node.version) return mismatch(node)
  const folder = nodeAt(tree, target.parent)
  if (typeof folder === 'string') return { error: folder }
  if (folder.kind === 'file') return { error: 'not a directory' }
  if (folder.entries.has(newName)) return { error: 'exists' }
  const taken = withNode(tree, source.parent, (found) => bumped(withoutEntry(found, name)))
  const put = (found: Tree): Tree => withEntry(found, newName, bumped(node))
  // within one directory a rename is one change of it
  const isMove = source.parent.join('/') !== target.parent.join('/')
  return { tree: withNode(taken, target.parent, isMove ? (found) => bumped(put(found)) : put) }
}

const mismatch = ({ version }: Tree): Effect => ({ error: 'version mismatch', version })

const split = (path: Names): { readonly parent: Names; readonly name: string | undefined } => ({
  parent: path.slice(0, -1),
  name: path.at(-1),
})

const isBelow = (path: Names, above: Names): boolean =>
  path.length > above.length && above.every((name, depth) => path[depth] === name)
