import { defined } from '../base/defined.ts'
import { Option, type Command } from 'commander'
import { campaignFailureLines, campaignText, wantsColor, type CampaignResult } from '../../reports/index.ts'
import { DEFAULT_RUNS } from '../campaign/asked-settings.ts'
import type { CampaignEvent } from '../campaign/events.ts'
import { runCampaign } from '../campaign/run-campaign.ts'
import type { CampaignVerdict, FailOn } from '../campaign/verdict.ts'
import { runsRange, workersRange } from '../base/option-checks.ts'
import { DEFAULT_TARGET } from '../testcase/targets.ts'
import { runDemo, type DemoVerdict } from './campaign-demo.ts'
import { campaignReportersOf, type MadeBefore } from './campaign-reporters.ts'
import { watchCampaign } from './campaign-watch.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { addHostOptions, runSubjectVerb, type HostVerbOptions } from './options/host-options.ts'
import { duration, names, oneOf, wholeNumber } from './options/option-values.ts'
import { jsonOption, minimizeOption, outputOption } from './options/result-options.ts'
import { scenarioArgument, TARGET_NAMES } from './options/scenario-options.ts'
import { textOptions } from './text-options.ts'
import { addShapeOptions, shapeIn, type ShapeOptions } from './options/shape-options.ts'

/** The options of the verb as commander hands them over. */
export interface CampaignVerbOptions extends ShapeOptions, HostVerbOptions {
  readonly seed?: string
  readonly runs?: number
  readonly for?: number
  readonly target?: string
  readonly shard?: string
  readonly queue?: string
  readonly corpus?: string
  readonly workers?: number
  readonly resume?: boolean
  readonly minimize: boolean
  readonly selfTests: boolean
  /** The former name of `selfTests`. */
  readonly canaries?: boolean
  readonly output: string
  readonly json?: boolean
  readonly demo?: boolean
  readonly minimizeFor?: number
  readonly failOn: FailOn
  readonly reporter: readonly string[]
  /** What was made before it, for whom it is one of two things that a verb does. */
  readonly before?: MadeBefore
}

const codes: { readonly [result in CampaignResult]: ExitCode } = {
  held: exitCode.held,
  'nothing-new': exitCode.held,
  violation: exitCode.violation,
  undecided: exitCode.undecided,
  'not-deterministic': exitCode.notDeterministic,
  'harness-failed': exitCode.harnessFailed,
}

const nowhere = { write: () => undefined }

/** Runs, or goes on with, a campaign; returns the exit code. */
async function campaign(scenarios: readonly string[], options: CampaignVerbOptions): Promise<ExitCode> {
  const { code, verdict } = await tellCampaign(scenarios, options)
  if (options.json === true) process.stdout.write(`${JSON.stringify(verdict)}\n`)
  return code
}

/** As that, telling of it as it goes; the JSON of its verdict is left to the caller. */
export async function tellCampaign(
  scenarios: readonly string[],
  options: CampaignVerbOptions,
): Promise<{ readonly code: ExitCode; readonly verdict: CampaignVerdict | DemoVerdict }> {
  const {
    seed,
    runs,
    for: millis,
    target,
    shard,
    queue,
    corpus,
    resume,
    workers,
    watchdog,
    minimizeFor,
    json,
  } = options
  const { output, isolation, minimize, failOn } = options
  const reporters = campaignReportersOf(
    options.reporter,
    output,
    json === true ? process.stderr : process.stdout,
  )
  // Ctrl-C ends it in any case
  const watch = watchCampaign(reporters.isTerminal ? process.stderr : nowhere)
  const session = {
    output,
    isolation,
    minimize,
    selfTests: options.selfTests && options.canaries !== false,
    ...defined({ workers, watchdog, minimizeFor }),
    ...watch,
    onEvent: (event: CampaignEvent) => {
      watch.onEvent(event)
      reporters.onEvent(event)
    },
  }
  if (options.demo === true) {
    const stream = json === true ? process.stderr : process.stdout
    const verdict = await runDemo(
      { ...session, selfTests: true },
      {
        say: (text) => void stream.write(text),
        color: wantsColor({ isTTY: process.stderr.isTTY, env: process.env }),
        ...defined({ millis }),
      },
    )
    return { code: codes[verdict.result], verdict }
  }
  const { verdict, remarks, record } = await runCampaign({
    ...session,
    ...shapeIn(options),
    scenarios,
    failOn,
    ...defined({ seed, runs, duration: millis, target, shard, queue, corpus, resume }),
  })
  const text = campaignText(verdict, textOptions(process.stdout))
  if (json !== true && reporters.isTerminal) process.stdout.write(text)
  const report = { verdict, remarks, ...defined({ record }) }
  const code = reporters.end(report, codes[verdict.result], options.before)
  if (reporters.isTerminal) {
    if (verdict.resume !== undefined) process.stderr.write(`resume with: ${verdict.resume}\n`)
    const failures = record === undefined ? [] : campaignFailureLines(record, output)
    const page = verdict.page === undefined ? [] : [`page  ${verdict.page}`]
    for (const line of [...remarks, ...failures, ...page]) process.stderr.write(`${line}\n`)
  }
  return { code, verdict }
}

