import type { NodeId } from '../../../../src/base/node-id.ts'
import type { LiveLog, LiveState } from '../../../../src/record/live-state.ts'
import type { Role } from '../../../../src/record/node-view.ts'
import { ScriptedLog } from './scripted-log.ts'

export class TinyServer implements LiveState {
  role: Role = 'follower'
  currentTerm = 0
  votedFor: NodeId | null = null
  commitIndex = 0
  lastApplied = 0
  readonly log = new ScriptedLog()
  readonly match = new Map<NodeId, number>()
  /** Requests executed; digests stand for requests. */
  seen = new Set<number>()
  readonly granted = new Set<number>()
  /** Replies that wait for the disk, and what is done when it is there. */
  readonly afterSync: (() => void)[] = []

  matchIndexOf(peer: NodeId): number {
    return this.match.get(peer) ?? -1
  }
}

/** The same server, of which nobody learns which term the entry before its log had. */
export class WithoutBoundary implements LiveState {
  readonly #server: TinyServer
  readonly log: LiveLog

  constructor(server: TinyServer) {
    this.#server = server
    const { log } = server
    this.log = {
      get firstIndex() {
        return log.firstIndex
      },
      get lastIndex() {
        return log.lastIndex
      },
      get changedFrom() {
        return log.changedFrom
      },
      termAt: (index) => (index > 0 && index < log.firstIndex ? -1 : log.termAt(index)),
      digestAt: (index) => log.digestAt(index),
      markSeen: () => log.markSeen(),
    }
  }

  get role(): Role {
    return this.#server.role
  }
  get currentTerm(): number {
    return this.#server.currentTerm
  }
  get votedFor(): NodeId | null {
    return this.#server.votedFor
  }
  get commitIndex(): number {
    return this.#server.commitIndex
  }
  get lastApplied(): number {
    return this.#server.lastApplied
  }
}

export interface TinyDisk {
  currentTerm: number
  votedFor: NodeId | null
  readonly log: ScriptedLog
  seenAtSnapshot: ReadonlySet<number>
}
