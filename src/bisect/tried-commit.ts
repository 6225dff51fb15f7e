import { InputError } from '../base/input-error.ts'
import { recordAnew } from '../isolation/replay.ts'
import { hostFor, type HostOptions } from '../isolation/host-options.ts'
import type { RunRecord } from '../record/run-record.ts'
import type { Replayable } from '../run/replay-token.ts'
import { defined } from '../base/defined.ts'
import type { Commit } from './git.ts'
import { SetupError, type Tree } from './tree.ts'

/** What a commit shows. */
export interface TriedCommit extends Commit {
  /** `skipped`: it could not be told, and `because` says why. */
  readonly verdict: 'held' | 'violation' | 'skipped'
  readonly signature?: string
  readonly property?: string
  readonly headline?: string
  readonly because?: string
}

export interface TryOptions extends HostOptions {
  /** Command that gets a commit ready, by `/bin/sh` in the folder the user is in. Default: installed packages are linked. */
  readonly setup?: string
  /** The runs that are made until one fails. */
  readonly runs: readonly Replayable[]
  /** The property that must break; absent: any. */
  readonly property?: string
}

/** Makes runs with the code that is checked out in a tree, until one breaks the property. The present folder must be in it. */
export async function tryCommit(tree: Tree, commit: Commit, options: TryOptions): Promise<TriedCommit> {
  const { setup, runs, property, ...host } = options
  const skipped = (because: string): TriedCommit => ({ ...commit, verdict: 'skipped', because })
  try {
    await tree.prepare(setup)
    let undecided: string | undefined
    for await (const { status, violation, signature, because } of recordsOf(runs, host)) {
      if (violation !== undefined && (property === undefined || violation.property === property)) {
        const { property: broken, headline } = violation
        return { ...commit, verdict: 'violation', property: broken, ...defined({ signature }), headline }
      }
      if (violation !== undefined)
        undecided ??= `it breaks something else: ${signature ?? violation.property}`
      else if (status === 'unknown') undecided ??= because ?? 'nothing was decided'
    }
    return undecided === undefined ? { ...commit, verdict: 'held' } : skipped(undecided)
  } catch (error) {
    if (error instanceof SetupError) return skipped(`the setup failed: ${error.message}`)
    if (error instanceof InputError) return skipped(error.message)
    throw error
  } finally {
    await tree.clean()
  }
}

/** The runs, made one after the other in one process, unless they end it. */
async function* recordsOf(runs: readonly Replayable[], options: HostOptions): AsyncGenerator<RunRecord> {
  const [first] = runs
  if (first === undefined) return
  const scenarios = new Set(runs.flatMap((run) => (run.by === 'seed' ? [run.scenario] : [])))
  const host = hostFor(options, { target: first.target, scenarios: [...scenarios] })
  try {
    for (const run of runs) yield await recordAnew(run, host, run.target)
  } finally {
    await host.close()
  }
}
