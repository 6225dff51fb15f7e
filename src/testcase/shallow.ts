import type { Bounds } from '../explore/bounds.ts'
import { clientCalls } from '../explore/client-calls.ts'
import { possibleOn } from '../explore/explored-plan.ts'
import { explore, type Counterexample } from '../explore/explore.ts'
import { Widening } from '../explore/widening.ts'
import type { Decision } from '../record/decision.ts'
import { isSameBug, type Violation } from '../record/verdict.ts'
import { withServers } from '../minimize/with-servers.ts'
import type { Plan } from '../run/plan.ts'
import { offersOf } from '../subject/offers.ts'
import { asKnown } from './module-state.ts'
import { effortOf, hasTaken, ROUND } from './search-effort.ts'
import type { TargetMaker } from './target-maker.ts'

/** What a search of shallow runs may take. */
export interface ShallowLimits {
  /** States for each size of the cluster; see `effortOf`. */
  readonly effort: number
  /** Servers of the smallest cluster that is searched. */
  readonly fewestServers: number
  /** Only what has fewer events is looked for. Default: what a search can reach. */
  readonly fewerThan?: number
  stops(): boolean
}

/** A run that fails the same way, on the cluster of a plan. */
export interface Shallow {
  readonly plan: Plan
  readonly found: Counterexample
}

/** A longer run is sought otherwise. */
const MOST_EVENTS = 14
/** More of anything is rare in a short run. */
const most: Bounds = {
  timeouts: 6,
  lateMessages: 2,
  operations: 3,
  restarts: 2,
  duplicates: 1,
  retries: 2,
  lateSyncs: 1,
}
const withoutFaults: Bounds = { ...most, restarts: 0, duplicates: 0, lateSyncs: 0 }

/** Where a server may leave as well, little else is tried: each call that names a server multiplies the states. */
const withChanges: Bounds = { ...most, timeouts: 3, operations: 2, restarts: 1, duplicates: 0, retries: 0 }

const isFault = (one: Decision): boolean => one.do === 'crash' || ('again' in one && one.again === true)

/** Of larger clusters there are too many runs. */
const MOST_SERVERS = 3

/** A new leader has something to replicate at once, where no client calls; without that it may not change members (thesis §4.1, the fix of 2015). */
export function withOwnEntry(plan: Plan): Plan {
  const { noop: _, ...settings } = plan.settings
  return { ...plan, settings }
}

/**
 * Searches the shortest runs there are, on small clusters with settings that make them shorter still, for one that fails the same way:
 * most bugs show in one of a few events. What it finds depends on the bug alone, so that it is the same whatever run was minimized.
 * @returns the shortest found, and the states of all searches.
 */
export async function searchShallow(
  plan: Plan,
  make: TargetMaker,
  violation: Violation,
  { effort, fewestServers, fewerThan = MOST_EVENTS + 1, stops }: ShallowLimits,
): Promise<{ readonly shortest?: Shallow; readonly states: number }> {
  let states = 0
  let shortest: Shallow | undefined
  const least = plan.settings['voters'] === undefined ? Math.min(fewestServers, plan.nodes) : plan.nodes
  const search = async (
    nodes: number,
    bounds: Bounds,
    depth: () => number,
    changesMembers = false,
  ): Promise<void> => {
    const small = withServers(changesMembers ? withOwnEntry(plan) : plan, nodes)
    const widening = new Widening(possibleOn(make(small)), {}, bounds)
    const compares = violation.property === 'linearizability'
    const calls = clientCalls(small, make(small), bounds.operations, { compares, changesMembers })
    let spent = 0
    while (spent < effort && !stops() && depth() > 0) {
      const rest = effort - spent
      const { found, rounds } = await explore(small, () => asKnown(make(small)), {
        widening,
        calls,
        depth: depth(),
        maxStates: rest,
        isSymmetric: offersOf(make(small)).builtInRaftSettings && !changesMembers,
        isWanted: (other) => isSameBug(violation, other),
        stops: (progress) => hasTaken(rest, progress) || stops(),
      })
      for (const round of rounds) {
        states += round.states
        spent += ROUND + effortOf(round)
      }
      if (found === undefined) return
      shortest = { plan: small, found }
      widening.searched(rounds.at(-1)?.states ?? 0)
    }
  }
  const mostServers = Math.min(plan.nodes, MOST_SERVERS)
  for (let nodes = least; nodes <= mostServers; nodes++) {
    const eventsLeft = (): number => shortest?.found.events ?? fewerThan
    // of two runs of one length that without faults is the plainer: a crash that need not be seems to matter
    const isPlain = (): boolean => shortest === undefined || !shortest.found.script.some(isFault)
    if (!isPlain()) await search(nodes, withoutFaults, () => (isPlain() ? 0 : eventsLeft()))
    await search(nodes, most, () => eventsLeft() - 1)
  }
  // it names servers, and adds many states: only for what nothing else shows
  const isOfMembers = plan.workload.operator?.some(({ f }) => f === 'reconfigure') === true
  for (let nodes = Math.max(2, least); isOfMembers && nodes <= mostServers && shortest === undefined; nodes++)
    await search(nodes, withChanges, () => fewerThan - 1, true)
  return { ...(shortest !== undefined && { shortest }), states }
}
