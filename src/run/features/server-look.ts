import type { NodeId } from '../../base/node-id.ts'
import type { LiveLog } from '../../record/live-state.ts'
import type { Process } from '../../sim/process.ts'
import type { SeenServer } from './abstract-state.ts'

/** One server as it was seen last. While it is down it is what it was: its disk has most of that. */
export class ServerLook implements SeenServer {
  status: SeenServer['status'] = 'down'
  role: SeenServer['role'] = 'follower'
  term = 0
  vote = -1
  lastIndex = 0
  lastTerm = 0
  commitIndex = 0
  joint = false
  #log: LiveLog | undefined
  readonly #members: readonly NodeId[]

  constructor(members: readonly NodeId[]) {
    this.#members = members
  }

  /** 0: it does not lead, or does not show it; else what it does. */
  get roleCode(): number {
    return this.role === 'leader' ? 2 : this.role === 'candidate' ? 1 : 0
  }

  termAt(index: number): number {
    return this.#log?.termAt(index) ?? -1
  }

  /** Looks again; whether anything of it is not as it was. */
  changed({ status, live }: Process): boolean {
    let isNew = status !== this.status
    this.status = status
    if (status === 'down') this.role = 'follower'
    if (live === undefined) return isNew
    const { log, role, currentTerm, commitIndex, membership } = live
    const vote = live.votedFor === null ? -1 : this.#members.indexOf(live.votedFor)
    const joint = (membership?.outgoing.length ?? 0) > 0
    const lastTerm = log.termAt(log.lastIndex)
    isNew ||=
      role !== this.role ||
      currentTerm !== this.term ||
      vote !== this.vote ||
      log.lastIndex !== this.lastIndex ||
      lastTerm !== this.lastTerm ||
      commitIndex !== this.commitIndex ||
      joint !== this.joint
    this.role = role
    this.term = currentTerm
    this.vote = vote
    this.lastIndex = log.lastIndex
    this.lastTerm = lastTerm
    this.commitIndex = commitIndex
    this.joint = joint
    this.#log = log
    return isNew
  }
}
