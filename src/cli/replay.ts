import type { Command } from 'commander'
import { failureBlock, runLine, wantsColor } from '../../reports/index.ts'
import { drawPlan } from '../run/draw-plan.ts'
import type { Plan } from '../run/plan.ts'
import { recordOf } from '../run/record.ts'
import type { Replayable } from '../run/replay-token.ts'
import type { RunResult } from '../run/run-result.ts'
import { scenarios } from '../../scenarios/index.ts'
import type { Scenario } from '../run/scenario.ts'
import { exitCode, runVerb, type ExitCode } from './exit-code.ts'
import { replayCommand } from '../harness/minimize-failure.ts'
import { wholeNumber } from './option-values.ts'
import { replayable } from './replayable-file.ts'
import { runnerOf, runOn } from '../harness/runner.ts'
import { resolveScenario } from '../harness/scenario-choice.ts'
import { resolveTarget, type TargetMaker } from '../harness/targets.ts'

interface ReplayOptions {
  readonly trace?: boolean
  readonly until?: number
  readonly json?: boolean
}

/** A run made again, lit. */
export interface Replay {
  readonly run: Replayable
  readonly plan: Plan
  readonly scenario: Scenario | undefined
  readonly make: TargetMaker
  readonly result: RunResult
}

/** Makes a run again from its token or file. */
export async function replayRun(tokenOrFile: string): Promise<Replay> {
  const run = replayable(tokenOrFile)
  const make = await resolveTarget(run.target)
  const scenario = await scenarioOf(run)
  const plan =
    run.by === 'plan' ? run.plan : drawPlan(scenario as Scenario, run.seed, make({ settings: {} }), run.shape)
  const judge = scenario?.judge === undefined ? {} : { judge: scenario.judge.bind(scenario) }
  const scripted = run.by === 'plan' ? run.script : undefined
  const result =
    scripted === undefined
      ? await runOn(make, plan, { lit: true, ...judge })
      : runnerOf(make, 'linearizability', scenario, plan.seed).scripted(plan, scripted, true)
  return { run, plan, scenario, make, result }
}

/** A plan runs without its scenario, only unjudged by it; a seed needs it. */
async function scenarioOf(run: Replayable): Promise<Scenario | undefined> {
  if (run.by === 'seed') return resolveScenario(run.scenario)
  return scenarios.find(({ name }) => name === run.plan.scenario)
}

async function replay(tokenOrFile: string, options: ReplayOptions): Promise<ExitCode> {
  const { run, plan, result } = await replayRun(tokenOrFile)
  const same = run.digest === '' || run.digest === result.digest
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
  if (record.violation === undefined) stream.write(`${runLine(record, style)}\n`)
  else stream.write(failureBlock({ record, replayCommand: replayCommand(tokenOrFile, tokenOrFile) }, style))
  stream.write(
    same
      ? `digest ${result.digest}, as before\n`
      : `DIVERGED: digest ${result.digest}, before it was ${run.digest}\n`,
  )
  if (options.json === true) {
    const { status, signature, digest } = record
    process.stdout.write(
      `${JSON.stringify({ version: 1, status, signature, digest, before: run.digest, same })}\n`,
    )
  }
  if (!same) return exitCode.notDeterministic
  if (result.status === 'invalid') return exitCode.violation
  return result.status === 'unknown' ? exitCode.undecided : exitCode.held
}

/** Adds the verb `replay` to the program. */
export function registerReplay(program: Command): void {
  program
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

Exit codes: 0 it held, 1 the violation again, 3 the run diverged, 254 bad input.`,
    )
    .action((tokenOrFile: string, options: ReplayOptions) => runVerb(() => replay(tokenOrFile, options)))
}
