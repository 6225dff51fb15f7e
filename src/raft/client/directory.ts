import type { Json } from '../../base/json.ts'
import type { CallOptions } from './call-options.ts'
import type { ServiceCaller } from './service-caller.ts'

/** A change that happens only if a node is still at a version: see each method. */
export interface Conditional {
  readonly version?: number
}

export type NodeStat = {
  readonly kind: 'directory' | 'file'
  readonly version: number
}

/**
 * The directory service. Paths are `/a/b`. What does not apply is a `CallFailedError` with the code `not-found`,
 * `exists`, `not-empty`, `not-a-directory`, `invalid` or `version-mismatch`.
 */
export class DirectoryClient {
  readonly #caller: ServiceCaller

  constructor(caller: ServiceCaller) {
    this.#caller = caller
  }

  /** Makes a directory, or a file; `version` is that of the directory it is made in. */
  async create(
    path: string,
    {
      kind = 'directory',
      version,
      ...options
    }: { readonly kind?: NodeStat['kind'] } & Conditional & CallOptions = {},
  ): Promise<void> {
    await this.#caller.change(call('create', { path, kind, ...condition(version) }), options)
  }

  /** Removes a file or an empty directory; `recursive`: with all below it. */
  async remove(
    path: string,
    {
      recursive = false,
      version,
      ...options
    }: { readonly recursive?: boolean } & Conditional & CallOptions = {},
  ): Promise<void> {
    const value = { path, ...(recursive ? { recursive } : {}), ...condition(version) }
    await this.#caller.change(call('remove', value), options)
  }

  /** Moves a node with all below it; `version` is the node's. */
  async rename(
    from: string,
    to: string,
    { version, ...options }: Conditional & CallOptions = {},
  ): Promise<void> {
    const value = version === undefined ? [from, to] : { from, to, version }
    await this.#caller.change(call('rename', value), options)
  }

  /** The names in a directory, in code-unit order. */
  async list(path: string, options?: CallOptions): Promise<readonly string[]> {
    return (await this.#caller.read(call('list', path), options)) as readonly string[]
  }

  async stat(path: string, options?: CallOptions): Promise<NodeStat> {
    return (await this.#caller.read(call('stat', path), options)) as NodeStat
  }
}

const call = (f: 'create' | 'remove' | 'rename' | 'list' | 'stat', value: Json): Json => ({ f, value })

const condition = (version: number | undefined): Conditional => (version === undefined ? {} : { version })
