// How each configuration of a sweep came about: a tree of nodes (parent, operation) that grows away from its
// root, so that configurations share what they have in common and an order is read off backwards.

import { allocate } from './arena'
import { operationCount } from './timeline'
import { isWrite } from './values'

/** The root: nothing linearized. */
export const root: i32 = -1

const nodeBytes: usize = 8
// in the word of the operation
const live: i32 = <i32>0x80000000
const deferredBit: i32 = 0x40000000
const fewNodes: i32 = 1 << 14

let nodes: usize = 0
let renumbered: usize = 0
let capacity: i32 = 0
let count: i32 = 0
let collectAt: i32 = 0
let held: usize = 0

export function emptyLineage(): bool {
  held = allocate((<u64>operationCount + 1) << 2)
  count = 0
  capacity = 1024
  collectAt = fewNodes
  nodes = allocate(<u64>nodeBytes * capacity)
  renumbered = 0
  return nodes != 0
}

/** The node of `operation` linearized after `parent`, or deferred (deferring.ts); the root when there is no room. */
export function descend(parent: i32, operation: i32, deferred: bool): i32 {
  if (count == capacity && !grow()) return root
  const node = nodes + <usize>count * nodeBytes
  store<i32>(node, parent)
  store<i32>(node, deferred ? operation | deferredBit : operation, 4)
  return count++
}

/** Writes the `length` operations that led to the node, the deferred ones right before the last write before them. */
export function writeOrder(node: i32, length: i32, to: usize): void {
  let holding = 0
  while (node != root) {
    const operation = load<i32>(nodes + <usize>node * nodeBytes, 4)
    node = load<i32>(nodes + <usize>node * nodeBytes)
    if ((operation & deferredBit) != 0) {
      store<i32>(held + ((<usize>holding) << 2), operation & ~deferredBit)
      holding++
      continue
    }
    length--
    store<i32>(to + ((<usize>length) << 2), operation)
    if (holding == 0 || !isWrite(operation)) continue
    for (let index = 0; index < holding; index++) {
      length--
      store<i32>(to + ((<usize>length) << 2), load<i32>(held + ((<usize>index) << 2)))
    }
    holding = 0
  }
}

/** Whether enough nodes were made since the last collection for another to pay. */
export function isCollectionDue(): bool {
  return count >= collectAt
}

/** Marks a node that is in use, with its ancestors. */
export function retain(node: i32): void {
  while (node != root) {
    const at = nodes + <usize>node * nodeBytes
    const operation = load<i32>(at, 4)
    if ((operation & live) != 0) return
    store<i32>(at, operation | live, 4)
    node = load<i32>(at)
  }
}

/** Forgets every node not marked; `renumberedNode` then tells the new numbers. False when there is no room. */
export function collect(): bool {
  if (renumbered == 0) renumbered = allocate((<u64>capacity) << 2)
  if (renumbered == 0) return false
  let kept = 0
  for (let node = 0; node < count; node++) {
    const from = nodes + <usize>node * nodeBytes
    const operation = load<i32>(from, 4)
    if ((operation & live) == 0) continue
    // a parent is older than its children, so it has its new number already
    const to = nodes + <usize>kept * nodeBytes
    store<i32>(to, renumberedNode(load<i32>(from)))
    store<i32>(to, operation & ~live, 4)
    store<i32>(renumbered + ((<usize>node) << 2), kept)
    kept++
  }
  count = kept
  collectAt = kept * 2 > fewNodes ? kept * 2 : fewNodes
  return true
}

export function renumberedNode(node: i32): i32 {
  return node == root ? root : load<i32>(renumbered + ((<usize>node) << 2))
}

function grow(): bool {
  const larger = allocate(<u64>nodeBytes * capacity * 2)
  if (larger == 0) return false
  memory.copy(larger, nodes, nodeBytes * <usize>capacity)
  nodes = larger
  capacity <<= 1
  renumbered = 0
  return true
}
