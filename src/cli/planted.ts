import { defined } from '../base/defined.ts'
import type { Command } from 'commander'
import type { FailureReport } from '../../reports/index.ts'
import { plantedBugs, type PlantedBug } from '../../scenarios/index.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { duration, seed, wholeNumber } from './option-values.ts'
import { DEFAULT_OUTPUT, writeRunFolder } from '../testcase/run-folder.ts'
import type { Hunt } from '../testcase/planted-hunt.ts'
import type { SubjectHost } from '../testcase/subject-host.ts'
import { plantedBug, DEFAULT_TARGET } from '../testcase/targets.ts'
import { isolationOptions, runSubjectVerb, withHost, type IsolationOptions } from './isolation-options.ts'

interface PlantedOptions extends IsolationOptions {
  readonly seed: string
  readonly repeat: number
  readonly timeLimit: number
  readonly minimize: boolean
  readonly output: string
  readonly json?: boolean
}

interface Row {
  readonly bug: PlantedBug
  readonly hunts: readonly Hunt[]
  readonly failure: FailureReport | undefined
}

async function planted(ids: readonly string[], options: PlantedOptions): Promise<ExitCode> {
  const bugs = ids.length === 0 ? plantedBugs : ids.map(plantedBug)
  return withHost(options, { target: DEFAULT_TARGET, scenarios: [] }, (host) => huntAll(host, bugs, options))
}

async function huntAll(
  host: SubjectHost,
  bugs: readonly PlantedBug[],
  options: PlantedOptions,
): Promise<ExitCode> {
  const say = (text: string): void =>
    void (options.json === true ? process.stderr : process.stdout).write(`${text}\n`)
  say(
    `${'planted bug'.padEnd(28)} ${'found'.padStart(6)} ${'median'.padStart(9)} ${'worst'.padStart(9)} ${'runs'.padStart(6)}  decisions  breaks`,
  )
  const rows: Row[] = []
  for (const bug of bugs) {
    const hunts: Hunt[] = []
    for (let repeat = 0; repeat < options.repeat; repeat++) {
      const limits = { seed: `${options.seed}.${repeat}`, millis: options.timeLimit }
      hunts.push(await host.hunt({ bug: bug.id, limits }))
    }
    const failure = options.minimize ? await reported(host, hunts, options.output) : undefined
    const row = { bug, hunts, failure }
    rows.push(row)
    say(line(row))
    if (failure?.reportPath !== undefined)
      say(`    ${failure.minimized?.record.violation?.headline ?? ''}\n    ${failure.reportPath}`)
  }
  const missed = rows.filter(({ hunts }) => hunts.some(({ failure }) => failure === undefined))
  say(
    missed.length === 0
      ? `all ${rows.length} found`
      : `NOT FOUND in every hunt: ${missed.map(({ bug }) => bug.id).join(', ')}`,
  )
  if (options.json === true)
    process.stdout.write(`${JSON.stringify({ version: 1, planted: rows.map(jsonOf) })}\n`)
  return missed.length === 0 ? exitCode.held : exitCode.undecided
}

async function reported(
  host: SubjectHost,
  hunts: readonly Hunt[],
  output: string,
): Promise<FailureReport | undefined> {
  const failure = hunts.find((hunt) => hunt.failure !== undefined)?.failure
  if (failure === undefined) return undefined
  return writeRunFolder(output, await host.minimize({ failure, limits: {} }), new Date())
}

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b)
const median = (values: readonly number[]): number => sorted(values)[values.length >> 1] ?? 0

function line({ bug, hunts, failure }: Row): string {
  const found = hunts.filter((hunt) => hunt.failure !== undefined)
  const millis = found.map((hunt) => hunt.millis)
  const time = (value: number): string =>
    (found.length === 0 ? '-' : `${(value / 1000).toFixed(2)} s`).padStart(9)
  const runs = found.length === 0 ? '-' : String(median(found.map((hunt) => hunt.runs)))
  const decisions = failure?.minimized?.script?.length
  const length =
    decisions === undefined
      ? '-'
      : bug.shortest === undefined
        ? String(decisions)
        : `${decisions} of ${bug.shortest}`
  const property = found[0]?.failure?.result.violation?.property ?? '-'
  return [
    bug.id.padEnd(28),
    `${found.length}/${hunts.length}`.padStart(6),
    time(median(millis)),
    time(Math.max(...millis)),
    runs.padStart(6),
    ` ${length.padEnd(9)}`,
    property,
  ].join(' ')
}

function jsonOf({ bug, hunts, failure }: Row): object {
  const found = hunts.filter((hunt) => hunt.failure !== undefined)
  return {
    id: bug.id,
    hunts: hunts.length,
    found: found.length,
    medianMillis: found.length === 0 ? null : median(found.map((hunt) => hunt.millis)),
    medianRuns: found.length === 0 ? null : median(found.map((hunt) => hunt.runs)),
    scenarios: [...new Set(found.map((hunt) => hunt.failure?.plan.scenario))].sort(),
    properties: [...new Set(found.map((hunt) => hunt.failure?.result.violation?.property))].sort(),
    ...defined({ shortest: bug.shortest }),
    ...(failure?.minimized === undefined
      ? {}
      : {
          decisions: failure.minimized.script?.length ?? null,
          steps: failure.minimized.after.steps,
          report: failure.reportPath,
        }),
  }
}

/** Adds the verb `planted` to the program. */
export function registerPlanted(program: Command): void {
  const command = program
    .command('planted')
    .description('hunt the catalogue of planted bugs: how long each takes to find, how small it gets')
    .argument('[id...]', 'planted bugs (default: all)')
    .option('--seed <seed>', 'names the seeds', seed, 'planted')
    .option(
      '--repeat <n>',
      'hunts of each bug, each with seeds of its own',
      wholeNumber('--repeat', 1, 1000),
      1,
    )
    .option('--time-limit <duration>', 'most time for one hunt', duration('--time-limit'), 60_000)
    .option('--no-minimize', 'only find them')
    .option('--output <dir>', 'where reports go', DEFAULT_OUTPUT)
    .option('--json', 'one JSON value on stdout, all else on stderr')
    .addHelpText(
      'after',
      `
Example:
  $ whitewater planted vote-twice
  $ whitewater planted --repeat 20 --no-minimize

Exit codes: 0 all were found, 2 one was not, 254 bad input.`,
    )
  isolationOptions(command).action((ids: string[], options: PlantedOptions) =>
    runSubjectVerb(options, () => planted(ids, options)),
  )
}
