import type { Command } from 'commander'
import { failureBlock } from '../../reports/index.ts'
import { boundsText, type Bounds } from '../explore/bounds.ts'
import type { MinimizedFailure } from '../record/run-record.ts'
import { defined } from '../base/defined.ts'
import { minimize } from '../isolation/minimize-recorded.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { clock, lineProgress } from './live-progress.ts'
import { addHostOptions, runSubjectVerb, type HostVerbOptions } from './options/host-options.ts'
import { addJudgingOptions, type JudgingOptions } from './options/judging-options.ts'
import { duration, wholeNumber } from './options/option-values.ts'
import { jsonOption, outputOption } from './options/result-options.ts'
import { textOptions } from './text-options.ts'

/** Milliseconds that a minimization takes at most unless the user says otherwise. */
const TIME_LIMIT = 60_000

interface MinimizeVerbOptions extends HostVerbOptions, JudgingOptions {
  readonly timeLimit?: number
  readonly replays?: number
  readonly prove?: boolean
  readonly output: string
  readonly json?: boolean
}

async function minimizeVerb(
  tokenOrFile: string,
  { json, watchdog, timeLimit, ...options }: MinimizeVerbOptions,
): Promise<ExitCode> {
  const most = clock(timeLimit ?? TIME_LIMIT)
  const progress = lineProgress(process.stderr, (elapsed) => `minimizing  ${elapsed} of at most ${most}`)
  const given = { ...options, ...defined({ watchdog, timeLimit }) }
  const { report } = await minimize(tokenOrFile, given).finally(() => progress.end())
  const stream = json === true ? process.stderr : process.stdout
  stream.write(failureBlock(report, textOptions(stream)))
  if (options.prove === true) stream.write(`${proofText(report.minimized)}\n`)
  if (json === true) {
    const { record, minimized, reportPath } = report
    process.stdout.write(
      `${JSON.stringify({ version: 1, signature: record.signature, report: reportPath, minimized })}\n`,
    )
  }
  return exitCode.violation
}

/** What is known of how short it is. */
function proofText(minimized: MinimizedFailure | undefined): string {
  const { proof, script } = minimized ?? {}
  if (script === undefined) return 'not proved: the failure needs its timing, and has no script'
  if (proof === undefined)
    return 'not proved: calls of an operator, and requests with numbers of their own in a session, are not searched'
  const states = `${proof.states.toLocaleString('en-US')} states searched`
  if (proof.isProved)
    return `proved: no run made of as much, with two late messages at most, fails this way in fewer events (${states})`
  const within = proof.within.map((bounds) => boundsText(bounds as Bounds)).join('; or ')
  return `not proved: ${states}; no shorter run ${within === '' ? 'was found' : `within ${within}`}`
}

/** Adds the verb `minimize` to the program. */
export function registerMinimize(program: Command): void {
  const command = program
    .command('minimize')
    .description('make a recorded failure as small as it gets, and report it')
    .argument('<file>', 'a run.json or a report.html of a run that broke something, or its replay token')
    .option(
      '--time-limit <duration>',
      'most time to spend (default: 60s, and 6,000,000 steps of its runs)',
      duration('timeLimit'),
    )
    .option('--replays <n>', 'most runs to make (default: 30000)', wholeNumber('replays', { low: 1 }))
    .option('--prove', 'search all runs made of as much for a shorter one, for as long again')
  jsonOption(outputOption(addJudgingOptions(command))).addHelpText(
    'after',
    `
Example:
  $ whitewater minimize runs/latest/run.json
  $ whitewater minimize runs/latest/run.json --prove
  $ whitewater minimize runs/latest/run.json --known election-safety/two-leaders

Exit codes: 1 the violation, made small; 254 bad input, also a run that breaks nothing.`,
  )
  addHostOptions(command).action((file: string, options: MinimizeVerbOptions) =>
    runSubjectVerb(options, () => minimizeVerb(file, options)),
  )
}
