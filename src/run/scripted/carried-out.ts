import type { Decision, Script } from '../../record/decision.ts'
import type { Trace, TraceMessage, TraceStep } from '../../record/trace.ts'

/** What follows from a decision or stands beside it: none of these is one. */
const notDecided = new Set<TraceStep['kind']>(['start', 'invoke', 'return', 'violation'])

/** The step of the run in which each decision of its script was carried out; undefined where it was skipped. */
export function carriedOut(script: Script, { steps, messages }: Trace): readonly (TraceStep | undefined)[] {
  const sent = new Map(messages.map((message) => [message.id, message]))
  let at = 0
  const next = (decision: Decision): TraceStep | undefined => {
    for (let ahead = at; ahead < steps.length; ahead++) {
      const step = steps[ahead]
      if (step === undefined) return undefined
      if (isStepOf(decision, step, sent)) {
        at = ahead + 1
        return step
      }
      // a disk may report by itself; any other step is that of a decision further on
      if (!notDecided.has(step.kind) && step.kind !== 'synced') return undefined
    }
    return undefined
  }
  return script.map(next)
}

function isStepOf(
  decision: Decision,
  { kind, node, client, message }: TraceStep,
  sent: ReadonlyMap<number, TraceMessage>,
): boolean {
  switch (decision.do) {
    case 'deliver':
      return (
        kind === 'deliver' &&
        node === decision.to &&
        (message === undefined || sent.get(message)?.from === decision.from)
      )
    case 'fire':
      return kind === 'timer' && node === decision.node
    case 'submit':
    case 'retry':
      return kind === 'submit' && node === decision.node && client === decision.client
    case 'sync':
      return kind === 'synced' && node === decision.node
    case 'crash':
      return kind === 'crash' && node === decision.node
    case 'restart':
      return kind === 'restart' && node === decision.node
  }
}
