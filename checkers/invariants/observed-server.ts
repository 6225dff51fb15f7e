import type { NodeId } from '../../src/base/node-id.ts'
import type { LiveState } from '../../src/record/live-state.ts'
import type { Role } from '../../src/record/node-view.ts'
import { MirroredLog } from './mirrored-log.ts'

/** One server as it was last seen: its memory in its present incarnation, and its disk over all incarnations. */
export class ObservedServer {
  /** Ordinal among the members. */
  readonly node: number
  readonly id: NodeId
  /** Absent while the server is down, and for a subject that shows nothing of its memory. */
  live: LiveState | undefined = undefined
  /** How many incarnations began; facts of an earlier incarnation bind the present one only through the disk or the wire. */
  incarnation = 0

  /** Set to have the state looked at after this event even where it does not change. */
  awaitsLook = false

  role: Role = 'follower'
  currentTerm = 0
  votedFor: NodeId | null = null
  /**
   * `votedFor` is what it was in the term before: the server may have voted so again, or show the old vote until
   * it casts another.
   */
  voteCarriedOver = false
  commitIndex = 0
  lastApplied = 0
  readonly log = new MirroredLog()
  /** The leader's `matchIndex` by the peer's ordinal, the highest shown in this term; -1 before that. */
  readonly matchIndex: number[]

  /** What had already been applied when this incarnation began, or came as a snapshot: committed, whatever `commitIndex` says. */
  appliedFloor = 0
  /** Up to where the entries below `commitIndex` were looked at: it may be shown before the log is. */
  committedSeen = 0
  /** It shows that it leads a later term than the one it was elected in, without a vote for itself: it steps down. */
  stepsDown = false
  stateDigest: string | undefined = undefined

  /** Only while a change is being looked at: it was leader before and still is, in the same term. */
  leadsOn = false
  /** Only while a change is being looked at: whether the end of its log moved in it, and where it was. */
  endMoved = false
  lastIndexBefore = 0
  lastTermBefore = 0

  /** Whether anything was said about its disk; `durable` and `durableTerm` mean nothing before. */
  diskKnown = false
  durableTerm = 0
  readonly durable = new MirroredLog()

  constructor(node: number, id: NodeId, members: number) {
    this.node = node
    this.id = id
    this.matchIndex = new Array<number>(members).fill(-1)
  }
}
