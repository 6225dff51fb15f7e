import { footprintOf } from './footprint.ts'
import type { Footprint } from './footprint.ts'
import { KeyStates } from './key-states.ts'
import { OrderGraph } from './order-graph.ts'
import { searchOrder } from './order-search.ts'
import type { Step } from './order-search.ts'
import { linkedParts } from './linked-parts.ts'
import type { LinkedPart } from './linked-parts.ts'
import type { Relation } from './relation.ts'
import type { Transaction } from './transaction.ts'

export interface OrderQuestion {
  readonly relation: Relation
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
): Parameters<typeof searchOrder>[0] {
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
  const priority = (node: number): number => {
    const operation = members[snapshot ? node >> 1 : node]?.operation
    if (operation === undefined) return Infinity
    return snapshot && (node & 1) === 0
      ? operation.invoked
      : Math.min(operation.returned, Number.MAX_SAFE_INTEGER)
  }
  return { graph, steps, initial: states.initial, priority }
}
