import type { Trace, TraceStep } from '../record/trace.ts'

/** A chain so long is a loop, or a log that is sent entry after entry. */
const LONG = 15
/** A timer that fires sooner, in microseconds, waits for nothing. */
const AT_ONCE = 100
/** This share of the steps belongs to such chains where all goes on by itself, in each of so many parts: a heartbeat may begin one anew. */
const MOST = 0.5
const PARTS = 4

/**
 * Whether what happens behind a step goes on by itself: a message was sent for a message that was sent for a message, so far back that no timer,
 * client or operator is to be seen. What a busy cluster does at its pace begins each time anew, with a heartbeat or a call.
 */
export function goesOnByItself({ steps }: Pick<Trace, 'steps'>, behind: number): boolean {
  const lengths = new Map<number, number>()
  const perPart = Math.max(1, (steps.length - behind) / PARTS)
  const inChains = Array.from({ length: PARTS }, () => 0)
  for (const one of steps) {
    const cause = one.cause === undefined ? undefined : steps[one.cause - 1]
    const before = cause !== undefined && isOfItself(one, cause) ? lengths.get(cause.step) : undefined
    const length = before === undefined ? 0 : before + 1
    lengths.set(one.step, length)
    const part = Math.floor((one.step - 1 - behind) / perPart)
    if (length >= LONG && part in inChains) inChains[part] = (inChains[part] ?? 0) + 1
  }
  return inChains.every((those) => those > MOST * perPart)
}

function isOfItself({ kind, time }: TraceStep, cause: TraceStep): boolean {
  switch (kind) {
    case 'deliver':
    case 'synced':
      return true
    case 'timer':
      return time - cause.time <= AT_ONCE
    default:
      return false
  }
}
