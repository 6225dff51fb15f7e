import { same } from './spec.ts'
import type { Spec, SpecCall } from './spec.ts'

const call = (f: string, value: unknown, results: readonly unknown[]): SpecCall => ({ f, value, results })
const errors = ['not found', 'exists', 'not empty', 'not a directory', 'invalid', 'version mismatch']
const orError = (...results: readonly unknown[]): unknown[] => [
  ...results,
  ...errors.map((error) => ({ error })),
]

interface Node {
  readonly kind: string
  readonly version: number
}
/** By path; the root is ''. */
type Tree = Readonly<Record<string, Node>>

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'))
const isUnder = (path: string, above: string): boolean => path.startsWith(`${above}/`)
const bump = (tree: Tree, path: string): Tree => ({
  ...tree,
  [path]: { ...(tree[path] as Node), version: (tree[path] as Node).version + 1 },
})

/** The error on the way to a path, or its node. */
function find(tree: Tree, path: string): string | Node {
  const names = path.split('/').slice(1)
  for (let depth = 0; depth <= names.length; depth++) {
    const above = ['', ...names.slice(0, depth)].join('/')
    const node = tree[above]
    if (node === undefined) return 'not found'
    if (node.kind === 'file' && depth < names.length) return 'not a directory'
  }
  return tree[path] as Node
}

function perform(
  tree: Tree,
  f: string,
  value: unknown,
): string | { tree: Tree; found?: unknown; node?: Node } {
  const fields = (typeof value === 'string' ? { path: value } : value) as Record<string, never>
  const { path = '' as string, kind = 'directory', recursive = false, version } = fields
  if (f === 'rename') {
    const [from, to] = value as [string, string]
    if (isUnder(to, from) || to === from) return 'invalid'
    const node = find(tree, from)
    if (typeof node === 'string') return node
    const folder = find(tree, parentOf(to))
    if (typeof folder === 'string') return folder
    if (folder.kind === 'file') return 'not a directory'
    if (tree[to] !== undefined) return 'exists'
    const moved = Object.fromEntries(
      Object.entries(tree).map(([name, one]) => [
        name === from || isUnder(name, from) ? to + name.slice(from.length) : name,
        one,
      ]),
    )
    const parents = new Set([parentOf(from), parentOf(to)])
    return { tree: [to, ...parents].reduce(bump, moved) }
  }
  if (f === 'create') {
    const folder = find(tree, parentOf(path))
    if (typeof folder === 'string') return folder
    if (folder.kind === 'file') return 'not a directory'
    if (version !== undefined && version !== folder.version) return 'version mismatch'
    if (tree[path] !== undefined) return 'exists'
    return { tree: bump({ ...tree, [path]: { kind, version: 1 } }, parentOf(path)) }
  }
  const node = find(tree, path === '/' ? '' : path)
  if (typeof node === 'string') return node
  if (f === 'remove') {
    const below = Object.keys(tree).filter((name) => isUnder(name, path))
    if (below.length > 0 && !recursive) return 'not empty'
    const rest = Object.fromEntries(
      Object.entries(tree).filter(([name]) => name !== path && !below.includes(name)),
    )
    return { tree: bump(rest, parentOf(path)) }
  }
  if (f === 'stat') return { tree, node }
  if (node.kind === 'file') return 'not a directory'
  const at = path === '/' ? '' : path
  const names = Object.keys(tree).filter((name) => isUnder(name, at) && parentOf(name) === at)
  return { tree, found: names.map((name) => name.slice(at.length + 1)).sort() }
}

export const trees: readonly Spec[] = [
  {
    name: 'directory',
    model: 'directory',
    init: (): Tree => ({ '': { kind: 'directory', version: 1 } }),
    apply(state, { f, value, result }) {
      const effect = perform(state as Tree, f, value)
      const told = result as { error?: string; kind?: string; version?: number } | string | null | undefined
      const error = typeof told === 'object' ? told?.error : undefined
      if (typeof effect === 'string') return error === effect ? [state] : []
      if (result === undefined) return [effect.tree]
      if (error !== undefined) return []
      if (f === 'list') return same([...(result as string[])].sort(), effect.found) ? [effect.tree] : []
      if (f !== 'stat') return [effect.tree]
      const { kind, version } = effect.node as Node
      const knownKind = typeof told === 'string' ? told : told?.kind
      const knownVersion = typeof told === 'string' ? version : (told?.version ?? version)
      return knownKind === kind && knownVersion === version ? [effect.tree] : []
    },
    calls: (_, random) => [
      call('create', '/a', orError(null)),
      call('create', '/a/b', orError(null)),
      call('create', { path: '/a', kind: 'file' }, orError(null)),
      call('remove', '/a', orError(null)),
      call('remove', { path: '/a', recursive: true }, orError(null)),
      call('remove', '/a/b', orError(null)),
      call('rename', ['/a', '/c'], orError(null)),
      call('rename', ['/c', '/a/c'], orError(null)),
      ...(random() < 0.5 ? [call('list', '/', orError([], ['a'], ['c'], ['c', 'a']))] : []),
      call('list', '/a', orError([], ['b'], ['c'])),
      call('stat', '/a/b', orError('directory', { kind: 'file' }, { kind: 'directory', version: 2 })),
      call(
        'stat',
        '/a',
        orError('file', { kind: 'directory', version: 1 }, { kind: 'directory', version: 2 }),
      ),
      ...(random() < 0.3 ? [call('create', { path: '/a/b', version: 1 }, orError(null))] : []),
    ],
  },
]
