import { elementAt } from '../base/element-at.ts'
import type { Json } from '../base/json.ts'
import type { Call } from './open-operation.ts'

/**
 * What a client last learned: the value of each register, by key, and the version of each node of a
 * directory, by path. Its next change of it expects that.
 */
export class Knowledge {
  readonly #learned = new Map<string, Json>()

  /** Null when it learned nothing of it. */
  of(object: string | undefined): Json {
    return this.#learned.get(object ?? '') ?? null
  }

  /** From what a call returned. */
  learn({ f, key = '', value }: Call, result: Json): void {
    if (f === 'read' || f === 'write') this.#learned.set(key, f === 'write' ? value : result)
    else if (f === 'cas') this.#learned.set(key, elementAt(value as readonly Json[], 1))
    else if (hasVersion(result)) this.#learned.set(conditionOf(f, value), result.version)
  }

  /** A cas failed because of this value. */
  met({ key = '' }: Call, observed: Json): void {
    this.#learned.set(key, observed)
  }
}

/** A `stat`, or the error of a change that expected another version. */
function hasVersion(result: Json): result is { readonly version: number } {
  return typeof result === 'object' && result !== null && 'version' in result
}

/** The path of the node whose version a call of the directory tells, or expects. */
function conditionOf(f: string, value: Json): string {
  const { path, from } =
    typeof value === 'string' ? { path: value, from: undefined } : (value as { path?: string; from?: string })
  const named = path ?? from ?? ''
  return f === 'create' ? parentOf(named) : named
}

/** The directory in which a path stands; that of `/a` is `/`. */
export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/'
}
