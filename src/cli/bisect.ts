import type { Command } from 'commander'
import { counted } from '../../reports/quantities.ts'
import { visibleText } from '../../reports/index.ts'
import { defined } from '../base/defined.ts'
import { bisect, bisectRuns, type BisectVerdict } from '../bisect/bisect.ts'
import type { TriedCommit } from '../bisect/tried-commit.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { addHostOptions, runSubjectVerb, type HostVerbOptions } from './options/host-options.ts'
import { wholeNumber } from './options/option-values.ts'
import { jsonOption } from './options/result-options.ts'

interface BisectVerbOptions extends HostVerbOptions {
  readonly good: string
  readonly bad?: string
  readonly setup?: string
  readonly runs?: number
  readonly json?: boolean
}

async function bisectVerb(tokenOrFile: string, options: BisectVerbOptions): Promise<ExitCode> {
  const { good, bad, setup, runs, isolation, watchdog, json } = options
  const stream = json === true ? process.stderr : process.stdout
  const ending = new AbortController()
  const end = (): void => ending.abort()
  process.once('SIGINT', end)
  try {
    const verdict = await bisect(tokenOrFile, {
      ...{ good, isolation, signal: ending.signal },
      ...defined({ bad, setup, runs, watchdog }),
      onBegin: (commits) =>
        void stream.write(
          `${counted(commits, 'commit')}, about ${counted(Math.ceil(Math.log2(commits)), 'step')}\n`,
        ),
      onTried: (tried) => void stream.write(triedLine(tried)),
    })
    process.stdout.write(json === true ? `${JSON.stringify(verdict)}\n` : verdictText(verdict))
    return verdict.result === 'found' ? exitCode.violation : exitCode.undecided
  } finally {
    process.removeListener('SIGINT', end)
  }
}

const MOST = 120

function triedLine({ commit, verdict, signature, because, subject }: TriedCommit): string {
  const what = verdict === 'violation' ? (signature ?? 'violation') : verdict
  const why = because === undefined ? '' : `: ${visibleText(because, 4 * MOST)}`
  return `  ${commit.slice(0, 10)}  ${visibleText(what, MOST)}${why}  ${visibleText(subject, MOST)}\n`
}

function verdictText({ first, candidates = [], signature }: BisectVerdict): string {
  if (first !== undefined) {
    const { commit, author, date, subject, headline } = first
    const what = headline === undefined ? [] : [`  ${visibleText(headline, 4 * MOST)}`]
    return [
      `first commit that shows ${visibleText(signature, MOST)}:`,
      `  ${commit}`,
      `  ${visibleText(subject, MOST)}`,
      `  ${visibleText(author, MOST)}, ${date}`,
      ...what,
      '',
    ].join('\n')
  }
  const lines = candidates.map(
    ({ commit, subject }) => `  ${commit.slice(0, 10)}  ${visibleText(subject, MOST)}`,
  )
  return ['UNDECIDED: it is one of these, which could not be told:', ...lines, ''].join('\n')
}

/** Adds the verb `bisect` to the program. */
export function registerBisect(program: Command): void {
  const command = program
    .command('bisect')
    .description('find the commit since which a run fails, in a checkout of its own')
    .argument(
      '<token|file>',
      'a replay token, a run.json, a minimized.json or a report.html of a target of yours',
    )
    .requiredOption('--good <rev>', 'a revision that does not show the failure')
    .option('--bad <rev>', 'a revision that does (default: HEAD)')
    .option(
      '--setup <command>',
      'gets each commit ready, such as "npm ci" or "cargo build --release" (default: the node_modules there are, are linked)',
    )
    .option(
      '--runs <n>',
      'runs of each commit until one fails: the recorded one, then others of its scenario (default: 10)',
      wholeNumber('runs', bisectRuns),
    )
  jsonOption(command).addHelpText(
    'after',
    `
Example:
  $ whitewater bisect runs/latest/minimized.json --good v1.2.0
  $ whitewater bisect w1:everything-at-once:7:93c4... --good HEAD~40 --setup "npm ci" --runs 50

Call it in the repository, where the run was made: the target is named from there. What is not committed is not looked at.
A commit is skipped that cannot be set up or loaded, or breaks another property.

Exit codes: 1 the commit was found, 2 it could not be told, 254 bad input, also when the good revision shows the
failure or the bad one does not, 255 the harness itself failed.`,
  )
  addHostOptions(command).action((tokenOrFile: string, options: BisectVerbOptions) =>
    runSubjectVerb(options, () => bisectVerb(tokenOrFile, options)),
  )
}
