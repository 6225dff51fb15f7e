import type { Operation } from '../../../src/record/operation.ts'
import { commonLength } from '../../models/collections/append-list.ts'
import type { Model } from '../../models/index.ts'
import { disagreement, withAppendsRead } from './append-conflict.ts'
import { readAppendHistory } from './append-history.ts'
import type { AppendHistory, ListRead } from './append-history.ts'
import { placeAppends } from './append-placement.ts'
import type { AppendPlacement } from './append-placement.ts'
import type { Answer } from '../answer.ts'
import { searchDepthFirst } from '../search/depth-first.ts'
import { onItsOwn } from '../sets/element-conflict.ts'
import { isLinearization } from '../search/replay.ts'
import { findPointOfViolation, lastReturn } from '../explanation/point-of-violation.ts'

// a conflict is a handful of operations; one that takes more is not believed
const CONFIRMING_STEPS = 1000

/**
 * Decides a list to which every element is appended once (or perhaps again, which no read shows), in time
 * n log n and that of looking at what was read, whatever the concurrency and the number of unknown outcomes: the
 * longest read tells the order of the appends, as for Elle's list-append (Kingsbury and Alvaro, VLDB 2020).
 * Undefined when it does not apply.
 *
 * Nothing is taken on trust: an order is replayed, a conflict is searched exhaustively on its own, and where
 * either fails the answer is undefined too.
 */
export function decideUniqueAppends(model: Model, operations: readonly Operation[]): Answer | undefined {
  const history = readAppendHistory(operations)
  if (history === undefined) return undefined
  const steps = operations.length
  const placed = placeAppends(history)
  if (placed === undefined) return undefined
  // the replay looks at every list, so before it nothing needs to
  if ('order' in placed && isLinearization(model, operations, placed.order))
    return { verdict: 'ok', order: placed.order, steps }
  const strays = new Set(history.reads.filter((read) => !agrees(read, history.longest)).map(operationOf))
  const whole = strays.size === 0 ? placed : placeAgreeing(history)
  if (whole === undefined || 'order' in whole) return undefined
  const confirmed = searchDepthFirst(model, onItsOwn(whole.conflict), { maxSteps: CONFIRMING_STEPS })
  if (confirmed.verdict !== 'illegal') return undefined
  const point = () =>
    findPointOfViolation(model, operations, lastReturn(whole.conflict.operations), (past) => {
      const pastHistory = readAppendHistory(past)
      if (pastHistory === undefined) return undefined
      // reads that are beginnings of one list are so of one another
      const isPlain = !pastHistory.reads.some(({ operation }) => strays.has(operation))
      const cut = isPlain ? placeAppends(pastHistory) : placeAgreeing(pastHistory)
      return cut === undefined ? undefined : 'order' in cut ? cut.order : null
    })
  const conflict = withAppendsRead(operations, history, whole.conflict)
  return { verdict: 'illegal', point, conflict, steps: steps + confirmed.steps }
}

/** The placement where it is not known that all reads are beginnings of the longest. */
function placeAgreeing(history: AppendHistory): AppendPlacement | undefined {
  const { reads, longest } = history
  const stray = reads.find((read) => !agrees(read, longest))
  if (stray === undefined || longest === undefined) return placeAppends(history)
  return { conflict: disagreement(history, stray, longest) }
}

function agrees(read: ListRead, longest: ListRead | undefined): boolean {
  return longest !== undefined && commonLength(read.list, longest.list) === read.list.length
}

function operationOf({ operation }: ListRead): Operation {
  return operation
}
