import { elementAt } from '../../src/base/element-at.ts'
import type { Clause } from '../../src/record/verdict.ts'
import type { MirroredLog } from './mirrored-log.ts'

const clause = (kind: Clause['kind'], text: string, step: number | undefined): Clause =>
  step === undefined ? { kind, text } : { kind, text, step }

/** A fact the proof starts from, with the step that shows it. */
export const letBe = (text: string, step?: number): Clause => clause('let', text, step)
/** What follows from the facts and the paper. */
export const thenMust = (text: string, step?: number): Clause => clause('then', text, step)
/** What was seen instead. */
export const however = (text: string, step?: number): Clause => clause('however', text, step)

/** `entry 3 of term 2`: an entry by the pair that identifies it (Figure 3, Log Matching). */
export const entryName = (index: number, term: number): string => `entry ${index} of term ${term}`

/** `entry 3 of term 2 (command 00c0ffee)`: the same, with the digest of its command. */
export const entryWithCommand = (index: number, term: number, digest: number): string =>
  `${entryName(index, term)} (command ${(digest >>> 0).toString(16).padStart(8, '0')})`

/** What a log has at an index, in words. */
export function slotName(log: MirroredLog, index: number): string {
  if (index > log.lastIndex) return `nothing at index ${index} (its log ends at ${log.lastIndex})`
  const term = log.termAt(index)
  return term < 0 ? `an unknown entry at index ${index}` : entryName(index, term)
}

/** `n1, n2 and n3`; `nobody` for an empty list. */
export function listed(names: readonly string[]): string {
  if (names.length === 0) return 'nobody'
  if (names.length === 1) return elementAt(names, 0)
  return `${names.slice(0, -1).join(', ')} and ${elementAt(names, names.length - 1)}`
}
