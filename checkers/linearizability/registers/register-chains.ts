import { UNSEEN } from './register-effects.ts'
import type { Effects } from './register-effects.ts'
import type { RegisterHistory } from './register-history.ts'

/** What happened to each value of a register after it was installed. */
export interface RegisterChains {
  /** The reads of value v, by their place: `reads[readsFrom[v]]` and so on up to `readsFrom[v + 1]`. */
  readonly readsFrom: Int32Array
  readonly reads: Int32Array
  /** By value: the cas that replaced it; -1 for none. */
  readonly replacedBy: Int32Array
  /** Values installed by a write, in the order of the writes. */
  readonly written: readonly number[]
}

/** Gives the operations in conflict when a value came from nowhere or was replaced twice. */
export function buildChains(
  history: RegisterHistory,
  effects: Effects,
): RegisterChains | { readonly conflict: readonly number[] } {
  const { expected, installed, origin } = history
  const readsFrom = new Int32Array(origin.length + 1)
  const replacedBy = new Int32Array(origin.length).fill(-1)
  const written: number[] = []
  for (let operation = 0; operation < effects.length; operation++) {
    if (effects[operation] === UNSEEN) continue
    const value = expected[operation] as number
    if (value < 0) {
      written.push(installed[operation] as number)
      continue
    }
    if (value !== 0 && origin[value] === -1) return { conflict: [operation] }
    const other = replacedBy[value] as number
    if (installed[operation] === -1) readsFrom[value + 1] = (readsFrom[value + 1] as number) + 1
    else if (other >= 0) return { conflict: [other, operation] }
    else replacedBy[value] = operation
  }
  for (let value = 0; value < origin.length; value++)
    readsFrom[value + 1] = (readsFrom[value + 1] as number) + (readsFrom[value] as number)
  return { readsFrom, reads: readsOf(history, effects, readsFrom), replacedBy, written }
}

function readsOf({ expected, installed }: RegisterHistory, effects: Effects, from: Int32Array): Int32Array {
  const reads = new Int32Array(from.at(-1) as number)
  const next = from.slice()
  for (let operation = 0; operation < effects.length; operation++) {
    const value = expected[operation] as number
    if (value < 0 || installed[operation] !== -1 || effects[operation] === UNSEEN) continue
    const at = next[value] as number
    reads[at] = operation
    next[value] = at + 1
  }
  return reads
}
