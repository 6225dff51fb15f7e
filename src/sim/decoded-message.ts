import type { InvariantMonitor } from '../../checkers/invariants/monitor.ts'
import type { Json } from '../base/json.ts'
import type { NodeId } from '../base/node-id.ts'
import type { Micros } from '../base/time.ts'
import type { Lens, LensMessage } from '../subject/contract.ts'
import type { Breaches } from './breaches.ts'
import type { Process } from './process.ts'
import type { Refusals } from './refusals.ts'
import { claimIn } from './vote-claim.ts'

/** Who is told, and when. */
interface Told {
  readonly monitor: InvariantMonitor
  readonly refusals: Refusals
  readonly breaches: Breaches
  readonly step: number
  readonly now: Micros
}

/** Tells the invariants what a message means that a server sends, where the target's lens knows it. */
export function notifyDecoded(
  told: Told,
  lens: Lens | undefined,
  from: Process,
  to: NodeId,
  message: Json,
): void {
  try {
    const decoded = lens?.message?.(message)
    if (decoded !== undefined) tell(told, from, to, decoded)
  } catch (error) {
    told.breaches.threw(from.id, error, 'lens.message()')
  }
}

function tell({ monitor, refusals, step, now }: Told, from: Process, to: NodeId, decoded: LensMessage): void {
  refusals.sent(from, to, decoded, step)
  const { kind, term, granted } = decoded
  const candidate = kind === 'vote' ? (decoded.candidate ?? to) : decoded.candidate
  monitor.sent(from.ordinal, kind, term, granted === true, candidate, step, now, claimIn(decoded))
}
