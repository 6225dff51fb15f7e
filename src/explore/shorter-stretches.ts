import { elementAt } from '../base/element-at.ts'
import { nodeIds } from '../base/node-id.ts'
import type { Script } from '../record/decision.ts'
import type { Violation } from '../record/verdict.ts'
import type { Plan } from '../run/plan.ts'
import type { RunResult } from '../run/run-result.ts'
import { isSeenAtRest } from '../run/same-members.ts'
import { runScript } from '../run/scripted/scripted-run.ts'
import type { Target } from '../subject/target.ts'
import { MAX_BOUND, type Bounds } from './bounds.ts'
import { BreadthFirst } from './breadth-first.ts'
import { ClientHistories } from './client-histories.ts'
import { endOf } from './path-end.ts'
import { scriptOf, type PathEvent } from './path.ts'
import {
  callsInAnyOrder,
  isOfPlainCalls,
  numberedCalls,
  plainCalls,
  Retrace,
  waypointsOf,
  type CallsOfScript,
  type Waypoint,
} from './retrace.ts'
import type { Judgement, StateInRun } from './search-scope.ts'
import { ServerStates } from './server-states.ts'

/** What is searched around each state that a run goes through. */
interface Reach {
  /** States behind it, at most. */
  readonly states: number
  /** Events of the run that are left out before it is taken up again, at most; 0: it is not. */
  readonly skipped: number
}

/** First a little around each state, then more and more. */
const reaches: readonly Reach[] = [
  { states: 1, skipped: 40 },
  { states: 30, skipped: 12 },
  { states: 2000, skipped: 0 },
  { states: 400, skipped: 8 },
  { states: 20_000, skipped: 0 },
  { states: 4000, skipped: 7 },
]

/** Of what is under way, so much may arrive late where what follows is searched anew. */
const MOST_LATE = 2

/** To make a run again takes as long as so many states. */
const RUN = 300

interface StretchSettings {
  /** States, events of runs that are taken up again, ten for each time that code of the target runs, and 300 for each run, at most. */
  readonly effort: number
  isWanted(violation: Violation): boolean
  stops(): boolean
}

/** A run that is as short as any that this search knows. */
interface ShorterRun {
  readonly script: Script
  readonly result: RunResult
}

interface Best extends ShorterRun {
  readonly path: readonly PathEvent[]
}

/**
 * Makes a run that breaks a property shorter stretch by stretch: from each state that it goes through all that may come next is searched, breadth
 * first, for another breach, and for states behind which the rest of the run, or what of it is possible there, still breaks it. A
 * search from the begin reaches few events; this one reaches as few, but from everywhere.
 */
class ShorterStretches {
  states = 0
  #spent = 0
  #executed = 0
  readonly #plan: Plan
  readonly #callsOf: CallsOfScript
  readonly #make: () => Target
  readonly #settings: StretchSettings
  readonly #servers: ServerStates
  readonly #histories: ClientHistories
  readonly #retrace: Retrace
  /** Ends of paths that seemed to break a property, and did not. */
  readonly #harmless = new Set<string>()
  #best: Best | undefined

  constructor(
    plan: Plan,
    make: () => Target,
    script: Script,
    callsOf: CallsOfScript,
    settings: StretchSettings,
  ) {
    const calls = callsInAnyOrder(callsOf(script))
    this.#callsOf = callsOf
    this.#plan = plan
    this.#make = make
    this.#settings = settings
    this.#servers = new ServerStates(make(), nodeIds(plan.nodes), plan.seed, calls)
    this.#histories = new ClientHistories(calls)
    this.#retrace = new Retrace(this.#servers, this.#histories)
  }

  /** Whether the run of a script, as events of a search, fails as it is wanted. */
  begins(script: Script): boolean {
    const path = this.#retrace.follow(this.#waypoints(script))
    return path !== undefined && this.#judged(path, Infinity) === 'breaks'
  }

  /** The shortest run found; undefined: none has fewer events than the script that it begins with. */
  async search(given: Script): Promise<ShorterRun | undefined> {
    for (let at = 0; at < reaches.length && !this.#isOver();) {
      const before = this.#best
      await this.#sweep(elementAt(reaches, at))
      at = this.#best === before ? at + 1 : 0
    }
    const best = this.#best
    // what changed nothing in the script is no event any more
    return best !== undefined && best.path.length < this.#waypoints(given).length ? best : undefined
  }

  #waypoints(script: Script): readonly Waypoint[] {
    return waypointsOf(script, this.#servers.members, this.#callsOf)
  }

