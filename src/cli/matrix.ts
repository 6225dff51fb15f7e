import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { matrixMarkdown, matrixPage, matrixText, type Matrix } from '../../reports/index.ts'
import { rowTitle } from '../../reports/matrix.ts'
import { defined } from '../base/defined.ts'
import { runsRange } from '../base/option-checks.ts'
import { matrix, SCHEDULE_RUNS } from '../matrix/matrix.ts'
import { textOptions } from './text-options.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { addHostOptions, runSubjectVerb, type HostVerbOptions } from './options/host-options.ts'
import { seed, wholeNumber } from './options/option-values.ts'
import { jsonOption, outputOption } from './options/result-options.ts'

interface MatrixVerbOptions extends HostVerbOptions {
  readonly seed: string
  readonly runs: number
  readonly output: string
  readonly json?: boolean
}

const codes: { readonly [result in Matrix['result']]: ExitCode } = {
  held: exitCode.held,
  violation: exitCode.violation,
  undecided: exitCode.undecided,
  'not-deterministic': exitCode.notDeterministic,
}

/** How often a long matrix says how far it is, in milliseconds. */
const SAY_EVERY = 5000

async function matrixVerb(file: string, options: MatrixVerbOptions): Promise<ExitCode> {
  const { runs, isolation, watchdog, json } = options
  const output = join(options.output, 'matrix')
  let made = 0
  let said = performance.now()
  const { verdict } = await matrix({
    ...{ matrix: file, seed: options.seed, runs, output, isolation },
    ...defined({ watchdog }),
    onRun: ({ name }) => {
      made++
      // the clock decides only how often something is said
      if (performance.now() - said < SAY_EVERY) return
      said = performance.now()
      process.stderr.write(`${made} runs so far, now ${name}\n`)
    },
    onRow: (row, soFar) => {
      // it takes long: what was found so far is there whatever ends it
      writePages(output, soFar)
      if (row.notRun !== undefined) process.stderr.write(`NOT RUN: ${rowTitle(row)}: ${row.notRun.because}\n`)
    },
  })
  process.stdout.write(
    json === true ? `${JSON.stringify(verdict)}\n` : matrixText(verdict, textOptions(process.stdout)),
  )
  process.stderr.write(`written: ${join(output, 'matrix.html')}, matrix.md, matrix.json\n`)
  return codes[verdict.result]
}

function writePages(output: string, verdict: Matrix): void {
  const pages = {
    'matrix.json': `${JSON.stringify(verdict, null, 2)}\n`,
    'matrix.md': `# Conformance matrix\n\n${matrixMarkdown(verdict)}`,
    'matrix.html': matrixPage(verdict),
  }
  for (const [name, text] of Object.entries(pages)) writeFileSync(join(output, name), text)
}

/** Adds the verb `matrix` to the program. */
export function registerMatrix(program: Command): void {
  const command = program
    .command('matrix')
    .description('put implementations through the canonical schedules and a campaign each')
    .argument('<file>', 'which implementations: {"implementations": [{"name", "target"}]}')
    .option('--seed <seed>', 'the first seed of each schedule; the others are numbered from it', seed, '1')
    .option('--runs <n>', 'runs of each schedule', wholeNumber('runs', runsRange), SCHEDULE_RUNS)
  jsonOption(
    outputOption(command, 'where the pages and the first failures go, in a folder matrix'),
  ).addHelpText(
    'after',
    `
Example:
  $ whitewater matrix examples/matrix.json
  $ whitewater run figure-8 --target ./my-raft.ts   (one of the schedules alone)

Exit codes: 0 all held, 1 a violation, 2 undecided, or an implementation was not run, 3 not deterministic, 254 bad input,
255 the harness itself failed.`,
  )
  addHostOptions(command).action((file: string, options: MatrixVerbOptions) =>
    runSubjectVerb(options, () => matrixVerb(file, options)),
  )
}
