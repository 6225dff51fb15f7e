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
 * Opens what runs subjects, hands it on, and closes it whatever happens.
 * @throws InputError for an option that is wrong, or what is chosen and cannot be had.
 */
export async function withHost<T>(
  options: HostOptions,
  choice: SubjectChoice,
  act: (host: SubjectHost) => Promise<T>,
): Promise<T> {
  const { isolation = 'process', watchdog } = options
  assertIsolation(isolation)
  if (watchdog !== undefined) assertMillis('watchdog', watchdog)
  const host = openHost(isolation, choice, boundsOf(watchdog))
  return closing(host, act)
}

/** The same for a run that is made again. */
export async function withHostOf<T>(
  run: Replayable,
  { target, scenarios, known: _, ignore: __, ...options }: RecordedRunOptions,
  act: (host: SubjectHost) => Promise<T>,
): Promise<T> {
  if (target === undefined && scenarios === undefined) {
    const named = run.by === 'seed' ? [run.scenario] : []
    return withHost(options, { target: run.target, scenarios: named }, act)
  }
  // what is at hand runs where it is: there is no module that another process could load
  const load = async () => ({
    make: target === undefined ? await resolveTarget(run.target) : withOptionsOf(target),
    scenarios: scenarios ?? [],
    leftOut: [],
  })
  return closing(new InProcessHost(load, run.target), act)
}

async function closing<T>(host: SubjectHost, act: (host: SubjectHost) => Promise<T>): Promise<T> {
  try {
    return await act(host)
  } finally {
    await host.close()
  }
}

/** @throws InputError unless it is one of the two. */
function assertIsolation(value: unknown): asserts value is Isolation {
  if (value === 'process' || value === 'none') return
  throw new InputError(`must be process or none; got ${JSON.stringify(value)}`, { option: 'isolation' })
}
