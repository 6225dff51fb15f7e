import type { OrderProblem } from './order-problem.ts'
import { Undone } from './undone.ts'

/** Nodes looked at before a choice, for one that need not be a choice. */
const LOOK_AHEAD = 64
/** Characters of remembered dead ends. */
const MAX_REMEMBERED = 100_000_000

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
  /** Where the choice goes on that was come back to; undefined for a new one. */
  let resume: number | undefined
  for (;;) {
    if (undone.required === 0) return { answer: 'exists', tried }
    const free = resume === undefined ? freeNode(undone) : -1
    const isKnown = resume === undefined && free === -1 && dead.size > 0 && dead.has(undone.text())
    const chosen = isKnown ? -1 : free === -1 ? undone.firstPossible(resume ?? undone.first) : free
    tried += undone.looked + 1
    undone.looked = 0
    if (tried > maxSteps || ((++rounds & 255) === 0 && outOfTime())) return { answer: 'spent', tried }
    if (chosen !== -1) {
      frames.push({ node: chosen, forced: free !== -1, mark: undone.mark() })
      undone.run(chosen)
      resume = undefined
      continue
    }
    if (!isKnown && remembered < MAX_REMEMBERED) {
      const text = undone.text()
      remembered += text.length
      dead.add(text)
    }
    let frame = frames.pop()
    for (; frame?.forced === true; frame = frames.pop()) undone.back(frame.mark)
    if (frame === undefined) return { answer: 'none', tried }
    undone.back(frame.mark)
    resume = undone.after(frame.node)
  }
}

/** A transaction near the front that only reads, and can now: to do it takes nothing from any other. */
function freeNode(undone: Undone): number {
  let node = undone.first
  for (let looked = 0; node !== -1 && looked < LOOK_AHEAD; looked++) {
    if (undone.isFree(node) && undone.isReady(node) && undone.isPossible(node)) return node
    node = undone.after(node)
  }
  return -1
}
