import type { Command } from 'commander'
import { defined } from '../base/defined.ts'
import { runsRange } from '../base/option-checks.ts'
import { compare, COMPARED_RUNS, type ComparisonResult } from '../comparison/compare.ts'
import { comparisonText } from '../../reports/index.ts'
import { textOptions } from './text-options.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { addHostOptions, runSubjectVerb, type HostVerbOptions } from './options/host-options.ts'
import { seed, wholeNumber } from './options/option-values.ts'
import { jsonOption, outputOption } from './options/result-options.ts'
import { TARGET_NAMES } from './options/scenario-options.ts'
import { addShapeOptions, shapeIn, type ShapeOptions } from './options/shape-options.ts'

interface CompareVerbOptions extends ShapeOptions, HostVerbOptions {
  readonly seed: string
  readonly runs: number
  readonly output: string
  readonly json?: boolean
}

const codes: { readonly [result in ComparisonResult]: ExitCode } = {
  held: exitCode.held,
  violation: exitCode.violation,
  undecided: exitCode.undecided,
  'not-deterministic': exitCode.notDeterministic,
}

/** How often a long comparison says how far it is, in milliseconds. */
const SAY_EVERY = 5000

async function compareVerb(
  a: string,
  b: string,
  scenarios: readonly string[],
  options: CompareVerbOptions,
): Promise<ExitCode> {
  const { runs, output, isolation, watchdog, json } = options
  const made = { a: 0, b: 0 }
  let said = performance.now()
  const { verdict } = await compare({
    ...{ a, b, scenarios, seed: options.seed, runs, output, isolation },
    ...shapeIn(options),
    ...defined({ watchdog }),
    onRun: (side) => {
      made[side]++
      // the clock decides only how often something is said
      if (performance.now() - said < SAY_EVERY) return
      said = performance.now()
      process.stderr.write(`A: ${made.a} runs, B: ${made.b} runs\n`)
    },
  })
  process.stdout.write(
    json === true ? `${JSON.stringify(verdict)}\n` : comparisonText(verdict, textOptions(process.stdout)),
  )
  return codes[verdict.result]
}

/** Adds the verb `compare` to the program. */
export function registerCompare(program: Command): void {
  const command = program
    .command('compare')
    .description('run two targets on the same scenarios and seeds, and say which failures each shows')
    .argument('<a>', TARGET_NAMES)
    .argument('<b>', 'another one')
    .argument(
      '[scenario...]',
      'scenarios by name, or by path of a module of yours (default: all that both can do)',
    )
    .option('--seed <seed>', 'the first seed; the others are numbered from it', seed, '1')
    .option(
      '--runs <n>',
      'runs of each scenario on each target',
      wholeNumber('runs', runsRange),
      COMPARED_RUNS,
    )
  addShapeOptions(command, 'how long faults go on, virtual: 10s, 500ms; a bare number is seconds')
  jsonOption(outputOption(command, 'where the first failures go, in folders a and b')).addHelpText(
    'after',
    `
Example:
  $ whitewater compare ./raft-1.0.ts ./raft-1.1.ts --runs 100
  $ whitewater compare "lockstep:./raft-old" "lockstep:./raft-new" leader-isolated --known election-safety/two-leaders

Exit codes: 0 both held, 1 a violation in either, 2 undecided, 3 not deterministic, 254 bad input, 255 the harness itself failed.`,
  )
  addHostOptions(command).action((a: string, b: string, scenarios: string[], options: CompareVerbOptions) =>
    runSubjectVerb(options, () => compareVerb(a, b, scenarios, options)),
  )
}
