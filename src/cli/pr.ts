import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { agentFailureLine } from '../../reports/index.ts'
import { counted } from '../../reports/quantities.ts'
import { defined } from '../base/defined.ts'
import { keptRuns, makeKeptRuns, type KeptRun, type Regression } from '../campaign/regressions.ts'
import { runsRange, workersRange } from '../base/option-checks.ts'
import type { FailOn } from '../campaign/verdict.ts'
import { replayText, type ReplayedRun } from '../isolation/replay-text.ts'
import { makeOutputFolder } from '../record/formats/writers/output-folder.ts'
import type { RunRecord } from '../record/run-record.ts'
import { DEFAULT_TARGET } from '../testcase/targets.ts'
import { agentPrinter } from './agent-printer.ts'
import { campaignReportersOf } from './campaign-reporters.ts'
import { tellCampaign } from './campaign.ts'
import { exitCode, resultOf, worst, type ExitCode } from './exit-code.ts'
import { addHostOptions, runSubjectVerb, type HostVerbOptions } from './options/host-options.ts'
import { duration, names, oneOf, wholeNumber } from './options/option-values.ts'
import { jsonOption, minimizeOption, outputOption } from './options/result-options.ts'
import { scenarioArgument, TARGET_NAMES } from './options/scenario-options.ts'
import { addShapeOptions, type ShapeOptions } from './options/shape-options.ts'
import { keptFailure, keptOutcome } from './kept-outcome.ts'
import { writeReports } from './run-reports.ts'
import { textOptions } from './text-options.ts'

interface PrVerbOptions extends ShapeOptions, HostVerbOptions {
  readonly regressions?: string
  readonly seed?: string
  readonly runs?: number
  readonly for?: number
  readonly target?: string
  readonly workers?: number
  readonly minimize: boolean
  readonly output: string
  readonly json?: boolean
  readonly failOn: FailOn
  readonly reporter: readonly string[]
}

/** Where kept runs are looked for when nothing else is said; it need not be there. */
const USUAL_FOLDER = 'regressions'
const USUAL_MILLIS = 180_000

async function pr(scenarios: readonly string[], options: PrVerbOptions): Promise<ExitCode> {
  const { json, runs, for: millis, reporter } = options
  // a name that is none is refused before anything is run
  campaignReportersOf(reporter, options.output, process.stdout)
  const kept = keptIn(options.regressions)
  const made: { place: string; record: RunRecord }[] = []
  const regressions = await makeAgain(kept, options, ({ place }, { record }) => made.push({ place, record }))
  const before = codeOf(regressions)
  // a failure that is known to be back is told at once, not minutes later
  const isBack = before === exitCode.violation
  const campaign = isBack
    ? undefined
    : await tellCampaign(scenarios, {
        ...options,
        selfTests: false,
        reporter,
        before: { code: before, runs: regressions.length, undecided: undecidedOf(regressions) },
        ...(millis === undefined && runs === undefined && { for: USUAL_MILLIS }),
      })
  if (isBack) {
    process.stderr.write('FAILED: a kept failure is back; no new seeds were tried\n')
    reportBack(made, options)
  }
  const code = worst([before, campaign?.code ?? exitCode.held])
  if (json === true) {
    const verdict = { version: 1, result: resultOf(code), regressions, campaign: campaign?.verdict ?? null }
    process.stdout.write(`${JSON.stringify(verdict)}\n`)
  }
  return code
}

function keptIn(folder: string | undefined): readonly KeptRun[] {
  if (folder !== undefined) return keptRuns(folder)
  return existsSync(USUAL_FOLDER) ? keptRuns(USUAL_FOLDER) : []
}

/** What reporters have of kept runs where no campaign follows that they would have theirs of. */
function reportBack(made: readonly { place: string; record: RunRecord }[], options: PrVerbOptions): void {
  const { reporter, output, json } = options
  const outcome = keptOutcome(made)
  const target = made.find(({ record }) => record.status === 'invalid')?.record.target ?? DEFAULT_TARGET
  makeOutputFolder(output)
  writeReports({ target, reporter, output }, outcome, { leftOut: [] })
  if (!reporter.includes('agent')) return
  const lines = json === true ? process.stderr : process.stdout
  agentPrinter((text) => void lines.write(text)).end(outcome, exitCode.violation)
}

