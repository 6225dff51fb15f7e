import type { Command } from 'commander'
import { starterFor, starterLanguages } from '../starter/starters.ts'
import { writeStarter } from '../starter/write-starter.ts'
import { exitCode, runVerb, type ExitCode } from './exit-code.ts'
import { jsonOption } from './options/result-options.ts'

interface InitOptions {
  readonly language: string
  readonly json?: boolean
}

function initVerb(folder: string, { language, json }: InitOptions): ExitCode {
  const starter = writeStarter(starterFor(language), folder)
  const text = `wrote into ${folder}:\n${starter.files.map((file) => `  ${file}\n`).join('')}\nnext:\n  ${starter.next}\n`
  process.stdout.write(json === true ? `${JSON.stringify({ version: 1, ...starter })}\n` : text)
  return exitCode.held
}

/** Adds the verb `init` to the program. */
export function registerInit(program: Command): void {
  const [first = ''] = starterLanguages
  const command = program
    .command('init')
    .description('write a starter into your project: a target, a scenario, a test, a nightly workflow')
    .argument('[folder]', 'where it goes; nothing in it is overwritten', '.')
    .option('--language <name>', `any of ${starterLanguages.join(', ')}`, first)
  jsonOption(command, 'one JSON value on stdout')
    .addHelpText(
      'after',
      `
Example:
  $ whitewater init
  $ whitewater init my-raft --language python

Exit codes: 0 written, 254 bad input, or a file is already there; then nothing is written.`,
    )
    .action((folder: string, options: InitOptions) =>
      runVerb(() => Promise.resolve().then(() => initVerb(folder, options))),
    )
}
