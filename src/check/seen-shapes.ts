import { looksLikeTransaction } from '../record/formats/readers/transaction-value.ts'
import type { Operation } from '../record/operation.ts'

/** What a value looks like; `version` is a pair whose first is a whole number or null, `numbers` a map of numbers. */
export type Shape = 'text' | 'number' | 'boolean' | 'list' | 'pair' | 'version' | 'map' | 'numbers' | 'micros'

/** What arguments and results look like, by function; null and absent ones look like nothing. */
export class SeenShapes {
  readonly arguments = new Map<string, Set<Shape>>()
  readonly results = new Map<string, Set<Shape>>()
  /** Names of micro-operations. */
  readonly micros = new Set<string>()
  /** Whether operations name objects. */
  keyed = false
  /** Whether an argument is a pair whose first is null: a version that is not known yet. */
  opensVersions = false

  add({ f, key, value, outcome }: Operation): void {
    if (key !== undefined) this.keyed = true
    this.#see(this.arguments, f, value)
    if (outcome.type === 'ok') this.#see(this.results, f, outcome.value)
    if (
      Array.isArray(value) &&
      value.length === 2 &&
      value[0] === null &&
      (f !== 'cas' || Array.isArray(value[1]))
    )
      this.opensVersions = true
  }

  #see(shapes: Map<string, Set<Shape>>, f: string, value: unknown): void {
    const shape = f === 'txn' ? this.#microShape(value) : shapeOf(value)
    if (shape === undefined) return
    const seen = shapes.get(f)
    if (seen === undefined) shapes.set(f, new Set([shape]))
    else seen.add(shape)
  }

  /** Of transactions also the names of their steps. */
  #microShape(value: unknown): Shape | undefined {
    if (!looksLikeTransaction(value)) return shapeOf(value)
    for (const [f] of value) this.micros.add(f)
    return 'micros'
  }
}

function shapeOf(value: unknown): Shape | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value === 'string') return 'text'
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  if (Array.isArray(value)) return value.length === 2 ? pairShape(value[0]) : 'list'
  return Object.values(value as object).every((member) => member === null || typeof member === 'number')
    ? 'numbers'
    : 'map'
}

const pairShape = (first: unknown): Shape =>
  first === null || Number.isSafeInteger(first) ? 'version' : 'pair'
