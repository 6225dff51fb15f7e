import type { Command } from 'commander'
import { defined } from '../base/defined.ts'
import { replay } from '../isolation/replay.ts'
import { replayText } from '../isolation/replay-text.ts'
import type { Trace } from '../record/trace.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { addHostOptions, runSubjectVerb, type HostVerbOptions } from './options/host-options.ts'
import { addJudgingOptions, type JudgingOptions } from './options/judging-options.ts'
import { wholeNumber } from './options/option-values.ts'
import { jsonOption } from './options/result-options.ts'
import { textOptions } from './text-options.ts'

interface ReplayVerbOptions extends HostVerbOptions, JudgingOptions {
  readonly trace?: boolean
  readonly until?: number
  readonly json?: boolean
}

async function replayVerb(tokenOrFile: string, options: ReplayVerbOptions): Promise<ExitCode> {
  const { isolation, watchdog, known, ignore, json, until } = options
  const isTraced = options.trace === true || until !== undefined
  const report = await replay(tokenOrFile, { isolation, ...defined({ watchdog, known, ignore }) })
  const { record, before, same, divergence } = report
  const stream = json === true ? process.stderr : process.stdout
  if (isTraced && record.trace !== undefined) stream.write(traceText(record.trace, until ?? Infinity))
  stream.write(replayText(report, textOptions(stream)))
  const { status, signature, digest } = record
  if (json === true) {
    process.stdout.write(
      `${JSON.stringify({ version: 1, status, signature, known: record.known, digest, before, same, divergence })}\n`,
    )
  }
  if (!same) return exitCode.notDeterministic
  if (status === 'invalid') return exitCode.violation
  return status === 'unknown' ? exitCode.undecided : exitCode.held
}

/** Its steps, a line each. */
const traceText = ({ steps }: Trace, until: number): string =>
  steps
    .filter(({ step }) => step <= until)
    .map(
      ({ step, time, kind, text }) =>
        `${String(step).padStart(6)}  ${(time / 1000).toFixed(3).padStart(10)} ms  ${kind.padEnd(9)} ${text}\n`,
    )
    .join('')

/** Adds the verb `replay` to the program. */
export function registerReplay(program: Command): void {
  const command = program
    .command('replay')
    .description('make a run again, byte for byte, and compare digests')
    .argument('<token|file>', 'a replay token, a run.json, a minimized.json or a report.html')
    .option('--trace', 'print every step')
    .option('--until <step>', 'print every step up to this one', wholeNumber('until', { low: 1 }))
  jsonOption(addJudgingOptions(command)).addHelpText(
    'after',
    `
Example:
  $ whitewater replay runs/latest/minimized.json --trace
  $ whitewater replay report.html
  $ whitewater replay runs/latest/run.json --known runs/latest/run.json

Exit codes: 0 it held, 1 the violation again, 2 undecided, 3 the run diverged, 254 bad input.`,
  )
  addHostOptions(command).action((tokenOrFile: string, options: ReplayVerbOptions) =>
    runSubjectVerb(options, () => replayVerb(tokenOrFile, options)),
  )
}