async function makeAgain(
  kept: readonly KeptRun[],
  { target, isolation, watchdog, json, reporter }: PrVerbOptions,
  onMade: (regression: Regression, run: ReplayedRun) => void,
): Promise<readonly Regression[]> {
  const isAgent = reporter.includes('agent')
  const lines = json === true ? process.stderr : process.stdout
  // a program that reads lines of JSON reads nothing else
  const stream = isAgent ? process.stderr : lines
  if (kept.length === 0) {
    stream.write(
      `no kept failures: keep one with  mkdir -p ${USUAL_FOLDER} && cp runs/latest/minimized.json ${USUAL_FOLDER}/\n`,
    )
    return []
  }
  const made = await makeKeptRuns(kept, {
    isolation,
    ...defined({ target, watchdog }),
    onRun: (regression, run) => {
      const { place, status, because, signature } = regression
      onMade(regression, run)
      if (isAgent && status === 'invalid') lines.write(agentFailureLine(keptFailure(run.record)))
      if (status === 'valid') return
      if (status === 'unknown') stream.write(`UNDECIDED ${place}: ${because ?? 'nothing was decided'}\n`)
      else stream.write(`BACK ${place}: ${signature ?? ''}\n${replayText(run, textOptions(stream))}`)
    },
  })
  const back = made.filter(({ status }) => status === 'invalid').length
  const held = made.filter(({ status }) => status === 'valid').length
  stream.write(
    `${counted(made.length, 'kept failure')}: ${held} held, ${back} back, ${made.length - held - back} undecided\n`,
  )
  return made
}

/** Each kept run that nothing was decided of, and why. */
const undecidedOf = (regressions: readonly Regression[]): string[] =>
  regressions.flatMap(({ status, place, because = 'nothing was decided' }) =>
    status === 'unknown' ? [`${place}: ${because}`] : [],
  )

function codeOf(regressions: readonly Regression[]): ExitCode {
  if (regressions.some(({ status }) => status === 'invalid')) return exitCode.violation
  return regressions.some(({ status }) => status === 'unknown') ? exitCode.undecided : exitCode.held
}

/** Adds the verb `pr` to the program. */
export function registerPr(program: Command): void {
  const command = program
    .command('pr')
    .description(
      'for a change of code: make the failures that were kept again, then some minutes of new seeds',
    )
  scenarioArgument(command)
    .option(
      '--regressions <folder>',
      `kept failures: run.json, minimized.json, report.html, run folders, .txt files with a token a line (default: ${USUAL_FOLDER}, where there is one)`,
    )
    .option(
      '--for <duration>',
      'time for new seeds (default: 3m, unless --runs is given)',
      duration('duration'),
    )
    .option('--runs <n>', 'new runs of each scenario', wholeNumber('runs', runsRange))
    .option('--workers <n>', 'processes (default: one for each core)', wholeNumber('workers', workersRange))
    .option('--seed <number>', 'base seed of the new runs (default: drawn, and printed)')
    .option(
      '--target <name|path>',
      `${TARGET_NAMES} (default: that of each kept failure, and "${DEFAULT_TARGET}" for new seeds)`,
    )
  addShapeOptions(command, 'how long faults go on, virtual: 10s, 500ms')
  minimizeOption(command)
    .option(
      '--fail-on <new|any>',
      'which new failures make it fail: any, or those whose signature no former campaign in --output has found',
      oneOf('failOn', 'new', 'any'),
      'any',
    )
    .option('--reporter <a,b>', 'any of terminal, agent, github, sarif', names, ['terminal'])
  jsonOption(outputOption(command, 'where results go, and campaign.sqlite')).addHelpText(
    'after',
    `
Example:
  $ whitewater pr --target ./my-raft.ts
  $ whitewater pr --target ./my-raft.ts --regressions tests/kept --for 5m --reporter terminal,github

A kept failure that comes back ends it: new seeds are tried only when all held.

Exit codes: 0 all held, 1 a kept failure is back, or a new one was found, 2 undecided, 3 not deterministic, 254 bad input,
255 the harness itself failed.`,
  )
  addHostOptions(command).action((choices: string[], options: PrVerbOptions) =>
    runSubjectVerb(options, () => pr(choices, options)),
  )
}
