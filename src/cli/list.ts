import type { Command } from 'commander'
import { hanging } from '../../reports/terminal/wrap.ts'
import { exitCode, runVerb, type ExitCode } from './exit-code.ts'
import { listing } from './listing.ts'
import { jsonOption } from './options/result-options.ts'

/** Fewest columns that words are read in. */
const MIN_COLUMN = 40

async function listVerb(options: { readonly json?: boolean }): Promise<ExitCode> {
  const { catalogue, kinds } = await listing()
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ version: 1, ...catalogue })}\n`)
    return exitCode.held
  }
  const width = process.stdout.columns ?? Number(process.env['COLUMNS'] ?? Infinity)
  for (const { kind, entries } of kinds) {
    const longest = Math.max(...entries.map(({ name }) => name.length))
    process.stdout.write(`${kind}\n`)
    for (const { name, about } of entries) {
      const lines = columnsOf(name, about, longest, width)
      process.stdout.write(lines.map((line) => `${line}\n`).join(''))
    }
    process.stdout.write('\n')
  }
  return exitCode.held
}

/** A name and what it is, in two columns; where that leaves no room for words, one below the other. */
function columnsOf(name: string, about: string, longest: number, width: number): readonly string[] {
  const lead = `  ${name.padEnd(longest)}  `
  if (!(width > 0) || width === Infinity) return [`${lead}${about}`]
  return width - lead.length >= MIN_COLUMN
    ? hanging(lead, about, width)
    : [`  ${name}`, ...hanging('      ', about, width)]
}

/** Adds the verb `list` to the program. */
export function registerList(program: Command): void {
  const command = program
    .command('list')
    .description('scenarios, schedules, nemeses, checkers, models, targets, planted bugs')
  jsonOption(command, 'one JSON value on stdout')
    .addHelpText('after', '\nExample:\n  $ whitewater list --json')
    .action((options: { json?: boolean }) => runVerb(() => listVerb(options)))
}
