import type { Command } from 'commander'
import { visibleText } from '../../reports/index.ts'
import { namesThereAre } from '../base/did-you-mean.ts'
import { InputError } from '../base/input-error.ts'
import { builtInServers } from '../processes/index.ts'
import { defined } from '../base/defined.ts'
import { runsRange } from '../base/option-checks.ts'
import { hostFor } from '../isolation/host-options.ts'
import { makeOutputFolder } from '../record/formats/writers/output-folder.ts'
import { assertShape } from '../run/drawing/plan-shape.ts'
import { leftOutLine } from '../run/servable.ts'
import { runScenarios, type ScenarioOutcome } from '../testcase/run-scenarios.ts'
import { runOnServers } from '../testcase/servers/run-on-servers.ts'
import { leftOutOfServers, scenariosForServers } from '../testcase/servers/server-scenarios.ts'
import type { SubjectDescription, SubjectHost } from '../testcase/subject-host.ts'
import { loadServers, DEFAULT_TARGET } from '../testcase/targets.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { untilSignal } from './on-signal.ts'
import { addHostOptions, runSubjectVerb, type HostVerbOptions } from './options/host-options.ts'
import { names, seed, wholeNumber } from './options/option-values.ts'
import { jsonOption, minimizeOption, outputOption } from './options/result-options.ts'
import { scenarioArgument, TARGET_NAMES } from './options/scenario-options.ts'
import { addShapeOptions, shapeIn, type ShapeOptions } from './options/shape-options.ts'
import { runProgress } from './run-progress.ts'
import { runPrinter } from './run-printer.ts'
import { writeReports } from './run-reports.ts'

export interface RunOptions extends ShapeOptions, HostVerbOptions {
  readonly seed: string
  /** Default 10, on real servers 1. */
  readonly runs?: number
  readonly target: string
  readonly bail: number
  readonly minimize: boolean
  readonly strict?: boolean
  readonly reporter: readonly string[]
  readonly output: string
  readonly json?: boolean
}

/** Runs of each scenario unless the user says otherwise; real ones take seconds each. */
const SIMULATED_RUNS = 10
const SERVER_RUNS = 1

const NO_REPLAY_NOTE =
  'real servers: no run can be made again or minimized; the plan, history and logs of each that did not hold are kept'

const reporters = ['terminal', 'agent', 'json', 'junit', 'github', 'sarif', 'html']

/** Runs scenarios and reports; returns the exit code. */
export async function run(scenarioNames: readonly string[], options: RunOptions): Promise<ExitCode> {
  const unknown = options.reporter.find((name) => !reporters.includes(name))
  if (unknown !== undefined)
    throw new InputError(`there is no reporter "${unknown}"${namesThereAre(unknown, reporters)}`)
  const { isolation, watchdog } = options
  const shape = shapeIn(options)
  assertShape(shape)
  if (builtInServers.has(options.target)) return runServers(scenarioNames, options)
  const choice = { target: options.target, scenarios: scenarioNames, shape, servers: true }
  const host = hostFor({ isolation, ...defined({ watchdog }) }, choice)
  try {
    const description = await host.describe()
    if (description.kind !== 'server') return await runSimulated(host, description, options)
  } finally {
    await host.close()
  }
  // a module that does not even load has been found out in a process of its own
  return runServers(scenarioNames, options)
}

