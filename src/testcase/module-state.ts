import type { RunResult } from '../run/run-result.ts'
import type { Target } from '../subject/target.ts'

/** So many runs in a process are made both ways before the modules are trusted; later those whose number is a power of two. */
const COMPARED = 4

/**
 * Whether what a target's modules keep between runs shows in them. Modules loaded anew for each run are right
 * always, and slow: Node.js compiles and optimizes their code again each time. Modules that all runs share are as right where they keep
 * nothing that shows. So runs are made both ways, and as long as both come out the same, most are made on shared modules.
 */
export class ModuleState {
  /** They cannot be loaded anew. */
  isFixed = false
  /** A run on shared modules came out otherwise than on new ones. */
  shows = false
  #runs = 0

  /** Whether the next run is to be made both ways. */
  next(): boolean {
    const run = ++this.#runs
    return run <= COMPARED || (run & (run - 1)) === 0
  }
}

interface Watched {
  readonly modules: ModuleState
  /** The target on modules that all runs share. */
  readonly shared: Target
}

const watched = new WeakMap<Target, Watched>()

/** Says what is known of the modules of a target that can be renewed. */
export function watchModules(target: Target, modules: ModuleState): void {
  const { renew: _, ...shared } = target
  watched.set(target, { modules, shared })
}

export const modulesOf = (target: Target): ModuleState | undefined => watched.get(target)?.modules

/** The target for a run that is not reported: on new modules only where it is known to matter. */
export function asKnown(target: Target): Target {
  const known = watched.get(target)
  return known === undefined || (known.modules.shows && !known.modules.isFixed) ? target : known.shared
}

type Made = RunResult | Promise<RunResult>

/**
 * Makes a run whose result depends on nothing that ran before. `run` makes it on a target; a shadow is not reported.
 * A run on shared modules that did not hold is made again on new ones, and that is the run that counts.
 */
export function runKnowingModules(target: Target, run: (target: Target, isShadow: boolean) => Made): Made {
  const known = watched.get(target)
  if (known === undefined) return run(target, false)
  const { modules, shared } = known
  const compare = (anew: RunResult, other: RunResult): RunResult => {
    if (anew.digest !== other.digest) modules.shows = true
    return anew
  }
  const both = modules.next()
  if (modules.isFixed) return run(shared, false)
  if (modules.shows) return run(target, false)
  if (both) {
    return after(run(target, false), (anew) => after(run(shared, true), (other) => compare(anew, other)))
  }
  return after(run(shared, false), (other) =>
    other.status === 'valid' ? other : after(run(target, false), (anew) => compare(anew, other)),
  )
}

/** What makes promises is waited for, what does not goes on at once. */
function after(made: Made, go: (result: RunResult) => Made): Made {
  return made instanceof Promise ? made.then(go) : go(made)
}
