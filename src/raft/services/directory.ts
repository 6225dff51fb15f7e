import type { Json } from '../../base/json.ts'
import { readDirectoryCall, type DirectoryRequest, type Kind, type Names } from './directory-call.ts'
import { fieldsOf } from './fields.ts'
import { imageOf, sortedByName } from './image.ts'
import type { Result, StateMachine } from './state-machine.ts'

type DirectoryError =
  'not found' | 'exists' | 'not empty' | 'not a directory' | 'invalid' | 'version mismatch'

interface Folder {
  readonly kind: 'directory'
  version: number
  readonly entries: Map<string, Node>
}
type Node = Folder | { readonly kind: 'file'; version: number }

/** What a call comes to: an error, or its result and the change it makes. */
type Effect =
  | { readonly error: DirectoryError; readonly version?: number }
  | { readonly value: Json; readonly change?: () => void }

/** Its members stand in the order of canonical JSON. */
type Image = {
  /** Every node by its path, the root first, under the empty text. */
  readonly nodes: readonly (readonly [path: string, node: readonly [kind: Kind, version: number]])[]
  readonly service: 'directory'
}

/**
 * A tree of directories and files.
 *
 * Every node has a version: 1 when it is created, one more with each call that changes it. What changes a
 * directory is a name that comes or goes in it; what changes any node is its being renamed. A call changes a
 * node once at most, and what lies below a node that moves stays as it is. A node created where another was
 * removed begins at 1 again, as in ZooKeeper; the version of the directory it stands in tells them apart.
 *
 * A call that does not apply is answered `{ error }`, and changes nothing: `invalid` (the root, or a node into
 * itself), `not found`, `not a directory`, `version mismatch` (with `version`, the present one), `exists`,
 * `not empty`. A condition is looked at as soon as the node it speaks of is found.
 */
export class Directory implements StateMachine {
  #root: Folder = { kind: 'directory', version: 1, entries: new Map() }

  isRead(call: Json): boolean {
    const { f } = fieldsOf(call)
    return f === 'list' || f === 'stat'
  }

  apply(call: Json): Result {
    const request = readDirectoryCall(call)
    const effect = request && this.#perform(request)
    if (effect !== undefined && 'value' in effect) effect.change?.()
    return resultOf(call, effect)
  }

  preview(call: Json): Result {
    const request = readDirectoryCall(call)
    return resultOf(call, request && this.#perform(request))
  }

  snapshot(): Json {
    const nodes: [string, readonly [Kind, number]][] = []
    const pending: [string, Node][] = [['', this.#root]]
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const [path, node] = next
      nodes.push([path, [node.kind, node.version]])
      if (node.kind === 'file') continue
      for (const [name, entry] of node.entries) pending.push([`${path}/${name}`, entry])
    }
    const image: Image = { nodes: sortedByName(nodes), service: 'directory' }
    return image as Json
  }

  restore(image: Json): void {
    // a path stands after those it begins with, so each node finds its directory
    const folders = new Map<string, Folder>()
    for (const [path, [kind, version]] of imageOf<Image>('directory', image).nodes) {
      const node: Node = kind === 'file' ? { kind, version } : { kind, version, entries: new Map() }
      const end = path.lastIndexOf('/')
      if (end >= 0) folders.get(path.slice(0, end))?.entries.set(path.slice(end + 1), node)
      if (node.kind === 'directory') folders.set(path, node)
      if (path === '' && node.kind === 'directory') this.#root = node
    }
  }

  #perform(request: DirectoryRequest): Effect {
    switch (request.f) {
      case 'create':
        return this.#create(request)
      case 'remove':
        return this.#remove(request)
      case 'rename':
        return this.#rename(request)
      case 'list':
        return this.#list(request.path)
      case 'stat':
        return this.#stat(request.path)
    }
  }

  #list(path: Names): Effect {
    const node = this.#find(path)
    if (typeof node === 'string') return { error: node }
    return node.kind === 'file' ? { error: 'not a directory' } : { value: [...node.entries.keys()].sort() }
  }

  #stat(path: Names): Effect {
    const node = this.#find(path)
    return typeof node === 'string' ? { error: node } : { value: { kind: node.kind, version: node.version } }
  }

  #create({ path, kind, version }: DirectoryRequest & { f: 'create' }): Effect {
    const name = path.at(-1)
    if (name === undefined) return { error: 'exists' }
    const folder = this.#folderOf(path)
    if (typeof folder === 'string') return { error: folder }
    if (isStale(folder, version)) return mismatch(folder)
    if (folder.entries.has(name)) return { error: 'exists' }
    const change = (): void => {
      folder.entries.set(
        name,
        kind === 'file' ? { kind, version: 1 } : { kind, version: 1, entries: new Map() },
      )
      folder.version++
    }
    return { value: null, change }
  }

  #remove({ path, recursive, version }: DirectoryRequest & { f: 'remove' }): Effect {
    const name = path.at(-1)
    if (name === undefined) return { error: 'invalid' }
    const node = this.#find(path)
    if (typeof node === 'string') return { error: node }
    if (isStale(node, version)) return mismatch(node)
    if (!recursive && node.kind === 'directory' && node.entries.size > 0) return { error: 'not empty' }
    const folder = this.#folderOf(path) as Folder
    const change = (): void => {
      folder.entries.delete(name)
      folder.version++
    }
    return { value: null, change }
  }

  #rename({ from, to, version }: DirectoryRequest & { f: 'rename' }): Effect {
    const [oldName, newName] = [from.at(-1), to.at(-1)]
    const below = to.length > from.length && from.every((name, depth) => to[depth] === name)
    if (oldName === undefined || newName === undefined || below) return { error: 'invalid' }
    const node = this.#find(from)
    if (typeof node === 'string') return { error: node }
    if (isStale(node, version)) return mismatch(node)
    const source = this.#folderOf(from) as Folder
    const target = this.#folderOf(to)
    if (typeof target === 'string') return { error: target }
    if (target.entries.has(newName)) return { error: 'exists' }
    const change = (): void => {
      source.entries.delete(oldName)
      target.entries.set(newName, node)
      for (const changed of new Set([source, target, node])) changed.version++
    }
    return { value: null, change }
  }

  #find(names: Names): Node | 'not found' | 'not a directory' {
    let at: Node = this.#root
    for (const name of names) {
      if (at.kind === 'file') return 'not a directory'
      const next = at.entries.get(name)
      if (next === undefined) return 'not found'
      at = next
    }
    return at
  }

  /** The directory in which the last name stands or would stand. */
  #folderOf(names: Names): Folder | 'not found' | 'not a directory' {
    const folder = this.#find(names.slice(0, -1))
    if (typeof folder === 'string') return folder
    return folder.kind === 'file' ? 'not a directory' : folder
  }
}

const isStale = (node: Node, version: number | undefined): boolean =>
  version !== undefined && version !== node.version

const mismatch = ({ version }: Node): Effect => ({ error: 'version mismatch', version })

function resultOf(call: Json, effect: Effect | undefined): Result {
  if (effect === undefined) return { type: 'fail', error: `no such call: ${JSON.stringify(call)}` }
  if ('value' in effect) return { type: 'ok', value: effect.value }
  const { error, version } = effect
  return { type: 'ok', value: version === undefined ? { error } : { error, version } }
}
