import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { kindsNamed } from '../../nemesis/index.ts'
import {
  divergenceBlock,
  failureBlock,
  githubErrors,
  junitXml,
  markdownText,
  runLine,
  visibleText,
  wantsColor,
  type FailureReport,
  type RunBatch,
} from '../../reports/index.ts'
import { grouped } from '../../reports/quantities.ts'
import { makeOutputFolder } from '../record/formats/writers/output-folder.ts'
import { environmentError } from '../base/environment-error.ts'
import { InputError } from '../base/input-error.ts'
import type { Divergence } from '../record/divergence.ts'
import type { RunRecord } from '../record/run-record.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { writeUngated } from './output-gate.ts'
import { duration, names, positiveNumber, seed, wholeNumber } from './option-values.ts'
import { NO_DIGEST } from '../testcase/ended-run.ts'
import { replayCommand } from '../testcase/minimize-failure.ts'
import { DEFAULT_OUTPUT } from '../testcase/run-folder.ts'
import { runScenarios, type ScenarioOutcome, type ScenarioRuns } from '../testcase/run-scenarios.ts'
import { leftOutLine, type LeftOut } from '../run/servable.ts'
import { planShape, type ShapeOptions } from './shape-options.ts'
import { DEFAULT_TARGET } from '../testcase/targets.ts'
import { isolationOptions, runSubjectVerb, withHost, type IsolationOptions } from './isolation-options.ts'

export interface RunOptions extends ShapeOptions, IsolationOptions {
  readonly seed: string
  readonly runs: number
  readonly target: string
  readonly bail: number
  readonly minimize: boolean
  readonly strict?: boolean
  readonly reporter: readonly string[]
  readonly output: string
  readonly json?: boolean
}

const reporters = ['terminal', 'json', 'junit', 'github', 'html']

/** Runs scenarios and reports; returns the exit code. */
export async function run(scenarioNames: readonly string[], options: RunOptions): Promise<ExitCode> {
  const unknown = options.reporter.find((name) => !reporters.includes(name))
  if (unknown !== undefined)
    throw new InputError(`there is no reporter "${unknown}"; there are ${reporters.join(', ')}`)
  if (options.nemesis !== undefined) kindsNamed(options.nemesis, '--nemesis')
  const shape = planShape(options)
  const choice = { target: options.target, scenarios: scenarioNames, shape }
  return withHost(options, choice, async (host) => {
    const { offered, scenarios, leftOut } = await host.describe()
    makeOutputFolder(options.output)
    const print = printer(options, leftOutLine(leftOut, offered, shape))
    const outcome = await runScenarios({
      host,
      scenarios: scenarios.map((one) => one.name),
      target: options.target,
      seed: options.seed,
      runs: options.runs,
      shape,
      bail: options.bail,
      minimize: options.minimize,
      strict: options.strict === true,
      output: options.output,
      onProgress: progressTo(process.stderr),
      onRun: print.run,
      onFailure: print.failure,
      onDiverged: print.diverged,
    })
    print.end(outcome)
    try {
      writeReports(options, outcome, leftOut)
    } catch (error) {
      throw environmentError(error, options.output) ?? error
    }
    return codeOf(outcome)
  })
}

function codeOf({ batches, diverged, unknown, notMade }: ScenarioOutcome): ExitCode {
  if (diverged.length > 0) return exitCode.notDeterministic
  if (batches.some(({ failures }) => failures.length > 0)) return exitCode.violation
  return unknown > 0 || notMade.length > 0 ? exitCode.undecided : exitCode.held
}

interface Printer {
  run(record: RunRecord): void
  failure(failure: FailureReport): void
  diverged(divergence: Divergence): void
  end(outcome: ScenarioOutcome): void
}

/** What the terminal shows: each run that is not plainly fine, failures in full, and a line a scenario. */
function printer(options: RunOptions, leftOut: string | undefined): Printer {
  const stream = options.json === true ? process.stderr : process.stdout
  const style = { color: wantsColor({ isTTY: stream.isTTY, env: process.env }) }
  const say = (text: string): void => void stream.write(text)
  if (!options.reporter.includes('terminal')) return { run() {}, failure() {}, diverged() {}, end() {} }
  return {
    run: (record) => {
      if (options.runs === 1 || record.status !== 'valid') say(`${runLine(record, style)}\n`)
      // where a run stood that did not come to its end does not fit into a line
      if (record.status === 'unknown') say(undecidedText(record))
    },
    failure: (failure) => {
      say(`\n${failureBlock(failure, style)}\n`)
    },
    diverged: (divergence) => {
      say(`\n${divergenceBlock(divergence, style)}\n`)
    },
    end: ({ batches, diverged, notMade }) => {
      say(`target ${options.target}, seed ${options.seed}\n`)
      if (leftOut !== undefined) say(`${leftOut}\n`)
      for (const text of notMade) say(`NOT MADE: ${text}\n`)
      for (const batch of batches) say(`${batchLine(batch)}\n`)
      for (const seed of diverged)
        say(
          `NOT DETERMINISTIC: seed ${seed} gave another digest when it ran again; nothing was run after it\n`,
        )
    },
  }
}

/** How often a long run says how far it is, in milliseconds. */
const SAY_EVERY = 5000

/** Says on a stream how far a long run is; the clock decides only how often. */
function progressTo(stream: NodeJS.WriteStream): NonNullable<ScenarioRuns['onProgress']> {
  let said = performance.now()
  return ({ scenario, seed, at, of }) => {
    if (performance.now() - said < SAY_EVERY) return
    said = performance.now()
    stream.write(
      `${scenario}, seed ${seed}: ${grouped(Math.floor(at))} of ${grouped(Math.ceil(of))} virtual seconds\n`,
    )
  }
}

