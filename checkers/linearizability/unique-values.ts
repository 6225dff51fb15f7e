import type { Operation } from '../../src/history/operation.ts'
import type { Model } from '../models/model.ts'
import type { Decision } from './decision.ts'
import { searchDepthFirst } from './depth-first.ts'
import { truncated } from './prepare.ts'
import { isLinearization } from './replay.ts'
import { placeZones } from './zone-placement.ts'

const registerModels: readonly string[] = ['register', 'cas-register', 'kv']
const registerFunctions: readonly string[] = ['read', 'write', 'cas']

// a conflict is a handful of operations and the chain they stand on; one that takes more is not believed
const confirmingSteps = 100_000

/**
 * Decides a register in which every value is written once, in time n log n whatever the concurrency and the
 * number of unknown outcomes (Gibbons and Korach's zones, extended to cas). Undefined when it does not apply.
 *
 * Nothing is taken on trust: an order is replayed, a conflict is searched exhaustively on its own, and where
 * either fails the answer is undefined too.
 */
export function decideUniqueValues(model: Model, operations: readonly Operation[]): Decision | undefined {
  if (!registerModels.includes(model.name)) return undefined
  if (operations.some(({ f }) => !registerFunctions.includes(f))) return undefined
  const answer = placeZones(operations)
  if (answer === undefined) return undefined
  const steps = operations.length
  if ('order' in answer) {
    if (!isLinearization(model, operations, answer.order)) return undefined
    return { verdict: 'ok', order: answer.order, steps }
  }
  const { conflict } = answer
  const confirmed = searchDepthFirst(model, conflict, { maxSteps: confirmingSteps })
  if (confirmed.verdict !== 'illegal') return undefined
  const turn = findTurn(model, operations, conflict)
  return turn && { verdict: 'illegal', ...turn, conflict, steps: steps + confirmed.steps }
}

/**
 * The return up to which the history could still be explained and the one at which it could no longer: halving,
 * since a history cut later has all the conflicts of one cut earlier.
 */
function findTurn(
  model: Model,
  operations: readonly Operation[],
  conflict: readonly Operation[],
): { readonly stuck: Operation; readonly prefixes: readonly (readonly Operation[])[] } | undefined {
  const latest = conflict.reduce((end, { outcome, returned }) => (outcome.type === 'ok' ? Math.max(end, returned) : end), 0)
  const completed = operations
    .filter(({ outcome, returned }) => outcome.type === 'ok' && returned <= latest)
    .sort((a, b) => a.returned - b.returned)
  let explained = -1
  let prefix: readonly Operation[] = []
  let refuted = completed.length - 1
  while (refuted - explained > 1) {
    const middle = (explained + refuted) >> 1
    const past = truncated(model, operations, (completed[middle] as Operation).returned)
    const answer = placeZones(past)
    if (answer === undefined) return undefined
    if ('order' in answer) {
      if (!isLinearization(model, past, answer.order)) return undefined
      explained = middle
      prefix = answer.order
    } else refuted = middle
  }
  const stuck = completed[refuted]
  return stuck && { stuck, prefixes: [prefix] }
}