/** Adds the verb `campaign` to the program. */
export function registerCampaign(program: Command): void {
  const command = program
    .command('campaign')
    .description('run scenarios over many seeds on all cores; can be ended at any moment and resumed')
  scenarioArgument(command)
    .option(
      '--runs <n>',
      `runs of each scenario (default: ${DEFAULT_RUNS}, unless --for is given)`,
      wholeNumber('runs', runsRange),
    )
    .option('--for <duration>', 'end the runs after so long: 30m, 8h', duration('duration'))
    .option(
      '--minimize-for <duration>',
      'longest time for failures after that; what is left waits for --resume (default: 30s)',
      duration('minimizeFor'),
    )
    .option('--workers <n>', 'processes (default: one for each core)', wholeNumber('workers', workersRange))
    .option('--shard <k/n>', 'only the k-th of n parts; needs --seed')
    .option(
      '--queue <redis://...>',
      'its runs are made by whitewater worker, on any machine; --workers is then how many orders lie in the queue (default: 64)',
    )
    .option(
      '--corpus <folder>',
      'guided search: plans whose runs reach something rare are kept in this folder and mutated; read at the start, written at the end',
    )
    .option('--seed <number>', 'base seed, such as 42 or 0x5eed (default: drawn, and printed)')
    .option('--target <name|path>', `${TARGET_NAMES} (default: "${DEFAULT_TARGET}")`)
  addShapeOptions(command, 'how long faults go on, virtual: 10s, 500ms').option(
    '--resume',
    'go on with the campaign in --output, from the last chunk stored',
  )
  minimizeOption(command)
    .option(
      '--fail-on <new|any>',
      'what makes it fail: any failure, or one whose signature no former campaign in --output has found',
      oneOf('failOn', 'new', 'any'),
      'any',
    )
    .option('--reporter <a,b>', 'any of terminal, agent, github, sarif', names, ['terminal'])
    .option('--no-self-tests', 'do not hunt planted bugs beside a campaign on the built-in Raft')
    .addOption(new Option('--no-canaries', 'the former name of --no-self-tests').hideHelp())
  jsonOption(outputOption(command, 'where results go, and campaign.sqlite'))
    .option('--demo', 'all scenarios for 20 s (or --for), then one planted bug, found and explained')
    .addHelpText(
      'after',
      `
Example:
  $ whitewater campaign --for 30m
  $ whitewater campaign leader-isolated --runs 5000 --seed 42 --shard 1/4
  $ whitewater campaign --target ./my-raft.ts --known election-safety/two-leaders --fail-on new
  $ whitewater campaign --target ./my-raft.ts --corpus corpus --for 30m
  $ whitewater campaign --target ./my-raft.ts --queue redis://build-server:6379 --for 8h
  $ whitewater campaign --resume

Exit codes: 0 all held, or with --fail-on new nothing new failed, 1 a violation, 2 undecided, interrupted, or a coverage mark
was never reached, 3 not deterministic, 254 bad input, 255 the harness itself failed, or a self-test was not found.`,
    )
  addHostOptions(command).action((choices: string[], options: CampaignVerbOptions) =>
    runSubjectVerb(options, () => campaign(choices, options)),
  )
}
