import { Option, type Command } from 'commander'
import { defined } from '../base/defined.ts'
import { greatest } from '../base/extremes.ts'
import { MAX_REPEAT, planted } from '../isolation/planted.ts'
import { median, type HuntedBug } from '../isolation/planted-verdict.ts'
import { allPlanted, plantedBug } from '../testcase/targets.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { lineProgress } from './live-progress.ts'
import { addHostOptions, runSubjectVerb, type HostVerbOptions } from './options/host-options.ts'
import { duration, seed, wholeNumber } from './options/option-values.ts'
import { jsonOption, minimizeOption, outputOption } from './options/result-options.ts'
import { textOptions } from './text-options.ts'

interface PlantedVerbOptions extends HostVerbOptions {
  readonly seed: string
  readonly repeat: number
  readonly timeLimit: number
  readonly minimize: boolean
  readonly output: string
  readonly json?: boolean
}

/** Columns of the table; where there are fewer each bug has lines of its own. */
const TABLE_WIDTH = 92

async function plantedVerb(
  ids: readonly string[],
  { json, watchdog, ...options }: PlantedVerbOptions,
): Promise<ExitCode> {
  const stream = json === true ? process.stderr : process.stdout
  const { width } = textOptions(stream)
  const wanted = ids.length === 0 ? allPlanted.map(({ id }) => id) : ids
  for (const id of ids) plantedBug(id) // a wrong name before the head of the table
  let done = 0
  const progress = lineProgress(
    process.stderr,
    (elapsed) => `bug ${done + 1}/${wanted.length}  ${wanted[done] ?? ''}  elapsed ${elapsed}`,
  )
  const say = (text: string): void => progress.say(`${text}\n`, stream)
  if (width >= TABLE_WIDTH)
    say(
      `${'planted bug'.padEnd(28)} ${'found'.padStart(6)} ${'median'.padStart(9)} ${'worst'.padStart(9)} ${'runs'.padStart(6)}  decisions  breaks`,
    )
  const { bugs, missed, verdict } = await planted(ids, {
    ...options,
    ...defined({ watchdog }),
    onHunted: (hunted) => {
      done++
      say(hunted.failure?.reportPath === undefined ? line(hunted, width) : reported(hunted, width))
    },
  }).finally(() => progress.end())
  say(missed.length === 0 ? `all ${bugs.length} found` : `NOT FOUND in every hunt: ${missed.join(', ')}`)
  if (json === true) process.stdout.write(`${JSON.stringify(verdict)}\n`)
  return missed.length === 0 ? exitCode.held : exitCode.undecided
}

/** Its line of the table, and where the report is. */
function reported(hunted: HuntedBug, width: number): string {
  const { minimized, reportPath = '' } = hunted.failure ?? {}
  return `${line(hunted, width)}\n    ${minimized?.record.violation?.headline ?? ''}\n    ${reportPath}`
}

function line({ bug, hunts, failure }: HuntedBug, width: number): string {
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
  const [middle, worst] = [time(median(millis)), time(greatest(millis))]
  if (width < TABLE_WIDTH)
    return `${bug.id}\n  found ${found.length}/${hunts.length}, median ${middle.trim()}, worst ${worst.trim()}\n  ${runs} runs${decisions === undefined ? '' : `, ${length} decisions`}, breaks ${property}`
  return [
    bug.id.padEnd(28),
    `${found.length}/${hunts.length}`.padStart(6),
    middle,
    worst,
    runs.padStart(6),
    ` ${length.padEnd(9)}`,
    property,
  ].join(' ')
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
      wholeNumber('repeat', { low: 1, high: MAX_REPEAT }),
      1,
    )
    .addOption(
      new Option('--time-limit <duration>', 'most time for one hunt')
        .argParser(duration('timeLimit'))
        .default(60_000, '60s'),
    )
  minimizeOption(command, 'only find them')
  jsonOption(outputOption(command, 'where reports go')).addHelpText(
    'after',
    `
Example:
  $ whitewater planted vote-twice
  $ whitewater planted --repeat 20 --no-minimize

Exit codes: 0 all were found, 2 one was not, 254 bad input.`,
  )
  addHostOptions(command).action((ids: string[], options: PlantedVerbOptions) =>
    runSubjectVerb(options, () => plantedVerb(ids, options)),
  )
}
