/** What stands at a path. */
export type Kind = 'directory' | 'file'

/** Everything below the root, by path (`/a/b`); the root is a directory and always there. */
export type Tree = ReadonlyMap<string, Kind>

export type DirectoryError = 'not found' | 'exists' | 'not empty' | 'not a directory' | 'invalid'

/** `a//b/` becomes `/a/b`; the root is the empty text. */
export function normalPath(path: string): string {
  const names = path.split('/').filter((name) => name !== '')
  return names.map((name) => `/${name}`).join('')
}

export function kindAt(tree: Tree, path: string): Kind | undefined {
  return path === '' ? 'directory' : tree.get(path)
}

/** Names directly in a directory, in code-unit order. */
export function namesIn(tree: Tree, path: string): string[] {
  const names = [...tree.keys()]
    .filter((other) => parentOf(other) === path)
    .map((other) => other.slice(path.length + 1))
  return names.sort()
}

/** Why nothing can be put at `path`: its parent is missing or is a file. */
export function parentError(tree: Tree, path: string): DirectoryError | undefined {
  for (let at = parentOf(path); at !== undefined; at = parentOf(at)) {
    if (kindAt(tree, at) === 'file') return 'not a directory'
  }
  const parent = parentOf(path)
  return parent !== undefined && kindAt(tree, parent) === undefined ? 'not found' : undefined
}

/** The tree with `from` and all below it under `to`. */
export function moved(tree: Tree, from: string, to: string): Tree {
  const result = new Map<string, Kind>()
  for (const [path, kind] of tree) {
    const below = path === from || path.startsWith(`${from}/`)
    result.set(below ? to + path.slice(from.length) : path, kind)
  }
  return result
}

/** Undefined for the root. */
function parentOf(path: string): string | undefined {
  return path === '' ? undefined : path.slice(0, path.lastIndexOf('/'))
}
