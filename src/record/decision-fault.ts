import type { Decision } from './decision.ts'

/** What a decision of a script can do to a server or a message that a healthy world would not. */
export type DecisionFault = 'crash' | 'second arrival' | 'late sync'

/** The fault that a decision is, if it is one. Everything else is the protocol at work. */
export function faultOfDecision(decision: Decision): DecisionFault | undefined {
  if (decision.do === 'crash') return 'crash'
  if (decision.do === 'deliver' && decision.again === true) return 'second arrival'
  return 'hold' in decision && decision.hold === true ? 'late sync' : undefined
}

/** It in words, with whom it hits; undefined of a decision that is no fault. */
export function decisionFaultText(decision: Decision): string | undefined {
  switch (faultOfDecision(decision)) {
    case 'crash':
      return `crash of ${nodeOf(decision)}`
    case 'second arrival':
      return `second arrival of a message${'from' in decision ? ` from ${decision.from}` : ''} at ${nodeOf(decision)}`
    case 'late sync':
      return `disk of ${nodeOf(decision)} that syncs late`
    case undefined:
      return undefined
  }
}

/** The server at which a decision happens. */
const nodeOf = (decision: Decision): string => (decision.do === 'deliver' ? decision.to : decision.node)
