/**
 * Whether a subject has replaced what every program takes for granted, such as `Array.prototype.push`: from
 * then on nothing that runs in its process can be trusted, the harness' own part included. What it adds, as
 * a polyfill does, is its own affair. To `Object.prototype` it can add nothing: with a method `then` there every object
 * is a promise that never settles, and with any other field every option that is left out is set.
 *
 * Everything used here is taken before a subject's code runs, and no method of a value is called.
 */
import { elementAt } from '../base/element-at.ts'

const { ownKeys, getOwnPropertyDescriptor, getPrototypeOf, preventExtensions } = Reflect
const { is } = Object
const text = String

interface Member {
  readonly object: object
  readonly key: PropertyKey
  readonly name: string
  readonly value: unknown
  readonly get: unknown
  readonly set: unknown
}

const members: Member[] = []
let count = 0

/** Names of globals whose own members, and those of their prototypes, are looked at. */
const roots = [
  ...['Object', 'Function', 'Array', 'String', 'Number', 'Boolean', 'BigInt', 'Symbol', 'RegExp', 'Date'],
  ...[
    'Error',
    'TypeError',
    'RangeError',
    'SyntaxError',
    'Promise',
    'Proxy',
    'Map',
    'Set',
    'WeakMap',
    'WeakSet',
  ],
  ...['WeakRef', 'ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Int32Array', 'Uint8Array', 'Float64Array'],
  ...['JSON', 'Math', 'Reflect', 'Atomics', 'Iterator', 'Buffer'],
]
/** Functions that stand in the global object, and objects there whose methods are looked at. */
const globals = [
  'queueMicrotask',
  'structuredClone',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
]
const more = [
  'parseInt',
  'parseFloat',
  'isNaN',
  'isFinite',
  'encodeURIComponent',
  'decodeURIComponent',
  'performance',
]

/** Takes down what there is; to be called once, before a subject's code runs. */
export function rememberIntrinsics(): void {
  const world: { readonly [name: string]: unknown } = globalThis
  for (const name of roots) {
    const root = world[name]
    if ((typeof root !== 'object' && typeof root !== 'function') || root === null) continue
    remember(globalThis, name, name)
    rememberAll(root, name)
    const prototype = (root as { readonly prototype?: object }).prototype
    if (typeof prototype === 'object') rememberAll(prototype, `${name}.prototype`)
  }
  for (const name of [...globals, ...more]) if (world[name] !== undefined) remember(globalThis, name, name)
  rememberAll(Function.prototype, 'Function.prototype')
  const typed = getPrototypeOf(Int32Array.prototype) as object
  rememberAll(typed, 'TypedArray.prototype')
  for (const [name, iterator] of [
    ['ArrayIterator', [][Symbol.iterator]()],
    ['MapIterator', new Map()[Symbol.iterator]()],
    ['SetIterator', new Set()[Symbol.iterator]()],
    ['StringIterator', ''[Symbol.iterator]()],
  ] as const) {
    rememberAll(getPrototypeOf(iterator) as object, `${name}.prototype`)
  }
  preventExtensions(Object.prototype)
}

/** What of `process` brings orders and errors. Within runs the harness itself puts other ones in their place. */
const listening = [
  'on',
  'once',
  'addListener',
  'emit',
  'off',
  'removeListener',
  'removeAllListeners',
] as const
const heard = listening.map((name) => process[name])

/** Which of these a module has replaced; to be asked while no run is under way. */
export const replacedListening = (): string | undefined => {
  const name = listening.find((one, at) => {
    try {
      return process[one] !== heard[at]
    } catch {
      // in its place stands what throws when it is read
      return true
    }
  })
  return name === undefined ? undefined : `process.${name}`
}

function rememberAll(object: object, name: string): void {
  for (const key of ownKeys(object)) {
    remember(object, key, `${name}${typeof key === 'symbol' ? `[${text(key)}]` : `.${text(key)}`}`)
  }
}

function remember(object: object, key: PropertyKey, name: string): void {
  const descriptor = getOwnPropertyDescriptor(object, key)
  // settings of the engine that programs may well change
  if (descriptor === undefined || name === 'Error.stackTraceLimit' || name === 'Error.prepareStackTrace')
    return
  members[count++] = {
    object,
    key,
    name,
    value: descriptor.value,
    get: descriptor.get,
    set: descriptor.set,
  }
}

/** The first of them that is no longer what it was, by name; undefined: all are. */
export function replacedIntrinsic(): string | undefined {
  for (let at = 0; at < count; at++) {
    const member = elementAt(members, at)
    if (!isAsItWas(member)) return member.name
  }
  return undefined
}

/** Most are plain values, and a plain look is ten times as quick as a descriptor. */
function isAsItWas({ object, key, value, get, set }: Member): boolean {
  try {
    if (get === undefined && set === undefined) {
      return is((object as { readonly [key: PropertyKey]: unknown })[key], value)
    }
    const now = getOwnPropertyDescriptor(object, key)
    return now !== undefined && is(now.get, get) && is(now.set, set)
  } catch {
    // a getter of the subject's
    return false
  }
}
