import type { Operation } from '../../../src/record/operation.ts'
import { elementKey } from '../../models/collections/append-list.ts'
import { isRequired } from '../search/prepare.ts'

/** A read with the list it returned. */
export interface ListRead {
  readonly operation: Operation
  readonly list: readonly unknown[]
}

/** The operations on a list to which every element is appended once, or as if once. */
export interface AppendHistory {
  /** By the key of the element, by invocation. */
  readonly appends: ReadonlyMap<unknown, Operation>
  /**
   * By the key of the element: a second append of it, of unknown outcome and invoked no earlier. Where no list
   * has the element twice it can be left out: an order in which it was seen, and the first came last or not at
   * all, is one too with the first in its place.
   */
  readonly again: ReadonlyMap<unknown, Operation>
  /** By invocation. */
  readonly reads: readonly ListRead[]
  /** A read of the most elements; undefined where nothing was read. */
  readonly longest: ListRead | undefined
}

/** Undefined when an element is appended twice for certain, or more often, or an operation is no append and no read of a list. */
export function readAppendHistory(operations: readonly Operation[]): AppendHistory | undefined {
  const appends = new Map<unknown, Operation>()
  const again = new Map<unknown, Operation>()
  const reads: ListRead[] = []
  let longest: ListRead | undefined
  for (const operation of [...operations].sort((a, b) => a.invoked - b.invoked)) {
    if (operation.f === 'append') {
      const key = elementKey(operation.value)
      if (!appends.has(key)) appends.set(key, operation)
      else if (isRequired(operation) || again.has(key)) return undefined
      else again.set(key, operation)
    } else if (isRequired(operation)) {
      const list = listRead(operation)
      if (list === undefined) return undefined
      const read = { operation, list }
      reads.push(read)
      if (longest === undefined || list.length > longest.list.length) longest = read
    }
  }
  return { appends, again, reads, longest }
}

function listRead({ f, outcome }: Operation): readonly unknown[] | undefined {
  if (f !== 'read' || outcome.type !== 'ok') return undefined
  const list: unknown = outcome.value ?? []
  return Array.isArray(list) ? list : undefined
}
