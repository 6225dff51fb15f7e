import type { Command } from 'commander'
import { defined } from '../base/defined.ts'
import { boundNames, boundsText, MAX_BOUND, type BoundName } from '../explore/bounds.ts'
import { explore } from '../isolation/explore.ts'
import { exploreText, roundText } from '../isolation/explore-verdict.ts'
import { shapeRanges } from '../run/drawing/plan-shape.ts'
import type { SearchProgress } from '../testcase/explored.ts'
import { DEFAULT_TARGET } from '../testcase/targets.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { lineProgress } from './live-progress.ts'
import { addHostOptions, runSubjectVerb, type HostVerbOptions } from './options/host-options.ts'
import { addJudgingOptions, type JudgingOptions } from './options/judging-options.ts'
import { duration, names, seed, wholeNumber } from './options/option-values.ts'
import { jsonOption, outputOption } from './options/result-options.ts'
import { TARGET_NAMES } from './options/scenario-options.ts'
import { textOptions } from './text-options.ts'

interface ExploreVerbOptions
  extends HostVerbOptions, JudgingOptions, Partial<Readonly<Record<BoundName, number>>> {
  readonly target: string
  readonly nodes?: number
  readonly depth?: number
  readonly maxStates?: number
  readonly timeLimit?: number
  readonly seed: string
  readonly nemesis?: readonly string[]
  readonly symmetric?: boolean
  readonly save?: string
  readonly resume?: string
  readonly output: string
  readonly json?: boolean
}

const boundTexts: { readonly [name in BoundName]: string } = {
  timeouts: 'timers that fire',
  lateMessages: 'messages that arrive after a timer has fired since they were sent',
  operations: 'calls of clients',
  restarts: 'servers that crash and start again',
  duplicates: 'messages that arrive once more',
  retries: 'calls that are sent again',
  lateSyncs: 'times that what a server writes is not synced for some events',
}

const optionOf = (name: BoundName): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

async function exploreVerb(scenario: string, options: ExploreVerbOptions): Promise<ExitCode> {
  const { json, watchdog, nodes, depth, maxStates, timeLimit, nemesis, symmetric, save, resume, ...rest } =
    options
  const stream = json === true ? process.stderr : process.stdout
  let last: SearchProgress | undefined
  const progress = lineProgress(process.stderr, (elapsed) => {
    if (last === undefined) return `searching  ${elapsed}`
    return `${boundsText(last.bounds)}: ${last.states.toLocaleString('en-US')} states, ${last.depth} events deep  ${elapsed}`
  })
  const report = await explore(scenario, {
    ...rest,
    ...defined({ watchdog, nodes, depth, maxStates, timeLimit, nemesis, symmetric, save, resume }),
    onProgress: (searched) => void (last = searched),
  }).finally(() => progress.end())
  const { explored, verdict } = report
  for (const round of explored.rounds) stream.write(`${roundText(round)}\n`)
  stream.write(exploreText(explored, textOptions(stream)))
  if (json === true) process.stdout.write(`${JSON.stringify(verdict)}\n`)
  return { violation: exitCode.violation, held: exitCode.held, unknown: exitCode.undecided }[verdict.result]
}

/** Adds the verb `explore` to the program. */
export function registerExplore(program: Command): void {
  const command = program
    .command('explore')
    .description('search all runs within bounds, shortest first, over the code of the target itself')
    .argument(
      '<scenario>',
      'what may happen and with what settings: by name, or by path of a module of yours',
    )
    .option('--target <name|path>', TARGET_NAMES, DEFAULT_TARGET)
    .option('--nodes <n>', 'servers (default: 3)', wholeNumber('nodes', shapeRanges.nodes))
    .option('--depth <n>', 'events of a run (default: 64)', wholeNumber('depth', { low: 1 }))
    .option(
      '--max-states <n>',
      'states of one round (default: 4000000)',
      wholeNumber('maxStates', { low: 1 }),
    )
    .option('--time-limit <duration>', 'time for all rounds (default: 60s)', duration('timeLimit'))
    .option('--seed <seed>', 'names the draws of servers', seed, '1')
    .option('--nemesis <a,b>', 'faults in place of the scenario’s own: crash, duplicate', names)
    .option('--symmetric', 'servers differ by nothing but their names (default: only those of own-raft)')
    .option('--no-symmetric', 'they do not')
    .option('--save <file>', 'writes there where the search stopped, for want of time or states')
    .option('--resume <file>', 'goes on from there; stopped again, it writes there where no --save is given')
  for (const name of boundNames)
    command.option(
      `--${optionOf(name)} <n>`,
      `${boundTexts[name]}, at most (default: more in each round)`,
      wholeNumber(name, { low: 0, high: MAX_BOUND }),
    )
  jsonOption(outputOption(addJudgingOptions(command))).addHelpText(
    'after',
    `
Example:
  $ whitewater explore steady-cluster --target own-raft+vote-twice
  $ whitewater explore steady-cluster --target ./my-raft.ts --timeouts 3 --operations 1
  $ whitewater explore steady-cluster --timeouts 4 --operations 2 --time-limit 10m --save search.bin
  $ whitewater explore steady-cluster --timeouts 4 --operations 2 --time-limit 10m --resume search.bin

Exit codes: 0 none within the bounds that were searched to their end, 1 a violation, 2 no bounds were searched to their
end, 254 bad input.`,
  )
  addHostOptions(command).action((scenario: string, options: ExploreVerbOptions) =>
    runSubjectVerb(options, () => exploreVerb(scenario, options)),
  )
}
