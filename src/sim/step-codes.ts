import type { StepKind } from '../record/trace.ts'

/** What the digest takes in of a step's kind. A number, once given, stays: digests are compared over versions. */
export const stepCodes: { readonly [kind in StepKind]: number } = {
  start: 1,
  deliver: 2,
  timer: 3,
  synced: 4,
  invoke: 5,
  submit: 6,
  return: 7,
  crash: 8,
  restart: 9,
  pause: 10,
  resume: 11,
  fault: 12,
  heal: 13,
  violation: 14,
}

/** The same, by a switch, the most frequent first: what is looked up by one of fourteen names no compiler makes a constant of. */
export function stepCode(kind: StepKind): number {
  switch (kind) {
    case 'deliver':
      return stepCodes.deliver
    case 'synced':
      return stepCodes.synced
    case 'timer':
      return stepCodes.timer
    default:
      return stepCodes[kind]
  }
}
