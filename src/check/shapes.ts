import type { SeenShapes, Shape } from './seen-shapes.ts'

const none: ReadonlySet<Shape> = new Set()

/** What a history shows of its object: the functions, and what their arguments and results look like. */
export class Shapes {
  /** Each function with the line of its first event. */
  readonly functions: ReadonlyMap<string, number>
  readonly #seen: SeenShapes

  constructor(functions: ReadonlyMap<string, number>, seen: SeenShapes) {
    this.functions = functions
    this.#seen = seen
  }

  /** Whether operations name objects. */
  get keyed(): boolean {
    return this.#seen.keyed
  }

  /** Whether an argument is a pair whose first is null: a version that is not known yet. */
  get opensVersions(): boolean {
    return this.#seen.opensVersions
  }

  has(...functions: readonly string[]): boolean {
    return functions.some((f) => this.functions.has(f))
  }

  hasOnly(...functions: readonly string[]): boolean {
    return [...this.functions.keys()].every((f) => functions.includes(f))
  }

  hasMicro(f: string): boolean {
    return this.#seen.micros.has(f)
  }

  /** Whether all arguments of a function that are not null have one of these shapes. */
  takes(f: string, ...shapes: readonly Shape[]): boolean {
    return [...(this.#seen.arguments.get(f) ?? none)].every((shape) => shapes.includes(shape))
  }

  /** Whether all results of it that are not null have one of these shapes. */
  gives(f: string, ...shapes: readonly Shape[]): boolean {
    return [...(this.#seen.results.get(f) ?? none)].every((shape) => shapes.includes(shape))
  }

  /** Whether a function has an argument that is not null. */
  takesAny(f: string): boolean {
    return this.#seen.arguments.has(f)
  }

  givesAny(f: string): boolean {
    return this.#seen.results.has(f)
  }
}
