import { globalsSource, virtualIncarnation } from './current-source.ts'
import type { GlobalsSource } from './globals-source.ts'
import type { VirtualIncarnation } from './virtual-incarnation.ts'

export type Callable = (this: unknown, ...parameters: never[]) => unknown

interface Patch {
  readonly object: object
  readonly key: PropertyKey
  readonly before: PropertyDescriptor | undefined
  readonly value: unknown
}

const patches: Patch[] = []

/** Puts everything back as it was, except what somebody else has replaced meanwhile: that is theirs to restore. */
export function restorePatches(): void {
  for (const { object, key, before, value } of patches.splice(0).reverse()) {
    if ((object as { [key: PropertyKey]: unknown })[key] !== value) continue
    if (before === undefined) Reflect.deleteProperty(object, key)
    else Object.defineProperty(object, key, before)
  }
}

/** Replaces a property until {@link restorePatches}. */
export function patch(object: object, key: PropertyKey, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(object, key)
  if (before !== undefined && before.configurable !== true && before.writable !== true) return
  patches.push({ object, key, before, value })
  Object.defineProperty(object, key, {
    value,
    configurable: before?.configurable ?? true,
    writable: true,
    enumerable: before?.enumerable ?? false,
  })
}

/** Replaces a property by a getter. */
export function patchGetter(object: object, key: PropertyKey, get: () => unknown): void {
  const before = Object.getOwnPropertyDescriptor(object, key)
  if (before !== undefined && before.configurable !== true) return
  Object.defineProperty(object, key, { get, configurable: true, enumerable: true })
  patches.push({ object, key, before, value: get() })
}

type Virtual<S> = (source: S, ...parameters: never[]) => unknown

/**
 * Replaces a method in all `objects` that have it: where the running code has a source of virtual clocks and randomness,
 * `virtual` is called, and everywhere else what was there. So a program that has kept the function, as
 * `const now = Date.now` does, still gets the clock of whichever server it runs in.
 */
export const redirect = (objects: readonly object[], key: string, virtual: Virtual<GlobalsSource>): void =>
  redirectBy(globalsSource, objects, key, virtual)

/** As {@link redirect}, inside servers only: a module that loads gets the real one. */
export const redirectInServers = (
  objects: readonly object[],
  key: string,
  virtual: Virtual<VirtualIncarnation>,
): void => redirectBy(virtualIncarnation, objects, key, virtual)

function redirectBy<S>(
  sourceOf: () => S | undefined,
  objects: readonly object[],
  key: string,
  virtual: Virtual<S>,
): void {
  const made = new Map<unknown, Callable>()
  for (const object of objects) {
    const real = (object as { [key: string]: Callable | undefined })[key]
    if (typeof real !== 'function') continue
    const redirected = made.get(real) ?? dispatching(real, virtual, sourceOf)
    made.set(real, redirected)
    patch(object, key, redirected)
  }
}

function dispatching<S>(real: Callable, virtual: Virtual<S>, sourceOf: () => S | undefined): Callable {
  const redirected = function (this: unknown, ...parameters: never[]): unknown {
    const source = sourceOf()
    return source === undefined ? Reflect.apply(real, this, parameters) : virtual(source, ...parameters)
  }
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(real))) {
    Object.defineProperty(redirected, name, property)
  }
  return redirected
}
