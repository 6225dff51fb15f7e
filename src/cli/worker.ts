import type { Command } from 'commander'
import { counted } from '../../reports/quantities.ts'
import { visibleText } from '../../reports/index.ts'
import { defined } from '../base/defined.ts'
import { workersRange } from '../base/option-checks.ts'
import type { Served } from '../campaign/queue/queue-server.ts'
import { runWorker } from '../campaign/queue/run-worker.ts'
import { exitCode, runVerb, type ExitCode } from './exit-code.ts'
import { onSignal } from './on-signal.ts'
import { duration, wholeNumber } from './options/option-values.ts'
import { jsonOption } from './options/result-options.ts'

interface WorkerVerbOptions {
  readonly queue: string
  readonly workers?: number
  readonly target?: readonly string[]
  readonly idle?: number
  readonly json?: boolean
}

const say = (text: string): void => void process.stderr.write(`${text}\n`)

async function worker({ queue, workers, target, idle, json }: WorkerVerbOptions): Promise<ExitCode> {
  const ending = new AbortController()
  const release = onSignal(() => {
    say('stopping after the runs under way; once more to quit at once')
    ending.abort()
  })
  try {
    const served = await runWorker({
      queue,
      signal: ending.signal,
      onReady: (address, processes) =>
        say(`whitewater worker  ${address}  ${counted(processes, 'process', 'processes')}  Ctrl-C ends it`),
      onNote: (text) => say(visibleText(text)),
      ...defined({ workers, idle, targets: target }),
    })
    process.stdout.write(
      json === true ? `${JSON.stringify({ version: 1, ...served })}\n` : servedText(served),
    )
    // it was of no use to anybody
    return served.orders === 0 && served.refused.length > 0 ? exitCode.badInput : exitCode.held
  } finally {
    release()
  }
}

const servedText = ({ campaigns, orders, runs }: Served): string =>
  `${counted(runs, 'run')} in ${counted(orders, 'order')} of ${counted(campaigns, 'campaign')}\n`

/** Adds the verb `worker` to the program. */
export function registerWorker(program: Command): void {
  const command = program
    .command('worker')
    .description('make the runs of campaigns that were started with the same --queue, on this machine')
    .requiredOption('--queue <redis://...>', 'where campaigns put their work; rediss:// with TLS')
    .option('--workers <n>', 'processes (default: one for each core)', wholeNumber('workers', workersRange))
    .option(
      '--target <name|path>',
      'serve only this target; given several times, these (default: what ships with Whitewater, and modules in this folder)',
      (spec: string, before: readonly string[] = []) => [...before, spec],
    )
    .option(
      '--idle <duration>',
      'end after so long without work: 60s, 10m (default: wait for more)',
      duration('idle'),
    )
  jsonOption(command)
    .addHelpText(
      'after',
      `
Example:
  $ whitewater campaign --target ./my-raft.ts --queue redis://build-server:6379 --for 8h
  $ whitewater worker --queue redis://build-server:6379
  $ whitewater worker --queue rediss://user:password@build-server:6380 --idle 10m --json
  $ whitewater worker --queue redis://build-server:6379 --target 'lockstep:./my-raft --fast'

Target and scenarios are those that the campaign names; paths begin in the folder in which the worker is started. It may come and
go at any time: Ctrl-C ends it after the runs under way, and what it leaves is done by others.

Exit codes: 0 it ended as it was told, 254 bad input, no such queue, or it refused each campaign it was offered, 255 the harness
itself failed. What the runs find is told by the campaign.`,
    )
    .action((options: WorkerVerbOptions) => runVerb(() => worker(options)))
}
