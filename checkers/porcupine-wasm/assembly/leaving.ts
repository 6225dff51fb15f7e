// Need and supply: a state is not left while an operation that must come needs it and none that is left can
// give it again. Whatever follows, that operation could not be linearized any more. An operation of unknown
// outcome need not come, so it needs nothing; but it can give.

import { changeAt, changeCount, optionalAt, optionalOpen } from './open-operations'
import { draft, has, stateOf } from './record'
import { looksAhead } from './sweep-rules'
import {
  futureNeeds,
  effectOf,
  hasValues,
  isGivenLater,
  junk,
  mayBeGiven,
  mayChangeFrom,
  requirementOf,
} from './values'

/** Whether the draft may leave its state by the operation. Open pure operations that need it are linearized. */
export function mayLeaveBy(operation: i32): bool {
  if (!hasValues || !looksAhead) return true
  const state = stateOf(draft)
  if (state == junk || isGivenLater(state)) return true
  if (futureNeeds(state) == 0 && !isNeededByChange(state, operation)) return true
  return mayBeGiven(state) && isGivenByOther(state, operation)
}

function isNeededByChange(value: i32, except: i32): bool {
  if (!mayChangeFrom(value)) return false
  for (let index = 0; index < changeCount; index++) {
    const operation = changeAt(index)
    if (operation != except && requirementOf(operation) == value && !has(draft, operation)) return true
  }
  return false
}

function isGivenByOther(value: i32, except: i32): bool {
  for (let index = 0; index < changeCount; index++) {
    const operation = changeAt(index)
    if (operation != except && effectOf(operation) == value && !has(draft, operation)) return true
  }
  for (let index = 0; index < optionalOpen; index++) {
    const operation = optionalAt(index)
    if (operation != except && effectOf(operation) == value && !has(draft, operation)) return true
  }
  return false
}
