/** What stands at a path. */
export type Kind = 'directory' | 'file'

/** The names along a path; the root has none. */
export type Names = readonly string[]

/**
 * A node with all below it. Of one grove, equal trees are one object, so that telling two states apart costs
 * nothing however large they are.
 */
export interface Tree {
  readonly id: number
  readonly kind: Kind
  readonly version: number
  /** By name, in code-unit order; none in a file. */
  readonly entries: ReadonlyMap<string, Tree>
  readonly grove: Grove
}

/** Why a path leads to no node. */
export type Missing = 'not found' | 'not a directory'

const noEntries: ReadonlyMap<string, Tree> = new Map()

/** The trees of one search. */
export class Grove {
  readonly #known = new Map<string, Tree>()
  readonly #versions: boolean

  /** `versions: false`: all nodes are of version 0, for operations that look at none. */
  constructor(options: { readonly versions: boolean } = { versions: true }) {
    this.#versions = options.versions
  }

  plant(kind: Kind, version: number, entries: ReadonlyMap<string, Tree> = noEntries): Tree {
    const counted = this.#versions ? version : 0
    const inOrder = [...entries].sort(([a], [b]) => (a < b ? -1 : 1))
    // no name has a slash in it
    const text = `${kind} ${counted}${inOrder.map(([name, { id }]) => `/${name}/${id}`).join('')}`
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const tree: Tree = {
      id: this.#known.size,
      kind,
      version: counted,
      entries: new Map(inOrder),
      grove: this,
    }
    this.#known.set(text, tree)
    return tree
  }
}

/** `a//b/` is `/a/b`. */
export const namesOf = (path: string): Names => path.split('/').filter((name) => name !== '')

export function nodeAt(tree: Tree, path: Names): Tree | Missing {
  let at = tree
  for (const name of path) {
    if (at.kind === 'file') return 'not a directory'
    const next = at.entries.get(name)
    if (next === undefined) return 'not found'
    at = next
  }
  return at
}

/** The tree in which the node at a path, which is there, is another. */
export function withNode(tree: Tree, path: Names, change: (node: Tree) => Tree): Tree {
  const [name, ...rest] = path
  if (name === undefined) return change(tree)
  return withEntry(tree, name, withNode(tree.entries.get(name) as Tree, rest, change))
}

/** The directory with one more entry, or with another under the same name. */
export function withEntry({ kind, version, entries, grove }: Tree, name: string, entry: Tree): Tree {
  return grove.plant(kind, version, new Map(entries).set(name, entry))
}

export function withoutEntry({ kind, version, entries, grove }: Tree, name: string): Tree {
  const rest = new Map(entries)
  rest.delete(name)
  return grove.plant(kind, version, rest)
}

/** The node one version further. */
export function bumped({ kind, version, entries, grove }: Tree): Tree {
  return grove.plant(kind, version + 1, entries)
}

/** Every path in words, directories with a slash at their end, versions but the first behind: `/a/ v2`. */
export function listed(tree: Tree, path = ''): string[] {
  const version = tree.version > 1 ? ` v${tree.version}` : ''
  const own = `${path}${tree.kind === 'directory' ? '/' : ''}${version}`
  const below = [...tree.entries].flatMap(([name, entry]) => listed(entry, `${path}/${name}`))
  return path === '' && version === '' ? below : [own, ...below]
}