  /** From each state of the run in turn, the last one first. */
  async #sweep(reach: Reach): Promise<void> {
    let points = this.#pointsOfBest()
    let states = this.#retrace.statesOf(points)
    for (let at = points.length - 2; at >= 0; at--) {
      const from = states[at]
      if (from === undefined) continue
      while (!this.#isOver() && (await this.#from(from, at, points, reach))) {
        points = this.#pointsOfBest()
        states = this.#retrace.statesOf(points)
      }
    }
  }

  /** Whether a shorter run was found that begins as the best does, up to a state. */
  async #from(from: StateInRun, at: number, points: readonly Waypoint[], reach: Reach): Promise<boolean> {
    const { effort, stops } = this.#settings
    const bounds = boundsOf(points.slice(at))
    const before = this.#retrace.events
    const search = new BreadthFirst(this.#servers, this.#histories, {
      bounds,
      from,
      continues:
        reach.skipped === 0
          ? undefined
          : (words, length, depth) => {
              const found: (readonly PathEvent[])[] = []
              for (
                let to = at + depth + 1;
                to < Math.min(points.length, at + depth + 1 + reach.skipped);
                to++
              ) {
                const rest = this.#retrace.follow(points.slice(to), { words, length, isTakenUp: true })
                if (rest !== undefined && at + depth + rest.length < points.length) found.push(rest)
              }
              return found
            },
    })
    const end = await search.search(
      { depth: points.length - 1 - at, states: reach.states },
      (path) => this.#judged(path, points.length),
      () => this.#spent + search.states + this.#retrace.events - before >= effort || stops(),
    )
    this.states += search.states
    const { executions } = this.#servers
    this.#spent += search.states + (this.#retrace.events - before) + 10 * (executions - this.#executed)
    this.#executed = executions
    return end === 'found'
  }

  #pointsOfBest(): readonly Waypoint[] {
    return this.#waypoints(this.#best?.script ?? [])
  }

  #isOver(): boolean {
    return this.#spent >= this.#settings.effort || this.#settings.stops()
  }

  /** Whether events, fewer than so many, break what is looked for. */
  #judged(path: readonly PathEvent[], fewerThan: number): Judgement {
    if (path.length >= fewerThan) return 'holds'
    const end = endOf(path, this.#servers, this.#histories)
    if (this.#harmless.has(end)) return 'holds'
    const script = scriptOf(path, this.#servers)
    this.#spent += RUN
    const result = runScript(this.#plan, this.#make(), script, { traced: true })
    if (result.violation === undefined) {
      if ((result.known ?? []).length > 0) return 'ended'
      this.#harmless.add(end)
      return 'holds'
    }
    if (!this.#settings.isWanted(result.violation)) {
      if (!isSeenAtRest(result.violation)) return 'ended'
      this.#harmless.add(end)
      return 'holds'
    }
    this.#best = this.#trimmed(path, { script, result })
    return 'breaks'
  }

  /** The run without the events that came after it broke. */
  #trimmed(path: readonly PathEvent[], whole: ShorterRun): Best {
    let best: Best = { path, ...whole }
    for (let length = path.length - 1; length > 0; length--) {
      const shorter = path.slice(0, length)
      const script = scriptOf(shorter, this.#servers)
      const result = runScript(this.#plan, this.#make(), script, { traced: true })
      if (result.violation === undefined || !this.#settings.isWanted(result.violation)) break
      best = { path: shorter, script, result }
    }
    return best
  }
}

/**
 * Searches for a script with fewer events that breaks what is wanted; see {@link ShorterStretches}.
 * @returns undefined for a script that no search can follow.
 */
export async function shorterStretches(
  plan: Plan,
  make: () => Target,
  script: Script,
  settings: StretchSettings,
): Promise<{ readonly script?: Script; readonly states: number } | undefined> {
  for (const callsOf of isOfPlainCalls(script) ? [plainCalls, numberedCalls] : [numberedCalls]) {
    const search = new ShorterStretches(plan, make, script, callsOf, settings)
    if (!search.begins(script)) continue
    const found = await search.search(script)
    return { states: search.states, ...(found !== undefined && { script: found.script }) }
  }
  return undefined
}

/** What is left of a run, counted. */
function boundsOf(points: readonly Waypoint[]): Bounds {
  const count = (is: (one: Waypoint) => boolean): number => Math.min(MAX_BOUND, points.filter(is).length)
  return {
    timeouts: count(({ what }) => what.type === 'fire'),
    lateMessages: MOST_LATE,
    operations: count(({ what }) => what.type === 'call' && !what.again),
    restarts: count(({ what }) => what.type === 'restart'),
    duplicates: count(({ what }) => what.type === 'deliver' && what.stays),
    retries: count(({ what }) => what.type === 'call' && what.again),
    lateSyncs: count(({ hold }) => hold),
  }
}
