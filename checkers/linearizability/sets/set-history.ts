import type { Operation } from '../../../src/record/operation.ts'
import { elementKey } from '../../models/collections/append-list.ts'
import { isRequired } from '../search/prepare.ts'

/** What was done with one element, each kind by invocation. */
export interface ElementHistory extends ByKind {
  /** Elements are numbered from 0. */
  readonly number: number
}

interface ByKind {
  readonly adds: Operation[]
  readonly removes: Operation[]
  /** Those who saw it there, and those who did not. */
  readonly present: Operation[]
  readonly absent: Operation[]
}

/** A read of the whole set with the list it returned. */
export interface SetRead {
  readonly operation: Operation
  readonly list: readonly unknown[]
}

export interface SetHistory {
  /** By the key of the element. */
  readonly elements: ReadonlyMap<unknown, ElementHistory>
  /** By invocation. */
  readonly reads: readonly SetRead[]
}

/** Undefined when an operation is none of a set, or returned what no set does. */
export function readSetHistory(operations: readonly Operation[]): SetHistory | undefined {
  const elements = new Map<unknown, ElementHistory>()
  const reads: SetRead[] = []
  for (const operation of [...operations].sort((a, b) => a.invoked - b.invoked)) {
    const { f, outcome } = operation
    if (f === 'read') {
      const list = outcome.type === 'ok' ? (outcome.value ?? []) : undefined
      if (!Array.isArray(list)) return undefined
      reads.push({ operation, list })
      continue
    }
    const kind = kindOf(operation)
    if (kind === undefined) return undefined
    const key = elementKey(operation.value)
    let element = elements.get(key)
    if (element === undefined) {
      element = { number: elements.size, adds: [], removes: [], present: [], absent: [] }
      elements.set(key, element)
    }
    element[kind].push(operation)
  }
  return { elements, reads }
}

function kindOf({ f, outcome }: Operation): keyof ByKind | undefined {
  if (f === 'add') return 'adds'
  if (f === 'remove') return 'removes'
  if (f !== 'contains' || outcome.type !== 'ok' || typeof outcome.value !== 'boolean') return undefined
  return outcome.value ? 'present' : 'absent'
}

/** Whether an add of the element took effect for certain: one returned, or somebody saw it there. */
export function wasAdded({ adds, present }: ElementHistory): boolean {
  return present.length > 0 || adds.some(isRequired)
}
