import type { StatePatch } from '../../src/record/trace.ts'
import type { Lane } from './schema.ts'

/**
 * What the full payload holds: the whole run by columns, without logs. Event `i` is step `first + i`. Lanes may differ
 * from those of the shown run.
 */
export interface FullRun {
  readonly lanes: readonly Lane[]
  readonly first: number
  /** Microseconds since the previous event; the first counts from 0. */
  readonly t: readonly number[]
  readonly kinds: readonly string[]
  /** Index into `kinds`. */
  readonly k: readonly number[]
  /** Lane; -1 for none. */
  readonly n: readonly number[]
  /** How many events back its cause lies, such as the send of its message; 0 for none. */
  readonly c: readonly number[]
  /** Number of the client's operation; -1 for none. */
  readonly op: readonly number[]
  readonly texts: readonly string[]
  /** Index into `texts`. */
  readonly d: readonly number[]
  /** What changed of a server's role, term, standing and commit index. */
  readonly changes: readonly (readonly [event: number, lane: number, change: RoleChange])[]
  /** Messages that never arrived, by the event that sent them. */
  readonly lost: readonly (readonly [event: number, to: number, text: string, why: string])[]
}

export type RoleChange = Pick<StatePatch, 'status' | 'role' | 'currentTerm' | 'commitIndex'>
