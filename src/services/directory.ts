import type { Json } from '../base/json.ts'
import type { Result, StateMachine } from './state-machine.ts'

/**
 * A call of the directory service. Paths are `/a/b`; the root `/` is always there.
 *
 * `create` makes a directory at a path, or what `{ path, kind }` says; `remove` takes away a file or an empty
 * directory; `rename` moves `[from, to]` with all below it; `list` gives the names in a directory, sorted;
 * `stat` gives the kind.
 */
export interface DirectoryCall {
  readonly f: 'create' | 'remove' | 'rename' | 'list' | 'stat'
  readonly value: Json
}

type Kind = 'directory' | 'file'
type DirectoryError = 'not found' | 'exists' | 'not empty' | 'not a directory' | 'invalid'
type Folder = Map<string, Node>
type Node = Folder | 'file'
/** What a call comes to: an error, or its result and the change it makes. */
type Effect = DirectoryError | { readonly value: Json; readonly change?: () => void }

/**
 * A tree of directories and files. A call that does not apply is answered `{ error }`, and changes nothing:
 * `not found`, `exists`, `not empty`, `not a directory`, `invalid` (the root, or a directory into itself).
 */
export class Directory implements StateMachine {
  readonly #root: Folder = new Map()

  isRead(call: Json): boolean {
    const { f } = call as unknown as DirectoryCall
    return f === 'list' || f === 'stat'
  }

  apply(call: Json): Result {
    const effect = this.#perform(call)
    if (effect !== undefined && typeof effect !== 'string') effect.change?.()
    return resultOf(call, effect)
  }

  preview(call: Json): Result {
    return resultOf(call, this.#perform(call))
  }

  /** Undefined for what is no call of this service. */
  #perform(call: Json): Effect | undefined {
    const { f, value } = call as unknown as DirectoryCall
    if (f === 'rename') {
      const [from, to] = Array.isArray(value) ? value.map(namesOf) : []
      return from === undefined || to === undefined ? undefined : this.#rename(from, to)
    }
    const { path, kind = 'directory' } = (typeof value === 'object' ? (value ?? {}) : { path: value }) as {
      readonly path?: Json
      readonly kind?: Json
    }
    const names = namesOf(path)
    if (names === undefined) return undefined
    if (f === 'create') return kind === 'directory' || kind === 'file' ? this.#create(names, kind) : undefined
    if (f === 'remove') return this.#remove(names)
    if (f !== 'list' && f !== 'stat') return undefined
    const node = this.#find(names)
    if (typeof node === 'string' && node !== 'file') return node
    if (f === 'stat') return { value: node === 'file' ? 'file' : 'directory' }
    return node === 'file' ? 'not a directory' : { value: [...node.keys()].sort() }
  }

  #create(names: readonly string[], kind: Kind): Effect {
    const folder = this.#parentOf(names)
    if (typeof folder === 'string') return names.length === 0 ? 'exists' : folder
    const name = names.at(-1) as string
    if (folder.has(name)) return 'exists'
    return {
      value: null,
      change: () => folder.set(name, kind === 'file' ? 'file' : new Map<string, Node>()),
    }
  }

  #remove(names: readonly string[]): Effect {
    const folder = this.#parentOf(names)
    if (typeof folder === 'string') return folder
    const name = names.at(-1) as string
    const node = folder.get(name)
    if (node === undefined) return 'not found'
    if (node !== 'file' && node.size > 0) return 'not empty'
    return { value: null, change: () => folder.delete(name) }
  }

  #rename(from: readonly string[], to: readonly string[]): Effect {
    const below = to.length > from.length && from.every((name, depth) => to[depth] === name)
    if (from.length === 0 || to.length === 0 || below) return 'invalid'
    const node = this.#find(from)
    if (typeof node === 'string' && node !== 'file') return node
    const source = this.#parentOf(from)
    const target = this.#parentOf(to)
    if (typeof source === 'string') return source
    if (typeof target === 'string') return target
    const name = to.at(-1) as string
    if (target.has(name)) return 'exists'
    const change = (): void => {
      source.delete(from.at(-1) as string)
      target.set(name, node)
    }
    return { value: null, change }
  }

  #find(names: readonly string[]): Node | DirectoryError {
    let at: Node = this.#root
    for (const name of names) {
      if (at === 'file') return 'not a directory'
      const next: Node | undefined = at.get(name)
      if (next === undefined) return 'not found'
      at = next
    }
    return at
  }

  /** The directory in which the last name stands or would stand; the root is in none. */
  #parentOf(names: readonly string[]): Folder | DirectoryError {
    if (names.length === 0) return 'invalid'
    const parent = this.#find(names.slice(0, -1))
    return parent === 'file' ? 'not a directory' : parent
  }
}

function resultOf(call: Json, effect: Effect | undefined): Result {
  if (effect === undefined) return { type: 'fail', error: `no such call: ${JSON.stringify(call)}` }
  return { type: 'ok', value: typeof effect === 'string' ? { error: effect } : effect.value }
}

/** The names along a path; undefined when it is none. */
function namesOf(path: Json | undefined): readonly string[] | undefined {
  return typeof path === 'string' ? path.split('/').filter((name) => name !== '') : undefined
}
