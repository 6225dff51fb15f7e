import { faultOfDecision } from '../src/record/decision-fault.ts'
import type { MinimizedFailure, Necessity } from '../src/record/run-record.ts'

/** One line of "what happens without it", and whether the part is a fault or an ordinary decision. */
export interface NecessityLine {
  readonly text: string
  /** In words: `nothing breaks`, `still breaks`, or `breaks election-safety/... instead`. */
  readonly without: string
  readonly needed: boolean
  readonly fault: boolean
  /** Position in the script, for a decision. */
  readonly decision?: number
}

// What a healthy world does by itself; taking one away is not taking away a fault.
const ordinary = new Set(['deliver', 'fire', 'submit', 'sync'])

export function necessityLines(minimized: MinimizedFailure): NecessityLine[] {
  return minimized.necessity.map((entry) => ({
    text: entry.text,
    without: inWords(entry),
    needed: entry.without !== 'same',
    fault: isFault(minimized, entry),
    ...(typeof entry.of === 'number' ? { decision: entry.of } : {}),
  }))
}

function isFault(minimized: MinimizedFailure, entry: Necessity): boolean {
  if (typeof entry.of === 'string') return true
  const decision = minimized.script?.[entry.of]
  if (decision === undefined) return false
  return !ordinary.has(decision.do) || faultOfDecision(decision) !== undefined
}

function inWords(entry: Necessity): string {
  if (entry.without === 'passes') return 'nothing breaks'
  if (entry.without === 'same') return 'still breaks the same way'
  return `breaks ${entry.without} instead`
}

/** The ordinary decisions in one sentence; undefined when there are none. */
export function ordinarySummary(lines: readonly NecessityLine[]): string | undefined {
  const decisions = lines.filter((line) => !line.fault)
  if (decisions.length === 0) return undefined
  const needed = decisions.filter((line) => line.needed).length
  const noun = decisions.length === 1 ? 'decision' : 'decisions'
  if (needed === decisions.length) {
    return decisions.length === 1
      ? 'The one other decision is needed too.'
      : `Each of the ${decisions.length} other ${noun} is needed too: without any one of them this breach is gone.`
  }
  return `Of the ${decisions.length} other ${noun}, ${needed} ${needed === 1 ? 'is' : 'are'} needed.`
}
