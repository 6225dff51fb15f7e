import type { Command } from 'commander'
import {
  divergenceBlock,
  failureBlock,
  runLine,
  visibleText,
  wantsColor,
  type TextOptions,
} from '../../reports/index.ts'
import { explainDivergence } from '../testcase/divergence.ts'
import { packageVersion } from '../testcase/environment.ts'
import type { Divergence } from '../record/divergence.ts'
import type { MadeRun } from '../run/made-run.ts'
import { recordOf } from '../run/record.ts'
import type { Replayable } from '../run/replay-token.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { replayCommand } from '../testcase/minimize-failure.ts'
import { wholeNumber } from './option-values.ts'
import { replayable } from './replayable-file.ts'
import type { SubjectHost } from '../testcase/subject-host.ts'
import { isolationOptions, runSubjectVerb, withHost, type IsolationOptions } from './isolation-options.ts'

interface ReplayOptions extends IsolationOptions {
  readonly trace?: boolean
  readonly until?: number
  readonly json?: boolean
}

/** The host for a run that is made again. */
export function withHostOf<T>(
  run: Replayable,
  options: IsolationOptions,
  act: (host: SubjectHost) => Promise<T>,
): Promise<T> {
  const scenarios = run.by === 'seed' ? [run.scenario] : []
  return withHost(options, { target: run.target, scenarios }, act)
}

async function replay(tokenOrFile: string, options: ReplayOptions): Promise<ExitCode> {
  const run = replayable(tokenOrFile)
  const { made, divergence } = await withHostOf(run, options, async (host) => {
    const first = await host.replay(run)
    const same = run.digest === '' || first.ended !== undefined || run.digest === first.result.digest
    return { made: first, divergence: same ? undefined : await whyDiverged(run, first, host) }
  })
  const { plan, result } = made
  const same = divergence === undefined
  const record = recordOf(plan, result, run.target, tokenOrFile)
  const stream = options.json === true ? process.stderr : process.stdout
  const style = { color: wantsColor({ isTTY: stream.isTTY, env: process.env }) }
  const { trace } = result
  if (options.trace === true && trace !== undefined) {
    for (const { step, time, kind, text } of trace.steps) {
      if (options.until !== undefined && step > options.until) break
      stream.write(
        `${String(step).padStart(6)}  ${(time / 1000).toFixed(3).padStart(10)} ms  ${kind.padEnd(9)} ${text}\n`,
      )
    }
  }
  if (record.violation === undefined) {
    stream.write(`${runLine(record, style)}\n`)
    if (record.because !== undefined) stream.write(`${visibleText(record.because, 2000)}\n`)
  } else stream.write(failureBlock({ record, replayCommand: replayCommand(tokenOrFile, tokenOrFile) }, style))
  stream.write(
    same
      ? `digest ${result.digest}, as before\n`
      : divergedText(run.digest, result.digest, divergence, style),
  )
  if (options.json === true) {
    const { status, signature, digest } = record
    process.stdout.write(
      `${JSON.stringify({ version: 1, status, signature, digest, before: run.digest, same, divergence })}\n`,
    )
  }
  if (!same) return exitCode.notDeterministic
  if (result.status === 'invalid') return exitCode.violation
  return result.status === 'unknown' ? exitCode.undecided : exitCode.held
}

/** Whether a run that has another digest than before at least agrees with itself: makes it twice more. */
async function whyDiverged(
  run: Replayable,
  { result, plan }: MadeRun,
  host: SubjectHost,
): Promise<Divergence> {
  const again = await host.replay(run)
  const seen = {
    scenario: plan.scenario,
    target: run.target,
    seed: plan.seed,
    digests: [result.digest, again.result.digest],
    first: result,
  }
  return explainDivergence(seen, () => host.replay(run), 1)
}

function divergedText(before: string, now: string, divergence: Divergence, style: TextOptions): string {
  const diverged = `DIVERGED: digest ${now}, before it was ${before}`
  if (new Set(divergence.digests).size > 1) return `${divergenceBlock(divergence, style)}${diverged}\n`
  return `${diverged}; made ${divergence.digests.length} times now, it is the same each time: the code of the target or what it imports has changed since, or the version of Whitewater (${packageVersion()}); made once in a process it may also be state that the module keeps between runs\n`
}

/** Adds the verb `replay` to the program. */
export function registerReplay(program: Command): void {
  const command = program
    .command('replay')
    .description('make a run again, byte for byte, and compare digests')
    .argument('<token|file>', 'a replay token, a run.json or a minimized.json')
    .option('--trace', 'print every step')
    .option('--until <step>', 'with --trace: up to this step', wholeNumber('--until', 1))
    .option('--json', 'one JSON value on stdout, all else on stderr')
    .addHelpText(
      'after',
      `
Example:
  $ whitewater replay runs/latest/minimized.json --trace

Exit codes: 0 it held, 1 the violation again, 2 undecided, 3 the run diverged, 254 bad input.`,
    )
  isolationOptions(command).action((tokenOrFile: string, options: ReplayOptions) =>
    runSubjectVerb(options, () => replay(tokenOrFile, options)),
  )
}
