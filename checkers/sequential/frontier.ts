import { elementAt } from '../../src/base/element-at.ts'
import type { Operation } from '../../src/record/operation.ts'
import { isRequired } from '../linearizability/search/prepare.ts'

/** How far each process has come in an order of all operations, which are numbered by their place. */
export class Frontier {
  readonly #operations: readonly Operation[]
  readonly #placed: Uint8Array
  /** By process: its completed operations, by invocation; and the first of these that is not placed. */
  readonly #completed: (readonly number[])[] = []
  readonly #fronts: number[] = []
  readonly #processOf: Int32Array
  /** By completed operation: its place in the list of its process. */
  readonly #placeOf: Int32Array
  /** Those that need not have happened, by invocation. */
  readonly #open: readonly number[]
  #left = 0

  constructor(operations: readonly Operation[]) {
    this.#operations = operations
    this.#placed = new Uint8Array(operations.length)
    this.#processOf = new Int32Array(operations.length)
    this.#placeOf = new Int32Array(operations.length)
    const numbers = operations
      .map((_, index) => index)
      .sort((a, b) => this.#at(a).invoked - this.#at(b).invoked || a - b)
    const processes = new Map<Operation['process'], number>()
    const completed: number[][] = []
    for (const number of numbers) {
      const { process } = this.#at(number)
      const place = processes.get(process) ?? processes.size
      processes.set(process, place)
      this.#processOf[number] = place
      const list = (completed[place] ??= [])
      if (!isRequired(this.#at(number))) continue
      this.#placeOf[number] = list.push(number) - 1
      this.#left++
    }
    this.#completed = completed
    this.#fronts = completed.map(() => 0)
    this.#open = numbers.filter((number) => !isRequired(this.#at(number)))
  }

  isComplete(): boolean {
    return this.#left === 0
  }

  /**
   * What may come next: completed operations, by invocation, then those that need not have happened. An operation waits
   * for all of its process that returned before it was called; what never returned keeps nobody waiting.
   */
  candidates(): number[] {
    const next: number[] = []
    for (const [process, list] of this.#completed.entries()) {
      let returned = Infinity
      for (let at = elementAt(this.#fronts, process); at < list.length; at++) {
        const number = elementAt(list, at)
        if (this.#at(number).invoked > returned) break
        if (this.#placed[number] === 1) continue
        next.push(number)
        returned = Math.min(returned, this.#at(number).returned)
      }
    }
    next.sort((a, b) => this.#at(a).invoked - this.#at(b).invoked || a - b)
    for (const number of this.#open) if (this.#placed[number] === 0 && !this.#waits(number)) next.push(number)
    return next
  }

  place(number: number): void {
    this.#placed[number] = 1
    if (!isRequired(this.#at(number))) return
    this.#left--
    const process = this.#processOf[number] as number
    const list = elementAt(this.#completed, process)
    let front = elementAt(this.#fronts, process)
    while (front < list.length && this.#placed[elementAt(list, front)] === 1) front++
    this.#fronts[process] = front
  }

  takeBack(number: number): void {
    this.#placed[number] = 0
    if (!isRequired(this.#at(number))) return
    this.#left++
    const process = this.#processOf[number] as number
    this.#fronts[process] = Math.min(elementAt(this.#fronts, process), this.#placeOf[number] as number)
  }

  /** Equal for the same operations placed. */
  key(): string {
    const beyond: number[] = []
    for (const [process, list] of this.#completed.entries()) {
      // only operations of one process that overlap are placed out of turn
      let returned = Infinity
      for (let at = elementAt(this.#fronts, process); at < list.length; at++) {
        const number = elementAt(list, at)
        if (this.#at(number).invoked > returned) break
        if (this.#placed[number] === 1) beyond.push(number)
        else returned = Math.min(returned, this.#at(number).returned)
      }
    }
    const used = this.#open.filter((number) => this.#placed[number] === 1)
    return `${this.#fronts.join()}|${beyond.join()}|${used.join()}`
  }

  /** Whether a completed operation of its process, that returned before it was called, is not placed yet. */
  #waits(number: number): boolean {
    const process = this.#processOf[number] as number
    const list = elementAt(this.#completed, process)
    const { invoked } = this.#at(number)
    for (let at = elementAt(this.#fronts, process); at < list.length; at++) {
      const other = elementAt(list, at)
      if (this.#at(other).invoked >= invoked) return false
      if (this.#placed[other] === 0 && this.#at(other).returned < invoked) return true
    }
    return false
  }

  #at(number: number): Operation {
    return elementAt(this.#operations, number)
  }
}
