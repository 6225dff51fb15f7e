import type { Command } from 'commander'
import { visibleText } from '../../reports/index.ts'
import { defined } from '../base/defined.ts'
import { exportFailure, exportForms, type ExportForm } from '../export/export-failure.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { addHostOptions, runSubjectVerb, type HostVerbOptions } from './options/host-options.ts'
import { oneOf } from './options/option-values.ts'
import { jsonOption } from './options/result-options.ts'

interface ExportVerbOptions extends HostVerbOptions {
  readonly as: ExportForm
  readonly output?: string
  readonly target?: string
  readonly json?: boolean
}

async function exportVerb(
  tokenOrFile: string,
  { as, output, target, isolation, watchdog, json }: ExportVerbOptions,
): Promise<ExitCode> {
  const exported = await exportFailure(tokenOrFile, {
    as,
    isolation,
    ...defined({ output, target, watchdog }),
  })
  const { file, signature, headline, command, scripted } = exported
  const lines = [
    `${visibleText(signature)}: ${visibleText(headline)}`,
    `wrote ${visibleText(file, 1000)}; it fails while the bug is there:`,
    `  ${visibleText(command, 1000)}`,
    ...(scripted ? [] : ['the run is not a script yet: whitewater minimize makes it shorter']),
  ]
  const stream = json === true ? process.stderr : process.stdout
  stream.write(`${lines.join('\n')}\n`)
  if (json === true) process.stdout.write(`${JSON.stringify({ version: 1, ...exported })}\n`)
  return exitCode.held
}

/** Adds the verb `export` to the program. */
export function registerExport(program: Command): void {
  const command = program
    .command('export')
    .description('write a failure as a test of your own suite, or as a script with its one command')
    .argument('<token|file>', 'a minimized.json, a run.json, a report.html or a replay token')
    .requiredOption(
      `--as <${exportForms.join('|')}>`,
      'vitest: a test that imports your target; script: a file for whitewater replay, for programs in any language',
      oneOf('as', ...exportForms),
    )
    .option('--output <file>', 'the file to write (default: named after scenario and property)')
    .option('--target <name|path>', 'the target, where it is not the one that the recording names')
  jsonOption(command).addHelpText(
    'after',
    `
Example:
  $ whitewater export runs/latest/minimized.json --as vitest --output test/figure-8.test.ts
  $ whitewater export report.html --as script --target "lockstep:./my-raft"

Exit codes: 0 written, 254 bad input, also a run that breaks nothing, and one of real servers.`,
  )
  addHostOptions(command).action((tokenOrFile: string, options: ExportVerbOptions) =>
    runSubjectVerb(options, () => exportVerb(tokenOrFile, options)),
  )
}
