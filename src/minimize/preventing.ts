import type { Script } from '../record/decision.ts'
import type { Trace, TraceMessage } from '../record/trace.ts'
import type { Plan } from '../run/plan.ts'
import { clientsIn, type Continuation } from '../run/scripted/scripted-run.ts'
import type { Runner } from './candidate-runs.ts'

/** Messages that are tried. */
const MAX_MESSAGES = 200

/**
 * Messages that were never delivered and would have prevented the failure, by number: each is proved by the same script
 * in which it arrives as soon as it was sent.
 * @param trace of the run of the script.
 */
export function preventingMessages(
  script: Script,
  plan: Plan,
  trace: Trace,
  runner: Runner,
): readonly number[] {
  const lost = trace.messages.filter(
    (message: TraceMessage | null | undefined): message is TraceMessage =>
      // a number that no message has leaves a hole
      Boolean(message) && message?.arrivals.length === 0,
  )
  if (lost.length === 0) return []
  const steps = script.map((_, at) => runner.scripted(plan, script.slice(0, at + 1), false).counts.steps)
  return lost.slice(0, MAX_MESSAGES).flatMap((message) => {
    const sent = steps.findIndex((step) => step >= message.sentIn)
    // what a start sends is there before the first decision
    const begun = script.slice(0, sent + 1)
    if (sent < 0) return []
    const result = runner.scripted(plan, begun, false, deliveredAt(message, script, sent + 1))
    return result.violation === undefined ? [message.id] : []
  })
}

/** The newest message of the link arrives, then the rest of the script goes on. */
function deliveredAt({ from, to }: TraceMessage, script: Script, rest: number): Continuation {
  let at = rest
  let isDelivered = false
  return {
    clients: clientsIn(script),
    next: (world) => {
      const newest = isDelivered
        ? undefined
        : world.possible().deliveries.findLast((one) => one.from === from && one.to === to)
      isDelivered = true
      return newest ?? script[at++]
    },
  }
}
