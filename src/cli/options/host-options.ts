import type { Command } from 'commander'
import type { Isolation } from '../../isolation/open-host.ts'
import { runVerb, type ExitCode } from '../exit-code.ts'
import { duration, oneOf } from './option-values.ts'

/** The options of every verb that runs subjects, as commander hands them over. */
export interface HostVerbOptions {
  readonly isolation: Isolation
  /** Longest time without a step, in milliseconds. */
  readonly watchdog?: number
}

/** Adds `--isolation` and `--watchdog` to a verb. */
export const addHostOptions = (command: Command): Command =>
  command
    .option(
      '--isolation <process|none>',
      'where subjects run: each in a process of its own, or in this one, to debug them',
      oneOf('isolation', 'process', 'none'),
      'process',
    )
    .option(
      '--watchdog <duration>',
      'longest time without a step of a run (default: 30s)',
      duration('watchdog'),
    )

/**
 * Runs a verb with subjects. In this process they may have left a socket or a timer open, which must not keep
 * it from ending.
 */
export async function runSubjectVerb(
  { isolation }: HostVerbOptions,
  verb: () => Promise<ExitCode>,
): Promise<void> {
  await runVerb(verb)
  if (isolation === 'process') return
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((resolve) => stream.write('', () => resolve()))
  }
  process.exit()
}
