import { InputError } from '../base/input-error.ts'
import { assertMillis } from '../base/option-checks.ts'
import type { Millis } from '../base/time.ts'
import { InProcessHost } from '../testcase/in-process-host.ts'
import type { SubjectChoice, SubjectHost } from '../testcase/subject-host.ts'
import type { Judging } from '../run/judging.ts'
import type { Replayable } from '../run/replay-token.ts'
import type { Scenario } from '../run/scenario.ts'
import type { Target } from '../subject/target.ts'
import { withOptionsOf } from '../testcase/target-maker.ts'
import { resolveTarget } from '../testcase/targets.ts'
import { openHost, type Isolation } from './open-host.ts'
import { boundsOf } from './process-host.ts'

/** Where subjects run, and how long a step of theirs may take. */
export interface HostOptions {
  /** Each in a process of its own, or all in this one, to debug. Default `process`. */
  readonly isolation?: Isolation
  /** Longest wall time without a step of a run, with `process`. Default 30,000. */
  readonly watchdog?: Millis
}

/** How a recorded run is made again. With `known` or `ignore` it goes on past more than it did. */
export interface RecordedRunOptions extends HostOptions, Judging {
  /**
   * The target at hand, which then runs in this process. Default: the one that the recording names, which must be a
   * name or the path of a module.
   */
  readonly target?: Target
  /** Scenarios at hand. Default: the one that the recording names, which must be a name or the path of a module. */
  readonly scenarios?: readonly Scenario[]
}

/**
 * Opens what runs subjects; who asks for it closes it, whatever happens.
 * @throws InputError for an option that is wrong; what is chosen and cannot be had is found out by its first use.
 */
export function hostFor(options: HostOptions, choice: SubjectChoice): SubjectHost {
  const { isolation = 'process', watchdog } = options
  assertIsolation(isolation)
  if (watchdog !== undefined) assertMillis('watchdog', watchdog)
  return openHost(isolation, choice, boundsOf(watchdog))
}

/** The same for a run that is made again. */
export function hostOf(
  run: Replayable,
  { target, scenarios, known: _, ignore: __, ...options }: RecordedRunOptions,
): SubjectHost {
  if (target === undefined && scenarios === undefined) {
    const named = run.by === 'seed' ? [run.scenario] : []
    return hostFor(options, { target: run.target, scenarios: named })
  }
  // what is at hand runs where it is: there is no module that another process could load
  const load = async () => ({
    make: target === undefined ? await resolveTarget(run.target) : withOptionsOf(target),
    scenarios: scenarios ?? [],
    leftOut: [],
  })
  return new InProcessHost(load, run.target)
}

/** @throws InputError unless it is one of the two. */
function assertIsolation(value: unknown): asserts value is Isolation {
  if (value === 'process' || value === 'none') return
  throw new InputError(`must be process or none; got ${JSON.stringify(value)}`, { option: 'isolation' })
}
