import type { Millis } from '../src/base/time.ts'
import type { Trigger } from '../src/subject/fault-surface.ts'
import type { Draws } from './draws.ts'
import type { FaultContext } from './fault-kind.ts'
import type { FaultPlan, When } from './fault-plan.ts'
import type { Selector } from './selector.ts'

type Timing = Pick<FaultPlan, 'when' | 'for' | 'repeat'>

/** When a fault is activated: at any instant of the chaos phase or, 2 times in 5, at one of the triggers. */
export function drawTiming(
  draws: Draws,
  context: FaultContext,
  lasts: Millis,
  aims: readonly Trigger[],
): Timing {
  const when = drawWhen(draws, context, aims)
  if (!draws.chance(300_000)) return { when, for: lasts }
  const every = draws.int(context.heartbeat, 4 * context.electionTimeout)
  return { when, for: lasts, repeat: { times: draws.int(2, 6), every } }
}

function drawWhen(draws: Draws, { chaosFrom, chaosUntil }: FaultContext, aims: readonly Trigger[]): When {
  const at = draws.int(chaosFrom, Math.max(chaosFrom, chaosUntil - 1))
  if (aims.length === 0 || !draws.chance(400_000)) return { at }
  return { on: draws.pick(aims), skip: draws.lean(0, 20), delay: draws.lean(0, 10), after: at }
}

/**
 * How long a server or link is gone: a third of the draws a few milliseconds, so that nobody notices; a
 * third about an election timeout; a third several of them.
 */
export function drawOutage(draws: Draws, { electionTimeout }: FaultContext): Millis {
  switch (draws.int(0, 2)) {
    case 0:
      return draws.int(1, 10)
    case 1:
      return draws.int(10, electionTimeout)
    default:
      return draws.int(electionTimeout, 5 * electionTimeout)
  }
}

/** How long a disturbance lasts: 1 to 20 election timeouts. */
export function drawSpell(draws: Draws, { electionTimeout }: FaultContext): Millis {
  return draws.lean(electionTimeout, 20 * electionTimeout)
}

/** Whom it hits: one of the choices or, when it waits for a trigger, half the time its subject. */
export function drawNodes<const S extends Selector>(
  draws: Draws,
  { when }: Timing,
  choices: readonly S[],
): S | 'subject' {
  const subject = draws.chance(500_000)
  const choice = draws.pick(choices)
  return subject && 'on' in when ? 'subject' : choice
}
