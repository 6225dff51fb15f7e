import type { Json } from '../../base/json.ts'
import type { Millis } from '../../base/time.ts'

/** A read of a follower: `index` is how far it must have applied, -1 until the leader says it (thesis §6.4). */
export interface FollowerRead {
  readonly command: Json
  readonly since: Millis
  index: number
}

/** Requests that a follower has handed on to its leader, by their number. */
export class Forwarded {
  /** Since when it waits for commands whose place in the log is not known yet. */
  readonly commands = new Map<number, Millis>()
  readonly reads = new Map<number, FollowerRead>()

  get full(): boolean {
    return this.commands.size + this.reads.size >= MAX_FORWARDED
  }
}

/** A leader that does not answer must not make its followers collect requests for ever. */
const MAX_FORWARDED = 1024
