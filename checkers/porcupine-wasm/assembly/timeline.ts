// The history as a doubly linked list of call and return events, from which a linearized operation is
// lifted and into which it is put back. Operations without a return have a list of their own: they need not
// be linearized, so they must not stand in the way of those that do.

import { allocate } from './arena'

/** Events in real-time order: an operation's number at its call, its complement (~) at its return. */
export let events: usize = 0
export let eventCount: i32 = 0
export let operationCount: i32 = 0
/** Node numbers of the two list heads; the nodes below are event positions. */
export let head: i32 = 0
export let optionalHead: i32 = 0
/** How many operations are open at once at most, and how many never return. */
export let requiredSlots: i32 = 0
export let optionalCount: i32 = 0

let nextNode: usize = 0
let previousNode: usize = 0
let callNode: usize = 0
let returnNode: usize = 0
let slotNumber: usize = 0

export function eventAt(node: i32): i32 {
  return load<i32>(events + ((<usize>node) << 2))
}
export function next(node: i32): i32 {
  return load<i32>(nextNode + ((<usize>node) << 2))
}
export function callOf(operation: i32): i32 {
  return load<i32>(callNode + ((<usize>operation) << 2))
}
/** Event position of the return, -1 when the outcome is unknown. */
export function returnOf(operation: i32): i32 {
  return load<i32>(returnNode + ((<usize>operation) << 2))
}
/** Bit of the operation in the window: shared by operations that are never open together. */
export function slotOf(operation: i32): i32 {
  return load<i32>(slotNumber + ((<usize>operation) << 2))
}

export function buildTimeline(eventColumn: usize, eventTotal: i32, operationTotal: i32): bool {
  events = eventColumn
  eventCount = eventTotal
  operationCount = operationTotal
  head = eventTotal
  optionalHead = eventTotal + 1
  nextNode = allocate((<u64>eventTotal + 2) << 2)
  previousNode = allocate((<u64>eventTotal + 2) << 2)
  callNode = allocate((<u64>operationTotal) << 2)
  returnNode = allocate((<u64>operationTotal) << 2)
  slotNumber = allocate((<u64>operationTotal) << 2)
  const freeSlots = allocate((<u64>operationTotal) << 2)
  if (freeSlots == 0) return false
  memory.fill(returnNode, 0xff, (<usize>operationTotal) << 2)
  for (let node = 0; node < eventTotal; node++) {
    const event = eventAt(node)
    if (event < 0) store<i32>(returnNode + ((<usize>~event) << 2), node)
    else store<i32>(callNode + ((<usize>event) << 2), node)
  }
  link()
  numberSlots(freeSlots)
  return true
}

function link(): void {
  let last = head
  let lastOptional = optionalHead
  for (let node = 0; node < eventCount; node++) {
    const event = eventAt(node)
    if (event >= 0 && returnOf(event) < 0) {
      join(lastOptional, node)
      lastOptional = node
    } else {
      join(last, node)
      last = node
    }
  }
  join(last, head)
  join(lastOptional, optionalHead)
}

function numberSlots(freeSlots: usize): void {
  let free = 0
  requiredSlots = 0
  optionalCount = 0
  for (let node = 0; node < eventCount; node++) {
    const event = eventAt(node)
    if (event < 0) {
      store<i32>(freeSlots + ((<usize>free) << 2), slotOf(~event))
      free++
      continue
    }
    let slot: i32
    if (returnOf(event) < 0) slot = optionalCount++
    else if (free == 0) slot = requiredSlots++
    else {
      free--
      slot = load<i32>(freeSlots + ((<usize>free) << 2))
    }
    store<i32>(slotNumber + ((<usize>event) << 2), slot)
  }
}

/** Takes the operation's events out of the list. */
export function lift(operation: i32): void {
  unlink(callOf(operation))
  const end = returnOf(operation)
  if (end >= 0) unlink(end)
}

/** Puts them back; operations must be put back in the reverse order of their lifting. */
export function unlift(operation: i32): void {
  const end = returnOf(operation)
  if (end >= 0) relink(end)
  relink(callOf(operation))
}

function join(left: i32, right: i32): void {
  store<i32>(nextNode + ((<usize>left) << 2), right)
  store<i32>(previousNode + ((<usize>right) << 2), left)
}
function unlink(node: i32): void {
  join(load<i32>(previousNode + ((<usize>node) << 2)), next(node))
}
function relink(node: i32): void {
  const left = load<i32>(previousNode + ((<usize>node) << 2))
  const right = next(node)
  store<i32>(nextNode + ((<usize>left) << 2), node)
  store<i32>(previousNode + ((<usize>right) << 2), node)
}
