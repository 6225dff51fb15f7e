import { canonicalJson, jsonKey } from '../../../src/base/json.ts'
import type { Operation } from '../../../src/record/operation.ts'
import { show } from '../../models/describe.ts'
import type { Model, ValueTraffic } from '../../models/index.ts'
import { formatPlace } from './wording.ts'
import type { LineOf } from './wording.ts'

/** Why a value that was found cannot have been there, as far as the operations tell that by themselves. */
export interface ValueOrigin {
  /**
   * `failed`: only operations that are recorded as failed brought it. `later`: what brought it was called after who
   * found it had returned. `shape`: nothing brought it, and what is brought is of another JSON type. `nowhere`: nothing
   * brought it.
   */
  readonly kind: 'failed' | 'later' | 'shape' | 'nowhere'
  readonly value: unknown
  /** Who found it. */
  readonly seenBy: Operation
  /** What would have brought it; of `shape`, what brought its twin of another type. */
  readonly operations: readonly Operation[]
  /** Half a sentence. */
  readonly text: string
}

/** Where to look for what brought a value. */
export interface Bringers {
  /** All operations on the object. */
  readonly operations: readonly Operation[]
  /** Operations on it that are recorded as failed. */
  readonly failed: readonly Operation[]
  readonly lineOf: LineOf | undefined
  /** Whether what is called after an operation returned comes after it. Default: true. */
  readonly inRealTime?: boolean
}

const MAX_NAMED = 3

/** Tells of the first value that one of these operations found and that nothing can have brought by then. */
export function originOf(
  { name, values }: Model,
  found: readonly Operation[],
  { operations, failed, lineOf, inRealTime = true }: Bringers,
): ValueOrigin | undefined {
  if (values === undefined) return undefined
  // a register comes with its name; the shape is that of its value
  const shapeOfValue = (value: unknown): string =>
    shapeOf(name === 'multi-register' ? (value as readonly unknown[])[1] : value)
  const changes = operations.filter(({ outcome }) => outcome.type !== 'fail')
  const bringers = byValue(values, changes)
  const failures = byValue(values, failed)
  if (bringers === undefined || failures === undefined) return undefined
  for (const seenBy of found) {
    for (const value of values.seen(seenBy)) {
      if (value === null || values.isAtFirst(value)) continue
      const key = jsonKey(value)
      const all = bringers.get(key) ?? []
      const isInTime = ({ invoked }: Operation): boolean => !inRealTime || invoked <= seenBy.returned
      if (all.some((one) => one !== seenBy && isInTime(one))) continue
      const aborted = (failures.get(key) ?? []).filter(isInTime)
      const later = all.filter((one) => one !== seenBy)
      const about = { value, seenBy }
      if (aborted.length > 0)
        return { kind: 'failed', ...about, operations: aborted, text: formatFailed(value, aborted, lineOf) }
      if (later.length > 0)
        return { kind: 'later', ...about, operations: later, text: formatLater(value, later, seenBy, lineOf) }
      const twins = twinsOf(value, values, changes)
      const shape = formatShape(value, values, changes, twins, lineOf, shapeOfValue)
      if (shape !== undefined) return { kind: 'shape', ...about, operations: twins, text: shape }
      return { kind: 'nowhere', ...about, operations: [], text: formatNowhere(value, values, changes) }
    }
  }
  return undefined
}

/** Undefined where what an operation brings cannot be told by itself. */
function byValue(
  values: ValueTraffic,
  operations: readonly Operation[],
): ReadonlyMap<string | number, readonly Operation[]> | undefined {
  const bringers = new Map<string | number, Operation[]>()
  for (const operation of operations) {
    const brought = values.brought(operation)
    if (brought === undefined) return undefined
    for (const value of brought) {
      const key = jsonKey(value)
      const others = bringers.get(key)
      if (others === undefined) bringers.set(key, [operation])
      else others.push(operation)
    }
  }
  return bringers
}

/** `the only write of 638, line 3,` or `every write of 638 (lines 3, 5)`. */
function formatWriters(value: unknown, operations: readonly Operation[], lineOf: LineOf | undefined): string {
  const f = [...new Set(operations.map((one) => one.f))].join(' or ')
  const call = `${f} ${f === 'cas' ? 'to' : 'of'} ${show(value)}`
  const [first] = operations
  if (operations.length === 1 && first !== undefined)
    return `the only ${call}, ${formatPlace(first, lineOf)},`
  const named = operations.slice(0, MAX_NAMED).map((one) => formatPlace(one, lineOf))
  const more = operations.length > MAX_NAMED ? ' and more' : ''
  return `every ${call} (${named.join(', ')}${more})`
}

function formatFailed(value: unknown, failed: readonly Operation[], lineOf: LineOf | undefined): string {
  const errors = new Set(failed.flatMap(({ outcome }) => (outcome.type === 'fail' ? [outcome.error] : [])))
  const why = [...errors].slice(0, MAX_NAMED).join(', ')
  return (
    `${formatWriters(value, failed, lineOf)} is recorded as fail (${why}): ` +
    'if that is not certain it must be info'
  )
}

function formatLater(
  value: unknown,
  later: readonly Operation[],
  seenBy: Operation,
  lineOf: LineOf | undefined,
): string {
  const isUnknown = later.every(({ outcome }) => outcome.type === 'info')
  const outcome = isUnknown ? ' (of unknown outcome)' : ''
  return `${formatWriters(value, later, lineOf)} was called only after that ${seenBy.f} had returned${outcome}`
}

/** What brought the same under another JSON type: 1 for "1". */
function twinsOf(value: unknown, values: ValueTraffic, operations: readonly Operation[]): Operation[] {
  const text = plainText(value)
  return operations.filter((operation) =>
    (values.brought(operation) ?? []).some((other) => plainText(other) === text),
  )
}

function formatShape(
  value: unknown,
  values: ValueTraffic,
  operations: readonly Operation[],
  twins: readonly Operation[],
  lineOf: LineOf | undefined,
  shape: (value: unknown) => string,
): string | undefined {
  const brought = operations
    .flatMap((operation) => values.brought(operation) ?? [])
    .filter((one) => one !== null)
  const [twin] = twins
  if (twin !== undefined) {
    const other = brought.find((one) => plainText(one) === plainText(value))
    return (
      `nothing brought ${show(value)}, ${shape(value)}; ${twin.f} of ${show(other)}, ${formatPlace(twin, lineOf)}, ` +
      `brought ${shape(other)}: a recorder's mistake?`
    )
  }
  const shapes = new Set(brought.map(shape))
  const [usual] = shapes
  if (usual === undefined || shapes.size > 1 || usual === shape(value)) return undefined
  return `nothing brought ${show(value)}, ${shape(value)}: each value that was brought is ${usual}; a recorder's mistake?`
}

function formatNowhere(value: unknown, values: ValueTraffic, operations: readonly Operation[]): string {
  const functions = new Set(
    operations.filter((one) => (values.brought(one)?.length ?? 0) > 0).map(({ f }) => f),
  )
  if (functions.size === 0) return `nothing brought ${show(value)}`
  return `no ${[...functions].sort().join(' or ')} of the history has the value ${show(value)}`
}

function plainText(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  return Array.isArray(value) ? `[${value.map(plainText).join(',')}]` : canonicalJson(value)
}

function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (value === null) return 'null'
  const names: { readonly [type: string]: string } = { string: 'a text', object: 'a map' }
  return names[typeof value] ?? `a ${typeof value}`
}
