import type { Command } from 'commander'
import { counted, grouped } from '../../reports/quantities.ts'
import { mergeFolders, type MergeVerdict } from '../campaign/merge.ts'
import { exitCode, runVerb, type ExitCode } from './exit-code.ts'
import { jsonOption } from './options/result-options.ts'

interface MergeVerbOptions {
  readonly output: string
  readonly json?: boolean
}

const codes: { readonly [result in MergeVerdict['result']]: ExitCode } = {
  held: exitCode.held,
  violation: exitCode.violation,
  undecided: exitCode.undecided,
}

async function merge(folders: readonly string[], { output, json }: MergeVerbOptions): Promise<ExitCode> {
  const verdict = await mergeFolders(folders, output)
  process.stdout.write(json === true ? `${JSON.stringify(verdict)}\n` : mergeText(verdict))
  return codes[verdict.result]
}

function mergeText({ corpora, campaign, output }: MergeVerdict): string {
  const lines = corpora.map(
    ({ scenario, before, entries }) =>
      `corpus  ${scenario}  ${grouped(entries)} of ${counted(before, 'entry', 'entries')}`,
  )
  if (campaign !== undefined) {
    const { shards, missing, isFinished, runs, failed, undecided, failures, page } = campaign
    lines.push(
      `${counted(shards, 'shard')}: ${counted(runs, 'run')}, fail ${grouped(failed)} (${counted(failures.length, 'signature')}), unknown ${grouped(undecided)}`,
      ...failures.map(({ signature, count }) => `FAIL ${signature}  ${counted(count, 'run')}`),
      ...(missing.length > 0
        ? [`UNDECIDED: shards are missing: ${missing.join(', ')}`]
        : isFinished
          ? []
          : ['UNDECIDED: a shard is not finished; resume it, and merge again']),
      `page  ${page}`,
    )
  }
  return `${[...lines, `written to ${output}`].join('\n')}\n`
}

/** Adds the verb `merge` to the program. */
export function registerMerge(program: Command): void {
  const command = program
    .command('merge')
    .description('join the corpora of guided searches, and the campaigns of shards, from several folders')
    .argument('<folder...>', 'folders that campaign --corpus or --output named')
    .requiredOption('--output <folder>', 'where what is joined goes')
  jsonOption(command)
    .addHelpText(
      'after',
      `
Example:
  $ whitewater merge corpus-1 corpus-2 --output corpus
  $ whitewater merge shard-1 shard-2 shard-3 shard-4 --output all

Exit codes: 0 joined, and all runs held, 1 a violation in a shard, 2 undecided, or a shard is missing or not finished, 254 bad
input, 255 the harness itself failed.`,
    )
    .action((folders: string[], options: MergeVerbOptions) => runVerb(() => merge(folders, options)))
}
