import type { Command } from 'commander'
import { list, type Listed } from '../catalogue.ts'
import { needsText } from '../run/servable.ts'
import { exitCode, runVerb, type ExitCode } from './exit-code.ts'
import { jsonOption } from './options/result-options.ts'

function listVerb(options: { readonly json?: boolean }): ExitCode {
  const all = list()
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ version: 1, ...all })}\n`)
    return exitCode.held
  }
  for (const [kind, entries] of Object.entries<readonly Listed[]>({ ...all })) {
    const width = Math.max(...entries.map(({ name }) => name.length))
    process.stdout.write(`${kind}\n`)
    for (const { name, about, needs = [] } of entries) {
      const needed = needs.length === 0 ? '' : ` (needs ${needsText(needs)})`
      process.stdout.write(`  ${name.padEnd(width)}  ${about}${needed}\n`)
    }
    process.stdout.write('\n')
  }
  return exitCode.held
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
