import type { Command } from 'commander'
import { InputError } from '../base/input-error.ts'
import type { SubjectChoice, SubjectHost } from '../testcase/subject-host.ts'
import { openHost, type Isolation } from '../isolation/open-host.ts'
import { runVerb, type ExitCode } from './exit-code.ts'
import { duration } from './option-values.ts'

/** The options of every verb that runs subjects. */
export interface IsolationOptions {
  readonly isolation: Isolation
  /** Longest time without a step, in milliseconds. */
  readonly watchdog?: number
}

/** Adds `--isolation` and `--watchdog` to a verb. */
export function isolationOptions(command: Command): Command {
  return command
    .option(
      '--isolation <process|none>',
      'where subjects run: each in a process of its own, or in this one, to debug them',
      isolation,
      'process',
    )
    .option(
      '--watchdog <duration>',
      'longest time without a step of a run (default: 30s)',
      duration('--watchdog'),
    )
}

function isolation(text: string): Isolation {
  if (text === 'process' || text === 'none') return text
  throw new InputError(`--isolation must be process or none; got "${text}"`)
}

/**
 * Runs a verb with subjects. In this process they may have left a socket or a timer open, which must not keep
 * it from ending.
 */
export async function runSubjectVerb(
  { isolation }: IsolationOptions,
  verb: () => Promise<ExitCode>,
): Promise<void> {
  await runVerb(verb)
  if (isolation === 'process') return
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((resolve) => stream.write('', () => resolve()))
  }
  process.exit()
}

/** Opens what runs subjects, hands it on, and closes it whatever happens. */
export async function withHost<T>(
  { isolation, watchdog }: IsolationOptions,
  choice: SubjectChoice,
  act: (host: SubjectHost) => Promise<T>,
): Promise<T> {
  const bounds = watchdog === undefined ? {} : { silence: watchdog, run: 10 * watchdog }
  const host = openHost(isolation, choice, bounds)
  try {
    return await act(host)
  } finally {
    await host.close()
  }
}
