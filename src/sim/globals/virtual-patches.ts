import nodeCrypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { promisify } from 'node:util'
import { EPOCH, inside, type VirtualIncarnation } from './virtual-incarnation.ts'
import { VirtualTimeout, type TimerKind } from './virtual-timeout.ts'

type Callable = (this: unknown, ...parameters: never[]) => unknown

interface Patch {
  readonly object: object
  readonly key: PropertyKey
  readonly before: PropertyDescriptor | undefined
  readonly value: unknown
}

let users = 0
let patches: Patch[] = []

/**
 * Makes the globals virtual for code inside a simulated server; for all other code they go on as before.
 * Returns the function that restores them, which every caller must call once.
 */
export function patchGlobals(): () => void {
  if (users++ === 0) {
    try {
      apply()
    } catch (error) {
      users--
      restore()
      throw error
    }
  }
  return () => {
    if (--users === 0) restore()
  }
}

function apply(): void {
  patchTimers()
  patchDate()
  patchClocks()
  patchRandomness()
  patchConsole()
  syncBuiltinESMExports()
}

function restore(): void {
  for (const { object, key, before, value } of patches.reverse()) {
    // somebody else has replaced it meanwhile: theirs to restore
    if ((object as { [key: PropertyKey]: unknown })[key] !== value) continue
    if (before === undefined) Reflect.deleteProperty(object, key)
    else Object.defineProperty(object, key, before)
  }
  patches = []
  syncBuiltinESMExports()
}

function patch(object: object, key: PropertyKey, value: unknown): void {
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

/** Replaces a method: `virtual` inside a simulated server, what it was everywhere else. */
function redirect(
  object: object,
  key: string,
  virtual: (incarnation: VirtualIncarnation, ...parameters: never[]) => unknown,
): void {
  const real = (object as { [key: string]: Callable | undefined })[key]
  if (typeof real !== 'function') return
  const redirected = function (this: unknown, ...parameters: never[]): unknown {
    const incarnation = inside.getStore()
    return incarnation === undefined
      ? Reflect.apply(real, this, parameters)
      : virtual(incarnation, ...parameters)
  }
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(real))) {
    Object.defineProperty(redirected, name, property)
  }
  patch(object, key, redirected)
}

// ---- time ----

function patchTimers(): void {
  for (const [setter, kind] of [
    ['setTimeout', 'timeout'],
    ['setInterval', 'interval'],
    ['setImmediate', 'immediate'],
  ] as const) {
    const real: unknown = Reflect.get(globalThis, setter)
    redirect(globalThis, setter, (incarnation, callback: unknown, ...rest: unknown[]) => {
      const [delay, parameters] = kind === 'immediate' ? [0, rest] : [rest[0], rest.slice(1)]
      return new VirtualTimeout(incarnation, kind, callback, delay, parameters)
    })
    if (kind !== 'interval') patchPromised(real as object, setter, kind)
  }
  for (const clearer of ['clearTimeout', 'clearInterval', 'clearImmediate']) {
    const real = Reflect.get(globalThis, clearer) as Callable
    patch(globalThis, clearer, (timer: unknown) => {
      const number = typeof timer === 'number' || typeof timer === 'string' ? Number(timer) : undefined
      const known = number === undefined ? timer : inside.getStore()?.timers.get(number)
      if (known instanceof VirtualTimeout) known.close()
      else Reflect.apply(real, undefined, [timer])
    })
  }
}

/** `promisify(setTimeout)` takes this in place of the function itself. */
function patchPromised(real: object, setter: string, kind: TimerKind): void {
  const promised = (real as { [key: symbol]: Callable | undefined })[promisify.custom]
  if (promised === undefined) return
  const redirected = Reflect.get(globalThis, setter) as object
  const virtual = (...parameters: unknown[]): unknown => {
    const incarnation = inside.getStore()
    if (incarnation === undefined) return Reflect.apply(promised, undefined, parameters as never[])
    const [delay, value] = kind === 'immediate' ? [0, parameters[0]] : parameters
    return new Promise((resolve) => new VirtualTimeout(incarnation, kind, resolve, delay, [value]))
  }
  Object.defineProperty(redirected, promisify.custom, {
    value: virtual,
    enumerable: true,
    configurable: true,
  })
}

