import { elementAt } from '../../src/base/element-at.ts'
import type { OrderProblem, Step, StepWrite } from './order-problem.ts'

/** The states of keys in a search for an order, and what is left that reads or writes them. */
export class OpenKeys {
  readonly #snapshot: boolean
  readonly #states: number[]
  /** By state: required reads of it that are left, and steps that lead to it. */
  readonly #readers: number[] = []
  readonly #producers: number[] = []
  /** By key: required reads that are left, of whatever state. */
  readonly #readersOf: number[]
  /** By key: transactions that have read, and may yet write it. */
  readonly #openWriters: number[]
  /** By key: writes that were done. */
  readonly #written: number[]
  /** Keys that were written and are to be read. */
  readonly #open = new Set<number>()
  /** Keys that hold lists: from each state there are ways to others. */
  readonly #isList: boolean[]

  constructor({ graph, steps, initial }: OrderProblem) {
    this.#snapshot = graph.snapshot
    this.#states = [...initial]
    this.#readersOf = initial.map(() => 0)
    this.#openWriters = initial.map(() => 0)
    this.#written = initial.map(() => 0)
    this.#isList = initial.map(() => false)
    for (const step of steps) {
      if (step === undefined) continue
      this.#countReads(step, 1)
      for (const { key, gives } of step.writes) {
        if (gives === undefined) this.#isList[key] = true
        else this.#producers[gives] = (this.#producers[gives] ?? 0) + 1
      }
    }
  }

  /** Whether what a transaction read is there now. */
  fits({ reads }: Step): boolean {
    return reads.every(({ key, state }) => this.#states[key] === state)
  }

  /**
   * Whether a transaction may write a key now: of two that overlap only one may, and a state that must still be read and
   * does not come again may not be left.
   */
  mayWrite(step: Step, { key, apply }: StepWrite): boolean {
    const old = elementAt(this.#states, key)
    const ownOpen = this.#snapshot && step.reads.length > 0 ? 1 : 0
    if (elementAt(this.#openWriters, key) > ownOpen) return false
    if (apply(old) === old) return true
    const own = !this.#snapshot && step.required && step.reads.some(({ state }) => state === old) ? 1 : 0
    return (this.#readers[old] ?? 0) <= own || (this.#producers[old] ?? 0) > 0
  }

  /** Writes a key; the state it had. */
  change(key: number, apply: (state: number) => number): number {
    const old = elementAt(this.#states, key)
    this.#states[key] = apply(old)
    this.#written[key] = elementAt(this.#written, key) + 1
    this.#refresh(key)
    return old
  }

  restore(key: number, state: number): void {
    this.#states[key] = state
    this.#written[key] = elementAt(this.#written, key) - 1
    this.#refresh(key)
  }

  /** A transaction has read (-1), or has not after all (1). */
  countStart(step: Step, by: 1 | -1): void {
    this.#countReads(step, by)
    if (!this.#snapshot || step.reads.length === 0) return
    for (const { key } of step.writes) this.#openWriters[key] = elementAt(this.#openWriters, key) - by
  }

  /** A transaction has written (-1), or has not after all (1). */
  countCommit(step: Step, by: 1 | -1): void {
    for (const { key, gives } of step.writes) {
      if (gives !== undefined) this.#producers[gives] = (this.#producers[gives] ?? 0) + by
      if (this.#snapshot && step.reads.length > 0)
        this.#openWriters[key] = elementAt(this.#openWriters, key) + by
    }
  }

  /** The states that decide what can follow: of a register only those that are still to be read. */
  text(): string {
    const keys = [...this.#open].sort((a, b) => a - b)
    const states = keys.map((key) => {
      const state = elementAt(this.#states, key)
      const matters = this.#isList[key] === true || (this.#readers[state] ?? 0) > 0
      return matters ? `${key}:${state}` : `${key}`
    })
    return states.join(' ')
  }

  #countReads({ required, reads }: Step, by: 1 | -1): void {
    if (!required) return
    for (const { key, state } of reads) {
      this.#readers[state] = (this.#readers[state] ?? 0) + by
      this.#readersOf[key] = elementAt(this.#readersOf, key) + by
      this.#refresh(key)
    }
  }

  #refresh(key: number): void {
    if (this.#written[key] !== 0 && this.#readersOf[key] !== 0) this.#open.add(key)
    else this.#open.delete(key)
  }
}
