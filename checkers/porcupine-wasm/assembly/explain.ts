// Where a sweep ended undecided or with nothing left: the longest orders among its last configurations.

import { currentAt, currentCount } from './configurations'
import { writeOrder } from './lineage'
import { keepPrefix, maxPrefixes, prefixCount } from './prefixes'
import { lengthOf, nodeOf } from './record'
import { eventAt, eventCount } from './timeline'

// an order that begins another is left out, so more may have to be looked at than are shown
const mostRead: i32 = 64

/** Keeps the longest orders as prefixes that end before the first return from the event on; `order` is room for one. */
export function explainCurrent(event: i32, order: usize): void {
  while (event < eventCount && eventAt(event) >= 0) event++
  if (event == eventCount) return
  let length = longestBelow(i32.MAX_VALUE)
  let read = 0
  while (length >= 0) {
    for (let index = 0; index < currentCount; index++) {
      if (prefixCount == maxPrefixes || read == mostRead) return
      const record = currentAt(index)
      if (lengthOf(record) != length) continue
      writeOrder(nodeOf(record), length, order)
      keepPrefix(order, length, event)
      read++
    }
    length = longestBelow(length)
  }
}

function longestBelow(limit: i32): i32 {
  let longest = -1
  for (let index = 0; index < currentCount; index++) {
    const length = lengthOf(currentAt(index))
    if (length < limit && length > longest) longest = length
  }
  return longest
}
