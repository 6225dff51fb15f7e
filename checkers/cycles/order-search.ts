import type { OrderGraph } from './order-graph.ts'
import { Undone } from './undone.ts'

/** What one transaction needs and does. States of keys are numbers; those of different keys differ. */
export interface Step {
  /** Whether it took effect for certain; another may be left out. */
  readonly required: boolean
  readonly reads: readonly { readonly key: number; readonly state: number }[]
  readonly writes: readonly StepWrite[]
}

export interface StepWrite {
  readonly key: number
  readonly apply: (state: number) => number
  /** The state it leads to from any other; absent when it leads to states that no other step leads to. */
  readonly gives?: number
}

export interface OrderProblem {
  readonly graph: OrderGraph
  /** By transaction; undefined for one that has no part. */
  readonly steps: readonly (Step | undefined)[]
  /** By key. */
  readonly initial: readonly number[]
  /** Which of the nodes to try first, the lowest first. */
  readonly priority: (node: number) => number
}

/** Candidates looked at before a choice, for one that need not be a choice. */
const lookAhead = 64
/** Characters of remembered dead ends. */
const mostRemembered = 100_000_000

/**
 * Whether the transactions have an order that keeps the graph and explains every read: depth first, each in turn where
 * it is possible, with dead ends remembered. Exact; `'spent'` when it took more than `maxSteps` candidates.
 *
 * Three things need no choice: nodes that are no transactions, reads that fit now, and what overwrites a state that
 * somebody still must read and that does not come again is refused at once.
 */
export function searchOrder(
  problem: OrderProblem,
  maxSteps: number,
  outOfTime: () => boolean,
): { readonly answer: 'exists' | 'none' | 'spent'; readonly tried: number } {
  const undone = new Undone(problem)
  const dead = new Set<string>()
  const frames: { readonly node: number; readonly forced: boolean; readonly mark: number }[] = []
  let remembered = 0
  let tried = 0
  let rounds = 0
  let resume = undone.first
  let isFresh = true
  for (;;) {
    if (undone.required === 0) return { answer: 'exists', tried }
    let chosen = -1
    let forced = false
    let isKnown = false
    if (isFresh) {
      let looked = 0
      for (let node = resume; node !== -1 && looked < lookAhead; node = undone.after(node)) {
        if (!undone.isReady(node)) continue
        looked++
        if (!undone.isFree(node) || !undone.isPossible(node)) continue
        chosen = node
        forced = true
        break
      }
      isKnown = chosen === -1 && dead.size > 0 && dead.has(undone.text())
    }
    if (chosen === -1 && !isKnown) {
      for (let node = resume; node !== -1; node = undone.after(node)) {
        if (!undone.isReady(node)) continue
        tried++
        if (!undone.isPossible(node)) continue
        chosen = node
        break
      }
    }
    tried++
    if (tried > maxSteps || ((++rounds & 255) === 0 && outOfTime())) return { answer: 'spent', tried }
    if (chosen !== -1) {
      frames.push({ node: chosen, forced, mark: undone.mark() })
      undone.run(chosen)
      resume = undone.first
      isFresh = true
      continue
    }
    if (!isKnown && remembered < mostRemembered) {
      const text = undone.text()
      remembered += text.length
      dead.add(text)
    }
    for (;;) {
      const frame = frames.pop()
      if (frame === undefined) return { answer: 'none', tried }
      undone.back(frame.mark)
      if (frame.forced) continue
      resume = undone.after(frame.node)
      break
    }
    isFresh = false
  }
}