function undecidedText({ because = '', token, digest }: RunRecord): string {
  const replay = digest === NO_DIGEST ? `\n        ${replayCommand(token, 'run.json')}` : ''
  return `        ${visibleText(because, 2000)}${replay}\n`
}

function batchLine({ scenario, runs, seconds, failures, unknown }: RunBatch): string {
  const held = runs - failures.length - unknown.length
  const parts = [
    `${held} held`,
    `${failures.length} failed`,
    ...(unknown.length > 0 ? [`${unknown.length} undecided`] : []),
  ]
  return `${scenario.padEnd(30)} ${String(runs).padStart(6)} runs  ${seconds.toFixed(1).padStart(6)} s  ${parts.join(', ')}`
}

/** The files and streams that the chosen reporters write. */
function writeReports(options: RunOptions, outcome: ScenarioOutcome, leftOut: readonly LeftOut[]): void {
  const { reporter, output } = options
  const failures = outcome.batches.flatMap((batch) =>
    batch.failures.filter(({ replayCommand }) => replayCommand !== ''),
  )
  const json = `${JSON.stringify(summaryOf(outcome, leftOut), null, options.json === true ? undefined : 2)}\n`
  if (reporter.includes('json')) writeFileSync(join(output, 'run-summary.json'), json)
  if (reporter.includes('junit')) writeFileSync(join(output, 'junit.xml'), junitXml(outcome.batches))
  if (reporter.includes('github')) {
    writeUngated(process.stderr, githubErrors(failures))
    const summary = process.env['GITHUB_STEP_SUMMARY']
    if (summary !== undefined) appendFileSync(summary, stepSummary(outcome))
  }
  if (options.json === true) process.stdout.write(json)
}

function stepSummary({ batches }: ScenarioOutcome): string {
  const rows = batches.map(
    ({ scenario, runs, failures, unknown }) =>
      `| ${markdownText(scenario)} | ${runs} | ${failures.length} | ${unknown.length} |`,
  )
  return `### Whitewater\n\n| scenario | runs | failed | undecided |\n| --- | ---: | ---: | ---: |\n${rows.join('\n')}\n`
}

/** The run verb's JSON: one value, versioned. */
function summaryOf(
  { batches, diverged, divergences, notMade }: ScenarioOutcome,
  leftOut: readonly LeftOut[],
): object {
  return {
    version: 1,
    scenarios: batches.map(({ scenario, runs, seconds, failures, unknown }) => ({
      scenario,
      runs,
      seconds,
      failed: failures.length,
      undecided: unknown.length,
      failures: failures.map(({ record, minimized, reportPath, replayCommand }) => ({
        seed: record.seed,
        signature: record.signature,
        headline: (minimized?.record ?? record).violation?.headline,
        token: record.token,
        digest: record.digest,
        steps: record.counts.steps,
        ...(minimized === undefined
          ? {}
          : { minimizedDecisions: minimized.script?.length ?? null, minimizedSteps: minimized.after.steps }),
        ...(reportPath === undefined ? {} : { report: reportPath, replay: replayCommand }),
      })),
      unknown,
    })),
    diverged,
    divergences,
    notMade,
    leftOut,
  }
}

/** Adds the verb `run` to the program. */
export function registerRun(program: Command): void {
  const command = program
    .command('run')
    .description('run scenarios on a target, and minimize and explain what breaks')
    .argument('[scenario...]', 'scenarios by name, or by path of a module of yours (default: all)')
    .option('--seed <seed>', 'the first seed; the others are numbered from it', seed, '1')
    .option('--runs <n>', 'runs of each scenario', wholeNumber('--runs', 1), 10)
    .option(
      '--target <name|path>',
      'what to test: own-raft, own-raft+<planted bug>, ./my-raft.ts, ./my-raft.ts#name',
      DEFAULT_TARGET,
    )
    .option('--nodes <n>', 'servers (default: drawn from 2 to 5)', wholeNumber('--nodes', 1, 15))
    .option('--concurrency <n>', 'clients (default: drawn)', wholeNumber('--concurrency', 1, 1000))
    .option('--rate <hz>', 'operations a second of all clients (default: drawn)', positiveNumber('--rate'))
    .option(
      '--time-limit <duration>',
      'how long faults go on, virtual: 10s, 500ms; a bare number is seconds',
      duration('--time-limit'),
    )
    .option('--nemesis <a,b>', 'faults in place of the scenario’s own; see whitewater list', names)
    .option('--bail <n>', 'stop after so many failures; 0 goes on', wholeNumber('--bail', 0), 0)
    .option('--no-minimize', 'report failures as they are')
    .option('--strict', 'catch servers that write to messages they sent or received')
    .option('--reporter <a,b>', `any of ${reporters.join(', ')}`, names, ['terminal', 'html'])
    .option('--output <dir>', 'where results go', DEFAULT_OUTPUT)
    .option('--json', 'one JSON value on stdout, all else on stderr')
    .addHelpText(
      'after',
      `
Example:
  $ whitewater run leader-isolated --runs 100 --nodes 5
  $ whitewater run --target ./my-raft.ts --nemesis partition,crash

Exit codes: 0 all held, 1 a violation, 2 undecided, 3 not deterministic, 254 bad input, 255 the harness itself failed.`,
    )
  isolationOptions(command).action((scenarios: string[], options: RunOptions) =>
    runSubjectVerb(options, () => run(scenarios, options)),
  )
}
