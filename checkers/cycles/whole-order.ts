import { hasCycle } from './components.ts'
import { footprintOf } from './footprint.ts'
import type { Footprint } from './footprint.ts'
import { KeyStates } from './key-states.ts'
import { OrderGraph } from './order-graph.ts'
import { searchOrder } from './order-search.ts'
import type { OrderProblem, Step } from './order-problem.ts'
import { dueTimes } from './search-priority.ts'
import { linkedParts } from './linked-parts.ts'
import type { LinkedPart } from './linked-parts.ts'
import type { Relation } from './relation.ts'
import type { Transaction } from './transaction.ts'

export interface OrderQuestion {
  readonly relation: Relation
  /**
   * The same relation with real time, where the level does not ask for it: most histories keep it all the same, and
   * with it an order is found soon.
   */
  readonly inTime?: Relation
  /** Transactions that may have taken effect or not, and of which it matters. */
  readonly optional: readonly boolean[]
  readonly snapshot: boolean
  /** The value of a register before any write; undefined for lists. */
  readonly initialOf: (key: string) => string | undefined
  readonly maxSteps: number
  readonly outOfTime: () => boolean
}

export type OrderAnswer =
  | { readonly answer: 'exists' | 'spent' }
  | { readonly answer: 'none'; readonly among: readonly Transaction[] }

/**
 * Whether some order explains the transactions: group by group of those that keys link, as such groups may be ordered
 * by themselves. With the first group for which there is none.
 */
export function wholeOrder(question: OrderQuestion): OrderAnswer {
  const { inTime, maxSteps } = question
  if (inTime !== undefined && !hasCycle(new OrderGraph(inTime, false))) {
    const fewSteps = Math.min(maxSteps, 1000 + STEPS_EACH * inTime.transactions.length)
    // an order of whole transactions is one of snapshots as well
    const strict = { ...question, relation: inTime, snapshot: false, maxSteps: fewSteps }
    if (searchParts(strict).answer === 'exists') return { answer: 'exists' }
  }
  return searchParts(question)
}

/** Candidates a transaction that an order in time may take to be found. */
const STEPS_EACH = 20

function searchParts(question: OrderQuestion): OrderAnswer {
  const { relation, optional, maxSteps, outOfTime } = question
  const present = relation.transactions.filter(({ id }) => relation.effective[id] || optional[id])
  const footprints = new Map(present.map((transaction) => [transaction.id, footprintOf(transaction)]))
  let left = maxSteps
  let isSpent = false
  for (const part of linkedParts(relation, present, (id) => footprints.get(id) ?? nothing)) {
    const { answer, tried } = searchOrder(problemOf(question, part, footprints), left, outOfTime)
    left = Math.max(0, left - tried)
    if (answer === 'none') return { answer, among: part.members }
    if (answer === 'spent') isSpent = true
  }
  return { answer: isSpent ? 'spent' : 'exists' }
}

const nothing: Footprint = { reads: new Map(), writes: new Map() }

function problemOf(
  { relation, snapshot, initialOf }: OrderQuestion,
  { members, inner }: LinkedPart,
  footprints: ReadonlyMap<number, Footprint>,
): OrderProblem {
  const states = new KeyStates(initialOf)
  const steps = members.map(({ id }): Step => {
    const { reads, writes } = footprints.get(id) ?? nothing
    return {
      required: relation.effective[id] === true,
      reads: [...reads].map(([key, content]) => ({
        key: states.key(key),
        state: states.holding(key, content),
      })),
      writes: [...writes].map(([key, content]) => states.write(key, content)),
    }
  })
  const graph = new OrderGraph(inner, snapshot)
  const due = dueTimes(graph, (transaction) => members[transaction]?.operation.returned ?? Infinity)
  const priority = (node: number): number => Math.min(due[node] ?? Infinity, Number.MAX_SAFE_INTEGER)
  return { graph, steps, initial: states.initial, priority }
}
