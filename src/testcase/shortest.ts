import { boundNames, MAX_BOUND, type Bounds } from '../explore/bounds.ts'
import type { ClientCall } from '../explore/client-calls.ts'
import { explore, type Counterexample } from '../explore/explore.ts'
import { Guide } from '../explore/guide.ts'
import { isOfPlainCalls } from '../explore/retrace.ts'
import { Widening, widest } from '../explore/widening.ts'
import type { Script } from '../record/decision.ts'
import { isSameBug, type Violation } from '../record/verdict.ts'
import type { Plan } from '../run/plan.ts'
import type { Target } from '../subject/target.ts'
import type { Call } from '../workload/index.ts'
import { effortOf, hasTaken, ROUND } from './search-effort.ts'

/** What a search may take. */
export interface ShorterLimits {
  /** States of all searches together, and ten for each time that code of the target ran, at most. */
  readonly effort: number
  /** Servers differ by nothing but their names. */
  readonly isSymmetric: boolean
  stops(): boolean
}

/** What came of it. */
export interface ShorterFound {
  /** The shortest run that fails the same way, if there is a shorter one. */
  readonly found?: Counterexample
  /** The widest bounds within which no other is shorter than the one that is known in the end. */
  readonly within: readonly Bounds[]
  /** Whether all runs made of as much as the script were searched: then none of them is shorter. */
  readonly isProved: boolean
  readonly states: number
}

/** Of what is under way, so much may arrive late: more makes too many states, and is rare in a short run. */
const MOST_LATE = 2
/** The share of the states that goes into searches of what the script itself is made of. */
const GUIDED = 0.25

/** Events of a script: that a server that crashed starts again, and that writes are synced, is a part of another one. */
export const eventsIn = (script: Script): number =>
  script.filter((one) => one.do !== 'restart' && one.do !== 'sync').length

/**
 * Searches for a run with fewer events than a script that fails the same way: first one made of the same timers, calls and
 * restarts of the same servers in another order; then any that has as much of each as the script, by whomsoever.
 * @returns undefined for a script that no search can hold: of sessions with numbers of their own, or of an operator.
 */
export async function searchShorter(
  plan: Plan,
  make: () => Target,
  script: Script,
  violation: Violation,
  { effort: most, isSymmetric, stops }: ShorterLimits,
): Promise<ShorterFound | undefined> {
  const calls = callsIn(script)
  if (calls === undefined) return undefined
  const whole = boundsOf(script)
  const guide = Guide.of(script)
  const searched: Bounds[] = []
  let best: Counterexample | undefined
  let [states, spent] = [0, 0]
  /** Searches round after round, each time for one that is shorter than the best. */
  const search = async (widening: Widening, upTo: number, by: { readonly guide?: Guide }): Promise<void> => {
    while (spent < upTo && !stops()) {
      const depth = (best?.events ?? eventsIn(script)) - 1
      if (depth < 1) return
      const rest = upTo - spent
      const { found, rounds } = await explore(plan, make, {
        ...by,
        widening,
        depth,
        maxStates: rest,
        isSymmetric: isSymmetric && by.guide === undefined,
        calls,
        isWanted: (other) => isSameBug(violation, other),
        stops: (progress) => hasTaken(rest, progress) || stops(),
      })
      for (const round of rounds) {
        states += round.states
        spent += ROUND + effortOf(round)
        const isDone = round.end === 'exhausted' || round.end === 'depth' || round.end === 'found'
        if (isDone && by.guide === undefined) searched.push(round.bounds)
      }
      if (found === undefined) return
      best = found
      widening.searched(rounds.at(-1)?.states ?? 0)
    }
  }
  const possible = boundNames.filter((name) => whole[name] > 0)
  if (guide !== undefined)
    await search(new Widening(['lateMessages'], withoutLate(whole), whole), GUIDED * most, { guide })
  await search(new Widening(possible, {}, whole), most, {})
  const isProved = searched.some((bounds) => boundNames.every((name) => bounds[name] >= whole[name]))
  return { ...(best !== undefined && { found: best }), within: widest(searched), isProved, states }
}

const withoutLate = ({ lateMessages: _, ...rest }: Bounds): Partial<Bounds> => rest

/** What happens in a script, counted; how much of it arrives late is not counted. */
function boundsOf(script: Script): Bounds {
  const count = (is: (one: Script[number]) => boolean): number =>
    Math.min(MAX_BOUND, script.filter(is).length)
  return {
    timeouts: count((one) => one.do === 'fire'),
    lateMessages: MOST_LATE,
    operations: count((one) => one.do === 'submit'),
    restarts: count((one) => one.do === 'crash'),
    duplicates: count((one) => one.do === 'deliver' && one.again === true),
    retries: count((one) => one.do === 'retry'),
    lateSyncs: count((one) => 'hold' in one && one.hold === true),
  }
}

/** Its calls, each of a client of its own; undefined where they are more than a call of a client each. */
function callsIn(script: Script): readonly ClientCall[] | undefined {
  if (!isOfPlainCalls(script)) return undefined
  return script
    .filter((one) => one.do === 'submit')
    .map((one, client) => ({ client, call: one.call as Call }))
}
