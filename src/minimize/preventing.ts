import type { Script } from '../record/decision.ts'
import type { Trace, TraceMessage } from '../record/trace.ts'
import type { Plan } from '../run/plan.ts'
import { clientsIn, type Continuation } from '../run/scripted/scripted-run.ts'
import type { Runner } from './candidate-runs.ts'
import { stepsAfter } from './steps-after.ts'

/** Messages that are tried, and decisions that are carried out for all of them: of a long script fewer are tried. */
const MAX_MESSAGES = 200
const DECISIONS = 100_000

/**
 * Messages that were never delivered and would have prevented the failure, by number: each is proved by the same script
 * in which it arrives as soon as it was sent. A run that proves nothing, as nobody is answered in it, proves no message.
 * @param trace of the run of the script.
 * @param goesOn whether there is time for it. Default: always.
 * @returns undefined: the time was over.
 */
export function preventingMessages(
  script: Script,
  plan: Plan,
  trace: Trace,
  runner: Runner,
  goesOn: () => boolean = () => true,
): readonly number[] | undefined {
  const lost = newestOfLinks(trace).filter(({ arrivals }) => arrivals.length === 0)
  if (lost.length === 0) return []
  const steps = stepsAfter(script, plan, runner)
  const most = Math.min(MAX_MESSAGES, Math.floor(DECISIONS / script.length))
  const preventing: number[] = []
  for (const message of lost.slice(0, most)) {
    if (!goesOn()) return undefined
    // so many decisions had been carried out when it was sent
    const begun = steps.findIndex((step) => step >= message.sentIn)
    const result = runner.scripted(plan, script.slice(0, begun), false, deliveredAt(message, script, begun))
    if (result.status === 'valid') preventing.push(message.id)
  }
  return preventing
}

/** Of each step the last message on each link: that is the one which can be told from the others when it is to arrive. */
function newestOfLinks({ messages }: Trace): readonly TraceMessage[] {
  const newest = new Map<string, TraceMessage>()
  for (const message of messages as readonly (TraceMessage | null | undefined)[]) {
    // a number that no message has leaves a hole
    if (message) newest.set(`${message.sentIn} ${message.from} ${message.to}`, message)
  }
  return [...newest.values()]
}

/** The newest message of the link arrives, then the rest of the script goes on. */
function deliveredAt({ from, to }: TraceMessage, script: Script, rest: number): Continuation {
  let at = rest
  let isDelivered = false
  return {
    clients: clientsIn(script),
    next: (world) => {
      const newest = isDelivered ? undefined : world.newest(from, to)
      isDelivered = true
      return newest ?? script[at++]
    },
  }
}
