import type { Decision, Script } from '../record/decision.ts'
import type { Plan } from '../run/plan.ts'
import { clientsIn } from '../run/scripted/scripted-run.ts'
import type { CandidateRuns, Runner } from './candidate-runs.ts'

/** Neighbours in a script that are replaced by fewer others, at most. */
const MAX_REPLACED = 7
/** Decisions that replace them, at most. */
const MAX_INSTEAD = 2
/** Of what may be spent, this share at most is spent when the search ends: what it finds is to be shrunk once more. */
const SHARE = 0.8
/** Scripts longer than this are not searched: there are as many runs for each of its decisions as could happen there. */
const MAX_LENGTH = 40

/**
 * The first script that replaces some neighbours by fewer decisions, of what could happen there or comes later anyway, and still `fails`.
 * So it finds what no part of the script shows: a vote of another server, a message that was never delivered, another order.
 * @param most runs that it may take.
 * @returns undefined: there is none, or too many runs were made.
 */
export function shortcut(
  script: Script,
  plan: Plan,
  runner: Runner,
  fails: (script: Script) => boolean,
  runs: CandidateRuns,
  most: number,
): Script | undefined {
  if (script.length > MAX_LENGTH) return undefined
  const last = runs.runs + most
  for (let instead = 1; instead <= MAX_INSTEAD; instead++) {
    for (let at = script.length - 1 - instead; at >= 0; at--) {
      for (const way of waysFrom(script.slice(0, at), script.slice(at), instead)) {
        for (let end = Math.min(script.length, at + MAX_REPLACED); end > at + instead; end--) {
          if (runs.runs >= last || !runs.within(SHARE) || !runs.take()) return undefined
          const shorter = [...script.slice(0, at), ...way, ...script.slice(end)]
          if (fails(shorter)) return shorter
        }
      }
    }
  }
  return undefined

  /** All that may happen behind the begun script in so many decisions. */
  function* waysFrom(begun: Script, rest: Script, decisions: number): Generator<Script> {
    if (decisions === 0) {
      yield []
      return
    }
    for (const next of possibleAfter(begun, rest)) {
      for (const way of waysFrom([...begun, next], rest, decisions - 1)) yield [next, ...way]
    }
  }

  function possibleAfter(begun: Script, [next, ...later]: Script): readonly Decision[] {
    let possible: readonly Decision[] = []
    if (!runs.take()) return possible
    runner.scripted(plan, begun, false, {
      clients: clientsIn(script),
      next: (world) => {
        const { deliveries, timers } = world.possible()
        const ownDecisions = later.filter((one) => one.do === 'submit' || one.do === 'retry')
        possible = [...deliveries, ...timers, ...ownDecisions]
        return undefined
      },
    })
    const skipped = JSON.stringify(next)
    return possible.filter((one) => JSON.stringify(one) !== skipped)
  }
}
