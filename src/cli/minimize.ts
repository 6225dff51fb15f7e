import { defined } from '../base/defined.ts'
import type { Command } from 'commander'
import { failureBlock, wantsColor } from '../../reports/index.ts'
import { InputError } from '../base/input-error.ts'
import { tokenOf } from '../run/replay-token.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { reportEnded } from '../testcase/ended-run.ts'
import { isolationOptions, runSubjectVerb, type IsolationOptions } from './isolation-options.ts'
import { duration } from './option-values.ts'
import { withHostOf } from './replay.ts'
import { replayable } from './replayable-file.ts'
import { recordOf } from '../run/record.ts'
import { DEFAULT_OUTPUT, writeRunFolder } from '../testcase/run-folder.ts'

interface MinimizeOptions extends IsolationOptions {
  readonly timeLimit: number
  readonly output: string
  readonly json?: boolean
}

async function minimizeFile(tokenOrFile: string, options: MinimizeOptions): Promise<ExitCode> {
  const run = replayable(tokenOrFile)
  if (run.by === 'plan' && run.script !== undefined) {
    throw new InputError('this is a minimized script already; give the run.json beside it', {
      file: tokenOrFile,
    })
  }
  const failure = await withHostOf(run, options, async (host) => {
    const made = await host.replay(run)
    const { plan, result } = made
    if (result.violation === undefined) {
      const why = result.because === undefined ? '' : ` (${result.because})`
      throw new InputError(`this run breaks nothing, so there is nothing to minimize${why}`, {
        file: tokenOrFile,
      })
    }
    const token = run.by === 'seed' ? tokenOf(run) : tokenOf({ ...run, plan, digest: result.digest })
    if (made.ended !== undefined) return reportEnded(recordOf(plan, result, run.target, token))
    return host.minimize({
      failure: {
        plan,
        result,
        target: run.target,
        token,
        ...defined({ fixed: run.shape }),
      },
      limits: { millis: options.timeLimit },
    })
  })
  const written = await writeRunFolder(options.output, failure, new Date())
  const stream = options.json === true ? process.stderr : process.stdout
  stream.write(failureBlock(written, { color: wantsColor({ isTTY: stream.isTTY, env: process.env }) }))
  if (options.json === true) {
    const { minimized, reportPath } = written
    process.stdout.write(
      `${JSON.stringify({ version: 1, signature: written.record.signature, report: reportPath, minimized })}\n`,
    )
  }
  return exitCode.violation
}

/** Adds the verb `minimize` to the program. */
export function registerMinimize(program: Command): void {
  const command = program
    .command('minimize')
    .description('make a recorded failure as small as it gets, and report it')
    .argument('<file>', 'a run.json of a run that broke something, or its replay token')
    .option('--time-limit <duration>', 'most time to spend', duration('--time-limit'), 60_000)
    .option('--output <dir>', 'where results go', DEFAULT_OUTPUT)
    .option('--json', 'one JSON value on stdout, all else on stderr')
    .addHelpText(
      'after',
      `
Example:
  $ whitewater minimize runs/latest/run.json

Exit codes: 1 the violation, made small; 254 bad input, also a run that breaks nothing.`,
    )
  isolationOptions(command).action((file: string, options: MinimizeOptions) =>
    runSubjectVerb(options, () => minimizeFile(file, options)),
  )
}
