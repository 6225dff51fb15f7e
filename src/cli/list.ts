import type { Command } from 'commander'
import { hanging } from '../../reports/index.ts'
import { list, type Listed } from '../catalogue.ts'
import { needsText } from '../run/servable.ts'
import { exitCode, runVerb, type ExitCode } from './exit-code.ts'
import { jsonOption } from './options/result-options.ts'

/** Fewest columns that words are read in. */
const MIN_COLUMN = 40

function listVerb(options: { readonly json?: boolean }): ExitCode {
  const all = list()
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ version: 1, ...all })}\n`)
    return exitCode.held
  }
  const width = process.stdout.columns ?? Number(process.env['COLUMNS'] ?? Infinity)
  for (const [kind, entries] of Object.entries<readonly Listed[]>({ ...all })) {
    const longest = Math.max(...entries.map(({ name }) => name.length))
    process.stdout.write(`${kind}\n`)
    for (const { name, about, needs = [] } of entries) {
      const needed = needs.length === 0 ? '' : ` (needs ${needsText(needs)})`
      const lines = columnsOf(name, `${about}${needed}`, longest, width)
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
    .action((options: { json?: boolean }) => runVerb(() => Promise.resolve(listVerb(options))))
}
