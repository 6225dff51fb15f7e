import type { Command } from 'commander'
import { examine, type Examination } from '../doctor/examine.ts'
import type { Finding } from '../doctor/finding.ts'
import { thisMachine } from '../doctor/machine.ts'
import { exitCode, runVerb, type ExitCode } from './exit-code.ts'
import { jsonOption, outputOption } from './options/result-options.ts'

interface DoctorOptions {
  readonly output: string
  readonly json?: boolean
}

async function doctorVerb({ output, json }: DoctorOptions): Promise<ExitCode> {
  const examination = await examine(thisMachine(output))
  process.stdout.write(
    json === true ? `${JSON.stringify({ version: 1, ...examination })}\n` : textOf(examination),
  )
  return examination.ready ? exitCode.held : exitCode.badInput
}

function textOf({ ready, findings }: Examination): string {
  const width = Math.max(...findings.map(({ name }) => name.length))
  const lines = findings.map((finding) => linesOf(finding, width)).join('')
  const lacking = findings.filter(({ needed, found }) => needed && !found).map(({ name }) => name)
  const closing = ready
    ? 'All that is needed is here; what is missing is for one use each.'
    : `Nothing works here without: ${lacking.join(', ')}.`
  return `${lines}\n${closing}\n`
}

function linesOf(finding: Finding, width: number): string {
  const { name, needed, found, version, path, amount, because, purpose, remedy } = finding
  const word = found ? 'ok     ' : needed ? 'NEEDED ' : 'missing'
  const what = [version, amount, path === undefined ? undefined : `(${path})`, because && `- ${because}`]
  const indent = ' '.repeat(width + 12)
  const more = found ? '' : `${indent}get it: ${remedy}\n`
  const said = what.filter((part) => part !== undefined && part !== '').join(' ')
  return `${word}  ${name.padEnd(width)}  ${said === '' ? '' : `${said}\n${indent}`}for: ${purpose}\n${more}`
}

/** Adds the verb `doctor` to the program. */
export function registerDoctor(program: Command): void {
  const command = program
    .command('doctor')
    .description('what this machine offers, and how to get what is missing')
  jsonOption(outputOption(command, 'the folder whose free space is looked at'), 'one JSON value on stdout')
    .addHelpText(
      'after',
      `
Example:
  $ whitewater doctor
  $ whitewater doctor --json

Exit codes: 0 Node, workers and the temporary folder work (nothing else is needed by all), 254 one of them does not.`,
    )
    .action((options: DoctorOptions) => runVerb(() => doctorVerb(options)))
}