function patchDate(): void {
  const RealDate = Date
  const VirtualDate: DateConstructor = new Proxy(RealDate, {
    construct(target, parameters, newTarget) {
      const incarnation = parameters.length === 0 ? inside.getStore() : undefined
      const made = newTarget === VirtualDate ? target : newTarget
      return Reflect.construct(
        target,
        incarnation === undefined ? parameters : [incarnation.date()],
        made,
      ) as Date
    },
    apply(target, self, parameters) {
      const incarnation = inside.getStore()
      return incarnation === undefined
        ? (Reflect.apply(target, self, parameters) as string)
        : new target(incarnation.date()).toString()
    },
  })
  redirect(RealDate, 'now', (incarnation) => incarnation.date())
  patch(RealDate.prototype, 'constructor', VirtualDate)
  patch(globalThis, 'Date', VirtualDate)
}

function patchClocks(): void {
  // eslint-disable-next-line no-restricted-globals -- it is replaced here
  const clock = performance
  redirect(clock, 'now', (incarnation) => incarnation.now() / 1000)
  const { timeOrigin } = clock
  patchGetter(clock, 'timeOrigin', () => (inside.getStore() === undefined ? timeOrigin : EPOCH))
  // eslint-disable-next-line no-restricted-properties -- it is replaced here
  const bigint = process.hrtime.bigint.bind(process.hrtime)
  redirect(process, 'hrtime', (incarnation, before?: readonly [number, number]) => {
    const micros = incarnation.now() - (before === undefined ? 0 : before[0] * 1_000_000 + before[1] / 1000)
    const seconds = Math.floor(micros / 1_000_000)
    return [seconds, Math.round((micros - seconds * 1_000_000) * 1000)]
  })
  // eslint-disable-next-line no-restricted-properties -- it is replaced here
  Object.defineProperty(process.hrtime, 'bigint', {
    value: () => {
      const incarnation = inside.getStore()
      return incarnation === undefined ? bigint() : BigInt(incarnation.now()) * 1000n
    },
    configurable: true,
    writable: true,
  })
  redirect(process, 'uptime', (incarnation) => incarnation.now() / 1_000_000)
}

function patchGetter(object: object, key: string, get: () => number): void {
  const before = Object.getOwnPropertyDescriptor(object, key)
  if (before !== undefined && before.configurable !== true) return
  Object.defineProperty(object, key, { get, configurable: true, enumerable: true })
  patches.push({ object, key, before, value: get() })
}

// ---- randomness ----

function patchRandomness(): void {
  redirect(Math, 'random', (incarnation) => incarnation.fraction())
  for (const source of [globalThis.crypto, nodeCrypto]) {
    redirect(source, 'randomUUID', uuid)
    redirect(source, 'getRandomValues', (incarnation, array: ArrayBufferView) => {
      incarnation.fill(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
      return array
    })
  }
  const asynchronous = nodeCrypto.randomBytes
  redirect(nodeCrypto, 'randomBytes', (incarnation, size: number, callback?: never) => {
    // its answer comes from another thread: seen as a leak
    if (callback !== undefined) return asynchronous(size, callback)
    const bytes = Buffer.alloc(size)
    incarnation.fill(bytes)
    return bytes
  })
  redirect(nodeCrypto, 'randomInt', (incarnation, low: number, high?: unknown, callback?: unknown) => {
    const [from, below] = typeof high === 'number' ? [low, high] : [0, low]
    const drawn = from + Math.floor(incarnation.fraction() * (below - from))
    const answer = typeof high === 'function' ? high : callback
    if (typeof answer !== 'function') return drawn
    process.nextTick(answer as (error: undefined, drawn: number) => void, undefined, drawn)
    return undefined
  })
}

function uuid(incarnation: VirtualIncarnation): string {
  const bytes = Buffer.alloc(16)
  incarnation.fill(bytes)
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

// ---- output ----

/** What a server prints goes out as the harness's: writing may need a handle or, under a test runner, a timer. */
function patchConsole(): void {
  for (const name of Object.keys(console)) {
    const real: unknown = Reflect.get(console, name)
    if (typeof real !== 'function') continue
    redirect(console, name, (_life, ...parameters) =>
      inside.exit(() => Reflect.apply(real, console, parameters) as unknown),
    )
  }
}
