// Just-in-time linearization over configurations (Lowe 2017, after Wing and Gong): the events are taken in
// order, with all configurations that explain them so far; at each return those that lack the operation are
// expanded until it is in. None left: the history is not linearizable. Cost goes with the number of
// configurations, not with the length of the history.

import { exhausted } from './arena'
import { isCut, isWideEnough, narrow } from './beam'
import { isPure } from './classes'
import {
  addSuccessor,
  advance,
  beginSuccessors,
  beginWithState,
  currentAt,
  currentCount,
  settled,
  successorAt,
  successorCount,
} from './configurations'
import { collapse, linearizeIfAllowed } from './draft'
import { effort, forgetEffort } from './effort'
import { expand } from './expand'
import { explainCurrent } from './explain'
import { forgetOldWrite } from './deferred-writes'
import { expired } from './host'
import { collect, isCollectionDue, renumberedNode, retain, writeOrder } from './lineage'
import { closeOperation, openOperation } from './open-operations'
import { illegal, linearizable, outOfMemory, outOfSteps, outOfTime, outOfWidth } from './outcomes'
import { goTo } from './present'
import { flip, flipLooking, has, isDropped, lengthOf, loadDraft, nodeOf, setNode } from './record'
import { retire } from './retire'
import { eventAt, eventCount, returnOf } from './timeline'

const goOn: i32 = -1

let stepLimit: u64 = 0
let pollInterval: u64 = 0
let nextPoll: u64 = 0
let order: usize = 0
export let foundLength: i32 = 0

/** Sweeps; `room` is for an order. Gives one of the codes of outcomes.ts. */
export function sweep(initialState: i32, maxSteps: u64, pollEvery: u64, room: usize): i32 {
  stepLimit = maxSteps
  pollInterval = pollEvery
  nextPoll = pollEvery
  order = room
  forgetEffort()
  beginWithState(initialState)
  for (let position = 0; position < eventCount; position++) {
    goTo(position)
    const event = eventAt(position)
    let outcome = goOn
    if (event < 0) outcome = settle(~event)
    else call(event)
    if (outcome == goOn) outcome = checkBudget()
    if (outcome != goOn) {
      explainCurrent(position, order)
      return outcome
    }
  }
  foundLength = lengthOf(currentAt(0))
  writeOrder(nodeOf(currentAt(0)), foundLength, order)
  return linearizable
}

function call(operation: i32): void {
  openOperation(operation)
  // the read closure of draft.ts, of the one operation that is new
  if (returnOf(operation) < 0 || !isPure(operation)) return
  flipLooking(operation)
  for (let index = 0; index < currentCount; index++) linearizeIfAllowed(currentAt(index), operation)
}

/** Makes the configurations in which `due`, which returns, is linearized. */
function settle(due: i32): i32 {
  if (isInAll(due)) {
    for (let index = 0; index < currentCount; index++) flip(currentAt(index), due)
  } else {
    const outcome = expandAll(due)
    if (outcome != goOn) return outcome
    advance()
    narrow()
  }
  if (isPure(due)) flipLooking(due)
  closeOperation(due)
  if (isCollectionDue()) collectLineage()
  return goOn
}

function isInAll(operation: i32): bool {
  for (let index = 0; index < currentCount; index++) {
    if (!has(currentAt(index), operation)) return false
  }
  return true
}

function expandAll(due: i32): i32 {
  retire()
  beginSuccessors(due)
  for (let index = 0; index < currentCount; index++) {
    loadDraft(currentAt(index))
    collapse()
    forgetOldWrite()
    addSuccessor()
  }
  for (let index = 0; index < successorCount && !isWideEnough(); index++) {
    const record = successorAt(index)
    if (isDropped(record) || has(record, due)) continue
    expand(index, due)
    const outcome = checkBudget()
    if (outcome != goOn) return outcome
  }
  if (settled > 0) return goOn
  return isCut ? outOfWidth : illegal
}

function checkBudget(): i32 {
  if (exhausted) return outOfMemory
  if (effort >= nextPoll) {
    if (expired()) return outOfTime
    nextPoll = effort + pollInterval
  }
  return effort >= stepLimit ? outOfSteps : goOn
}

function collectLineage(): void {
  for (let index = 0; index < currentCount; index++) retain(nodeOf(currentAt(index)))
  if (!collect()) return
  for (let index = 0; index < currentCount; index++) {
    const record = currentAt(index)
    setNode(record, renumberedNode(nodeOf(record)))
  }
}
