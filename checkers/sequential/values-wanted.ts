import { elementAt } from '../../src/base/element-at.ts'
import { isRequired } from '../linearizability/search/prepare.ts'
import type { NumberedObjects } from './objects.ts'

/**
 * Of objects whose states are values, which are still wanted and which can still come: a value that a completed
 * operation to come needs is not left when nothing can give it again.
 */
export class ValuesWanted {
  readonly #objects: NumberedObjects
  /** By object, by state: completed operations to come that need it, and operations to come that give it. */
  readonly #wanted: (Int32Array | undefined)[]
  readonly #coming: (Int32Array | undefined)[]

  constructor(objects: NumberedObjects) {
    this.#objects = objects
    const counts = () => objects.columns.map(({ values }) => values && new Int32Array(values.count))
    this.#wanted = counts()
    this.#coming = counts()
    objects.operations.forEach((_, operation) => this.#count(operation, 1))
  }

  place(operation: number): void {
    this.#count(operation, -1)
  }

  takeBack(operation: number): void {
    this.#count(operation, 1)
  }

  /** Whether the object can go from a state to another, with the operations to come. */
  mayLeave(object: number, state: number): boolean {
    const wanted = this.#wanted[object]?.[state] ?? 0
    return wanted === 0 || (this.#coming[object]?.[state] ?? 0) > 0
  }

  #count(operation: number, by: number): void {
    const { object, opClass } = elementAt(this.#objects.numbered, operation)
    const values = this.#objects.columns[object]?.values
    const wanted = this.#wanted[object]
    const coming = this.#coming[object]
    if (values === undefined || wanted === undefined || coming === undefined) return
    const needs = values.requires[opClass] as number
    const gives = values.produces[opClass] as number
    const isCompleted = isRequired(elementAt(this.#objects.operations, operation))
    if (needs >= 0 && isCompleted) wanted[needs] = (wanted[needs] as number) + by
    if (gives >= 0) coming[gives] = (coming[gives] as number) + by
  }
}
