import { elementAt } from '../../src/base/element-at.ts'
import { isRequired } from '../linearizability/search/prepare.ts'
import type { SearchBudget, SpentBudget } from '../porcupine-wasm/index.ts'
import { Frontier } from './frontier.ts'
import type { NumberedObjects } from './objects.ts'
import { ValuesWanted } from './values-wanted.ts'

/** What the search found; operations are numbers. */
export type SequentialResult =
  | { readonly verdict: 'ok'; readonly order: readonly number[]; readonly steps: number }
  /** With the longest order met. */
  | { readonly verdict: 'illegal'; readonly order: readonly number[]; readonly steps: number }
  | {
      readonly verdict: 'unknown'
      readonly spent: SpentBudget
      readonly order: readonly number[]
      readonly steps: number
    }

/** One choice that was made, and those that are left. */
interface Choice {
  /** Operations to be tried next, the last first. */
  readonly left: number[]
  /** How many operations had been placed before. */
  readonly placed: number
}

const POLL_EVERY = 1024
const DEFAULT_BYTES = 256 * 1024 * 1024

/**
 * Looks for one order of all operations in which those of each process come in the order it called them: depth first, with
 * each configuration (what is placed, and the state of each object) looked at once. An operation that leaves its object
 * as it is goes in as soon as it can: where it stands in an order that works, it can as well stand here. Exact; the
 * number of configurations may be exponential in the number of processes, so the budget is what ends it. One that does
 * not look ahead (default: it does) is slower, and goes further before it is blocked.
 */
export function searchSequential(
  objects: NumberedObjects,
  budget: SearchBudget,
  { looksAhead = true }: { readonly looksAhead?: boolean } = {},
): SequentialResult {
  const { operations, numbered, columns } = objects
  const { maxSteps = Number.MAX_SAFE_INTEGER, maxBytes = DEFAULT_BYTES, expired } = budget
  const frontier = new Frontier(operations)
  const wanted = new ValuesWanted(objects)
  const states = columns.map(({ initialState }) => initialState)
  const transitions = columns.map(() => new Map<number, number>())
  const order: number[] = []
  const undo: number[] = []
  const seen = new Set<string>()
  let longest: readonly number[] = []
  let bytes = 0
  let steps = 0

  const next = (operation: number): number => {
    const { object, opClass } = elementAt(numbered, operation)
    const column = elementAt(columns, object)
    const state = elementAt(states, object)
    const place = state * column.pure.length + opClass
    const memory = elementAt(transitions, object)
    let to = memory.get(place)
    if (to === undefined) memory.set(place, (to = column.step(state, opClass)))
    return to
  }
  const place = (operation: number, to: number): void => {
    const { object } = elementAt(numbered, operation)
    undo.push(elementAt(states, object))
    states[object] = to
    order.push(operation)
    frontier.place(operation)
    wanted.place(operation)
  }
  const backTo = (placed: number): void => {
    while (order.length > placed) {
      const operation = order.pop() as number
      const { object } = elementAt(numbered, operation)
      states[object] = undo.pop() as number
      frontier.takeBack(operation)
      wanted.takeBack(operation)
    }
  }
  const isRead = (operation: number): boolean => {
    const { object, opClass } = elementAt(numbered, operation)
    return columns[object]?.pure[opClass] === 1
  }
  const stateOf = (operation: number): number => elementAt(states, elementAt(numbered, operation).object)
  /** Places what leaves its object as it is, for as long as there is any. */
  const settle = (): void => {
    for (let isSettled = false; !isSettled;) {
      isSettled = true
      for (const operation of frontier.candidates()) {
        if (!isRead(operation)) continue
        steps++
        const to = next(operation)
        if (to !== stateOf(operation)) continue
        place(operation, to)
        isSettled = false
      }
    }
  }
  const choices: Choice[] = [{ left: [], placed: 0 }]
  const enter = (): boolean => {
    settle()
    if (order.length > longest.length) longest = [...order]
    if (frontier.isComplete()) return true
    const key = `${frontier.key()}|${states.join()}`
    if (seen.has(key)) return false
    seen.add(key)
    bytes += 2 * key.length + 64
    const left: number[] = []
    const symmetric = new Set<string>()
    for (const operation of frontier.candidates()) {
      steps++
      const to = next(operation)
      if (to === -1 || (isRead(operation) && to === stateOf(operation))) continue
      if (!isRequired(elementAt(operations, operation))) {
        // of those that do the same, and keep nobody waiting, one will do
        const { object, opClass } = elementAt(numbered, operation)
        const canonical = `${object} ${opClass}`
        if (symmetric.has(canonical)) continue
        symmetric.add(canonical)
      }
      left.push(operation)
    }
    choices.push({ left: left.reverse(), placed: order.length })
    return false
  }
  if (enter()) return { verdict: 'ok', order, steps }
  for (let polled = 0; choices.length > 0; polled++) {
    const spent: SpentBudget | undefined =
      steps >= maxSteps
        ? 'steps'
        : bytes > maxBytes
          ? 'memory'
          : polled % POLL_EVERY === 0 && expired?.() === true
            ? 'deadline'
            : undefined
    if (spent !== undefined) return { verdict: 'unknown', spent, order: longest, steps }
    const choice = choices.at(-1) as Choice
    backTo(choice.placed)
    const operation = choice.left.pop()
    if (operation === undefined) choices.pop()
    else {
      const { object } = elementAt(numbered, operation)
      const state = elementAt(states, object)
      const to = next(operation)
      place(operation, to)
      // a value that somebody needs, and nobody gives again, is not left
      if (looksAhead && to !== state && !wanted.mayLeave(object, state)) continue
      if (enter()) return { verdict: 'ok', order, steps }
    }
  }
  return { verdict: 'illegal', order: longest, steps }
}
