import type { Json } from '../../base/json.ts'
import { fieldsOf } from './fields.ts'

export type Kind = 'directory' | 'file'

/**
 * A call of the directory service. Paths are `/a/b`; the root `/` is always there.
 *
 * | call | value | does |
 * | --- | --- | --- |
 * | `create` | a path, or `{ path, kind, version }` | makes a directory, or a file |
 * | `remove` | a path, or `{ path, recursive, version }` | takes away a file or an empty directory; `recursive`: with all below |
 * | `rename` | `[from, to]`, or `{ from, to, version }` | moves it with all below it, never into itself |
 * | `list` | a path | the names in a directory, in code-unit order |
 * | `stat` | a path | `{ kind, version }` |
 *
 * With `version` a change happens only if a node is still at that version: the directory it creates in, the
 * node it removes, the node it renames.
 */
export interface DirectoryCall {
  readonly f: 'create' | 'remove' | 'rename' | 'list' | 'stat'
  readonly value: Json
}

export type Names = readonly string[]

/** A call that was read: paths as the names along them, the root has none. */
export type DirectoryRequest =
  | { readonly f: 'create'; readonly path: Names; readonly kind: Kind; readonly version: number | undefined }
  | {
      readonly f: 'remove'
      readonly path: Names
      readonly recursive: boolean
      readonly version: number | undefined
    }
  | { readonly f: 'rename'; readonly from: Names; readonly to: Names; readonly version: number | undefined }
  | { readonly f: 'list' | 'stat'; readonly path: Names }

/** Undefined for what is no call of the service. */
export function readDirectoryCall(call: Json): DirectoryRequest | undefined {
  const { f, value } = fieldsOf(call)
  const given = typeof value === 'string' ? { path: value } : fieldsOf(value)
  const { kind = 'directory', recursive = false, version } = given
  if (version !== undefined && !Number.isSafeInteger(version)) return undefined
  const condition = { version: version as number | undefined }
  if (f === 'rename') {
    const pair = Array.isArray(value) && value.length === 2
    const [from, to] = (pair ? value : [given['from'], given['to']]).map(namesOf)
    return from === undefined || to === undefined ? undefined : { f, from, to, ...condition }
  }
  const path = namesOf(given['path'])
  if (path === undefined) return undefined
  switch (f) {
    case 'create':
      return kind === 'directory' || kind === 'file' ? { f, path, kind, ...condition } : undefined
    case 'remove':
      return typeof recursive === 'boolean' ? { f, path, recursive, ...condition } : undefined
    case 'list':
    case 'stat':
      return { f, path }
    default:
      return undefined
  }
}

/** The names along a path; undefined when it is none. */
function namesOf(path: Json | undefined): Names | undefined {
  return typeof path === 'string' ? path.split('/').filter((name) => name !== '') : undefined
}
