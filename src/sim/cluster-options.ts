import type { InvariantMonitor } from '../../checkers/invariants/monitor.ts'
import type { NodeId } from '../base/node-id.ts'
import type { RandomStream } from '../base/random.ts'
import type { Violation } from '../record/verdict.ts'
import type { Lane, Target } from '../subject/target.ts'
import type { Agenda } from './agenda.ts'
import type { Process } from './process.ts'
import type { Recorder } from './recorder.ts'

export interface ClusterOptions {
  readonly target: Target
  readonly members: readonly NodeId[]
  readonly random: RandomStream
  readonly agenda: Agenda
  /** Makes the monitor that looks at every step; the function given takes what it finds. */
  readonly monitor: (report: (violation: Violation) => void) => InvariantMonitor
  readonly recorder?: Recorder
  /** Whether a breach is a failure; the run goes on past any other that it can go on past. Default: each is. */
  readonly counts?: (violation: Violation) => boolean
  /** Ends the process of a server that threw while it handled an event, where that is no failure. Default: it goes on. */
  readonly ended?: (process: Process) => void
  /** Its servers answer later: a step ends when the server it touched has taken its answer. Default: at once. */
  readonly lane?: Lane
  /** Catch servers that write to what they sent or received. Default false. */
  readonly strict?: boolean
}
