import { defined } from '../base/defined.ts'
import { nodeIds } from '../base/node-id.ts'
import type { Script } from '../record/decision.ts'
import { breachOf, type Violation } from '../record/verdict.ts'
import type { Plan } from '../run/plan.ts'
import type { RunResult } from '../run/run-result.ts'
import { isSeenAtRest } from '../run/same-members.ts'
import { runScript } from '../run/scripted/scripted-run.ts'
import { enterPhase } from '../sim/whereabouts.ts'
import type { Target } from '../subject/target.ts'
import { BreadthFirst } from './breadth-first.ts'
import type { Round } from './round.ts'
import { restoreNumbers, savedRound, type SavedRound, type SavedSearch } from './saved-search.ts'
import type { Bounds } from './bounds.ts'
import { clientCalls, type ClientCall } from './client-calls.ts'
import type { Guide } from './guide.ts'
import { ClientHistories } from './client-histories.ts'
import { scriptOf } from './path.ts'
import { ServerStates } from './server-states.ts'
import type { Widening } from './widening.ts'

/** A run that breaks a property, as short as any within the bounds. */
export interface Counterexample {
  readonly bounds: Bounds
  readonly script: Script
  /** Its events: timers, calls, deliveries, restarts. */
  readonly events: number
  readonly result: RunResult
}

/** What came of it. */
export interface Exploration {
  readonly rounds: readonly Round[]
  readonly found?: Counterexample
  /** Runs that seemed to break a property and, run by the clock that all servers share, did not. */
  readonly unconfirmed: number
  /** Known signatures that showed. */
  readonly known: readonly string[]
  /** Where it was stopped; undefined: it found something, or there is nothing more. */
  readonly saved?: SavedSearch
}

/** A state of the search under way. */
export interface ExploreProgress {
  readonly round: number
  readonly bounds: Bounds
  readonly states: number
  /** How often code of the target ran. */
  readonly executions: number
  readonly depth: number
  /** Of all rounds that are over. */
  readonly before: { readonly states: number; readonly executions: number }
}

export interface ExploreSettings {
  /** Which bounds are searched, one after the other. */
  readonly widening: Widening
  /** Events of a run, at most. */
  readonly depth: number
  /** States of one search, at most. */
  readonly maxStates: number
  /** Whether servers differ by nothing but their names. */
  readonly isSymmetric: boolean
  /** What may happen to whom. Default: anything to anybody. */
  readonly guide?: Guide
  /** What the clients call, in order. Default: as `clientCalls` has it. */
  readonly calls?: readonly ClientCall[]
  /** Where a search of the same was stopped: this one goes on from there. */
  readonly resume?: SavedSearch | undefined
  /** Whether a breach is one that is looked for. Default: each is. */
  isWanted?(violation: Violation): boolean
  /** Asked now and then, and before each round but the first; ends the search. */
  stops(progress: ExploreProgress): boolean | Promise<boolean>
}

/**
 * Searches all runs of a cluster within bounds, breadth first, one round after the other, until one breaks a property.
 * `make` gives the target of a run; its servers must answer at once, without promises of their own.
 */
export async function explore(
  plan: Plan,
  make: () => Target,
  {
    widening,
    depth,
    maxStates,
    isSymmetric,
    guide,
    calls: given,
    resume,
    isWanted = () => true,
    stops,
  }: ExploreSettings,
): Promise<Exploration> {
  const done: Round[] = [...(resume?.done ?? [])]
  const known = new Set(resume?.known)
  let unconfirmed = resume?.unconfirmed ?? 0
  let goesOn = resume?.round
  let saved: SavedSearch | undefined
  let found: Counterexample | undefined
  let shared: ServerStates | undefined
  let before = { states: 0, executions: 0 }
  for (const { states, executions, end } of done) {
    before = { states: before.states + states, executions: before.executions + executions }
    widening.next()
    if (end === 'exhausted' || end === 'depth') widening.searched(states)
  }
  const over = (round?: SavedRound): SavedSearch => ({
    done: [...done],
    unconfirmed,
    known: [...known].toSorted(),
    round,
  })
  /** A search that only looks things up stands still to who watches the steps of runs. */
  const isOver = (progress: Omit<ExploreProgress, 'before'>): boolean | Promise<boolean> => {
    enterPhase('running')
    return stops({ ...progress, before })
  }
  for (let bounds = widening.next(); bounds !== undefined; bounds = widening.next()) {
    const within = bounds
    const round = done.length
    saved = undefined
    if (round > 0 && (await isOver({ round, bounds, states: 0, executions: 0, depth: 0 }))) {
      saved = over()
      break
    }
    const began = performance.now()
    const target = make()
    const calls = given ?? clientCalls(plan, target, bounds.operations)
    const statesOf = (): ServerStates => new ServerStates(target, nodeIds(plan.nodes), plan.seed, calls)
    // the same calls lead servers to the same states: they are found once for all rounds
    const servers = given === undefined ? statesOf() : (shared ??= statesOf())
    const ranBefore = servers.executions
    const histories = new ClientHistories(calls)
    const search = new BreadthFirst(servers, histories, { bounds, isSymmetric, guide })
    const spent = goesOn?.millis ?? 0
    if (goesOn !== undefined) {
      restoreNumbers(goesOn, servers, histories)
      search.restore(goesOn.levels)
      goesOn = undefined
    }
    const end = await search.search(
      { depth, states: maxStates },
      (path) => {
        const script = scriptOf(path, servers)
        const result = runScript(plan, make(), script, { traced: true })
        for (const one of result.known ?? []) known.add(one)
        if (result.violation === undefined) {
          if ((result.known ?? []).length > 0) return 'ended'
          unconfirmed++
          return 'holds'
        }
        if (!isWanted(result.violation)) return isSeenAtRest(result.violation) ? 'holds' : 'ended'
        found = { bounds: within, ...asShort(plan, make, script, result) }
        return 'breaks'
      },
      (at) =>
        isOver({
          round,
          bounds: within,
          states: at.states,
          executions: servers.executions - ranBefore,
          depth: at.depth,
        }),
    )
    const { states, events, depth: reached } = search
    const { size: serverStates, identity } = servers
    const executions = servers.executions - ranBefore
    const millis = spent + Math.round(performance.now() - began)
    if (end === 'stopped' || end === 'states')
      saved = over(savedRound(search.save(), servers, histories, millis))
    done.push({ bounds, end, states, events, depth: reached, serverStates, executions, identity, millis })
    before = { states: before.states + states, executions: before.executions + executions }
    if (end === 'exhausted' || end === 'depth') widening.searched(states)
    if (end === 'found' || end === 'stopped') break
  }
  return {
    rounds: done,
    ...defined({ found, saved }),
    unconfirmed,
    known: [...known].toSorted(),
  }
}

/** The run without the events that came after it broke. */
function asShort(
  plan: Plan,
  make: () => Target,
  script: Script,
  result: RunResult,
): Pick<Counterexample, 'script' | 'result' | 'events'> {
  let [best, last] = [script, result]
  const breach = result.violation && breachOf(result.violation)
  while (best.length > 1) {
    const shorter = best.slice(0, -1)
    const again = runScript(plan, make(), shorter, { traced: true })
    if (again.violation === undefined || breachOf(again.violation) !== breach) break
    ;[best, last] = [shorter, again]
  }
  return { script: best, result: last, events: best.filter((one) => one.do !== 'restart').length }
}
