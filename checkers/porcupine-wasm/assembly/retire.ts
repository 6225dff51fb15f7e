// An operation of unknown outcome stays open for ever. One that every configuration has used is as good as
// returned; one whose value nobody left needs can be left out of any order. Neither need be tried again, nor
// told apart by.

import { currentAt, currentCount } from './configurations'
import { closeOperation, optionalAt, optionalOpen } from './open-operations'
import { flip, has } from './record'
import { retires } from './sweep-rules'
import { effectOf, hasValues, isOfInterest } from './values'

export function retire(): void {
  if (!retires) return
  let index = 0
  while (index < optionalOpen) {
    const operation = optionalAt(index)
    if (isUseless(operation) || isUsedByAll(operation)) {
      for (let place = 0; place < currentCount; place++) {
        if (has(currentAt(place), operation)) flip(currentAt(place), operation)
      }
      closeOperation(operation)
    } else index++
  }
}

function isUseless(operation: i32): bool {
  if (!hasValues) return false
  const value = effectOf(operation)
  return value >= 0 && !isOfInterest(value)
}

function isUsedByAll(operation: i32): bool {
  for (let place = 0; place < currentCount; place++) {
    if (!has(currentAt(place), operation)) return false
  }
  return true
}