async function runSimulated(
  host: SubjectHost,
  { offered, scenarios, leftOut, specs }: SubjectDescription,
  options: RunOptions,
): Promise<ExitCode> {
  const { target, seed, runs = SIMULATED_RUNS, bail, minimize, output } = options
  const shape = shapeIn(options)
  makeOutputFolder(output)
  // a program that reads along is told of failures and the end, and of nothing else
  const progress = options.reporter.includes('agent')
    ? undefined
    : runProgress(process.stderr, { total: runs * scenarios.length, minimizes: minimize })
  const print = runPrinter({ ...options, runs }, leftOutLine(leftOut, offered, shape), progress?.live)
  let outcome: ScenarioOutcome
  try {
    const say = (text: string): void =>
      progress === undefined ? void process.stderr.write(text) : progress.live.say(text)
    outcome = await untilSignal(say, (signal) =>
      runScenarios({
        ...{ host, target, seed, runs, shape, bail, minimize, output, signal },
        scenarios: scenarios.map((one) => one.name),
        specs,
        strict: options.strict === true,
        ...(progress === undefined ? {} : { onProgress: progress.onProgress }),
        onRun: (record) => {
          progress?.run(record)
          print.run(record)
        },
        onFailure: (failure) => {
          progress?.reported()
          print.failure(failure)
        },
        onDiverged: print.diverged,
      }),
    )
  } finally {
    progress?.live.end()
  }
  print.end(outcome, codeOf(outcome))
  writeReports(options, outcome, { leftOut })
  return codeOf(outcome)
}

/** The same on real servers. */
async function runServers(scenarioNames: readonly string[], options: RunOptions): Promise<ExitCode> {
  const { target: name, seed, runs = SERVER_RUNS, bail, output } = options
  if (options.strict === true)
    throw new InputError('real servers share no messages with anybody: leave --strict out')
  const target = await loadServers(name)
  const served = await scenariosForServers(scenarioNames, target, shapeIn(options))
  const { scenarios, shape } = served
  makeOutputFolder(output)
  const print = runPrinter({ ...options, runs, note: NO_REPLAY_NOTE }, leftOutOfServers(target, served))
  const many = `${scenarios.length} scenario${scenarios.length === 1 ? '' : 's'}`
  process.stderr.write(
    `${many} on real servers, in real time; ${runs === 1 ? 'one run' : `${runs} runs`} of each\n`,
  )
  const outcome = await runOnServers({
    ...{ target, name, scenarios, seed, runs, shape, bail, output },
    onRun: print.run,
    onFailure: print.failure,
    onWarning: (text) => process.stderr.write(`warning: ${visibleText(text, 2000)}\n`),
  })
  print.end(outcome, codeOf(outcome))
  writeReports(options, outcome, served)
  return codeOf(outcome)
}

function codeOf({ batches, diverged, unknown, notMade }: ScenarioOutcome): ExitCode {
  if (diverged.length > 0) return exitCode.notDeterministic
  if (batches.some(({ failures }) => failures.length > 0)) return exitCode.violation
  return unknown > 0 || notMade.length > 0 ? exitCode.undecided : exitCode.held
}

/** Adds the verb `run` to the program. */
export function registerRun(program: Command): void {
  const command = program
    .command('run')
    .description('run scenarios on a target, and minimize and explain what breaks')
  scenarioArgument(command)
    .option('--seed <seed>', 'the first seed; the others are numbered from it', seed, '1')
    .option(
      '--runs <n>',
      'runs of each scenario (default: 10; on real servers 1)',
      wholeNumber('runs', runsRange),
    )
    .option(
      '--target <name|path>',
      `${TARGET_NAMES}; real servers: own-server, etcd, nats, ./server-target.ts`,
      DEFAULT_TARGET,
    )
  addShapeOptions(
    command,
    'how long faults go on, virtual but on real servers: 10s, 500ms; a bare number is seconds',
  ).option('--bail <n>', 'stop after so many failures; 0 goes on', wholeNumber('bail', { low: 0 }), 0)
  minimizeOption(command)
    .option('--strict', 'catch servers that write to messages they sent or received')
    .option('--reporter <a,b>', `any of ${reporters.join(', ')}`, names, ['terminal', 'html'])
  jsonOption(outputOption(command)).addHelpText(
    'after',
    `
Example:
  $ whitewater run leader-isolated --runs 100 --nodes 5
  $ whitewater run --target ./my-raft.ts --nemesis partition,crash
  $ whitewater run leader-isolated --target etcd --nodes 3

Exit codes: 0 all held, 1 a violation, 2 undecided, 3 not deterministic, 254 bad input, 255 the harness itself failed.`,
  )
  addHostOptions(command).action((scenarios: string[], options: RunOptions) =>
    runSubjectVerb(options, () => run(scenarios, options)),
  )
}
