import { looksLikeTransaction } from '../record/formats/readers/transaction-value.ts'
import type { PairedHistory } from '../record/pairing.ts'

/** What a value looks like; `version` is a pair whose first is a whole number or null, `numbers` a map of numbers. */
export type Shape = 'text' | 'number' | 'boolean' | 'list' | 'pair' | 'version' | 'map' | 'numbers' | 'micros'

const none: ReadonlySet<Shape> = new Set()

/** What a history shows of its object: the functions, and what their arguments and results look like. */
export class Shapes {
  /** Each function with the line of its first event. */
  readonly functions: ReadonlyMap<string, number>
  readonly #arguments = new Map<string, Set<Shape>>()
  readonly #results = new Map<string, Set<Shape>>()
  /** Names of micro-operations. */
  readonly #micros = new Set<string>()
  #keyed = false
  /** Whether an argument is a pair whose first is null: a version that is not known yet. */
  #opensVersions = false

  constructor({ functions, operations }: Pick<PairedHistory, 'functions' | 'operations'>) {
    this.functions = functions
    for (const { f, key, value, outcome } of operations) {
      if (key !== undefined) this.#keyed = true
      this.#see(this.#arguments, f, value)
      if (outcome.type === 'ok') this.#see(this.#results, f, outcome.value)
      if (
        Array.isArray(value) &&
        value.length === 2 &&
        value[0] === null &&
        (f !== 'cas' || Array.isArray(value[1]))
      )
        this.#opensVersions = true
    }
  }

  /** Whether operations name objects. */
  get keyed(): boolean {
    return this.#keyed
  }

  get opensVersions(): boolean {
    return this.#opensVersions
  }

  has(...functions: readonly string[]): boolean {
    return functions.some((f) => this.functions.has(f))
  }

  hasOnly(...functions: readonly string[]): boolean {
    return [...this.functions.keys()].every((f) => functions.includes(f))
  }

  hasMicro(f: string): boolean {
    return this.#micros.has(f)
  }

  /** Whether all arguments of a function that are not null have one of these shapes. */
  takes(f: string, ...shapes: readonly Shape[]): boolean {
    return [...(this.#arguments.get(f) ?? none)].every((shape) => shapes.includes(shape))
  }

  /** Whether all results of it that are not null have one of these shapes. */
  gives(f: string, ...shapes: readonly Shape[]): boolean {
    return [...(this.#results.get(f) ?? none)].every((shape) => shapes.includes(shape))
  }

  /** Whether a function has an argument that is not null. */
  takesAny(f: string): boolean {
    return this.#arguments.has(f)
  }

  givesAny(f: string): boolean {
    return this.#results.has(f)
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
    for (const [f] of value) this.#micros.add(f)
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
