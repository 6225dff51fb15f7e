import type { Operation } from '../../../src/record/operation.ts'
import { malformed } from '../describe.ts'
import { namesOf } from './directory-tree.ts'
import type { Kind, Names } from './directory-tree.ts'

/** What an operation on the directory asks for. `version`: the one a node must be at; undefined: any. */
export type DirectoryCall =
  | { readonly f: 'create'; readonly path: Names; readonly kind: Kind; readonly version: number | undefined }
  | {
      readonly f: 'remove'
      readonly path: Names
      readonly recursive: boolean
      readonly version: number | undefined
    }
  | { readonly f: 'rename'; readonly from: Names; readonly to: Names; readonly version: number | undefined }
  | { readonly f: 'list' | 'stat'; readonly path: Names }

/** @throws InputError when the operation's value has another form. */
export function readDirectoryCall(operation: Operation): DirectoryCall {
  const { f, value } = operation
  const isMap = value !== null && typeof value === 'object' && !Array.isArray(value)
  const fields = isMap ? (value as Record<string, unknown>) : { path: value }
  const version = readVersion(operation, fields.version)
  switch (f) {
    case 'create':
      return { f, path: readPath(operation, fields.path), kind: readKind(operation, fields.kind), version }
    case 'remove':
      return {
        f,
        path: readPath(operation, fields.path),
        recursive: readFlag(operation, fields.recursive),
        version,
      }
    case 'rename': {
      const [from, to] = isMap ? [fields.from, fields.to] : readPair(operation)
      return { f, from: readPath(operation, from), to: readPath(operation, to), version }
    }
  }
  return { f: f === 'list' ? 'list' : 'stat', path: readPath(operation, fields.path) }
}

function readPath(operation: Operation, path: unknown): Names {
  if (typeof path !== 'string') throw malformed(operation, 'a path')
  return namesOf(path)
}

function readPair(operation: Operation): readonly unknown[] {
  const { value } = operation
  if (!Array.isArray(value) || value.length !== 2) throw malformed(operation, '[from, to]')
  return value
}

function readKind(operation: Operation, kind: unknown = 'directory'): Kind {
  if (kind === 'directory' || kind === 'file') return kind
  throw malformed(operation, "a kind of 'directory' or 'file'")
}

function readFlag(operation: Operation, recursive: unknown = false): boolean {
  if (typeof recursive === 'boolean') return recursive
  throw malformed(operation, 'true or false for recursive')
}

function readVersion(operation: Operation, version: unknown): number | undefined {
  if (version === undefined || version === null) return undefined
  if (typeof version === 'number' && Number.isSafeInteger(version)) return version
  throw malformed(operation, 'a whole number for version')
}
