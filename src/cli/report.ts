import type { Command } from 'commander'
import {
  campaignFailureLines,
  failureBlock,
  runLine,
  wantsColor,
  type TextOptions,
} from '../../reports/index.ts'
import { environmentError } from '../base/environment-error.ts'
import { InputError } from '../base/input-error.ts'
import { findRendered, renderAgain, type Rendered } from '../campaign/rendered-again.ts'
import { exitCode, runVerb, type ExitCode } from './exit-code.ts'
import { commandLineText } from './options/option-names.ts'
import { jsonOption } from './options/result-options.ts'

interface ReportVerbOptions {
  readonly output?: string
  readonly json?: boolean
}

/** Renders again what is stored; a failure that was stored then is no failure now. */
async function reportVerb(path: string, { output, json }: ReportVerbOptions): Promise<ExitCode> {
  const found = findRendered(path)
  const rendered: Rendered[] = []
  const refused: InputError[] = []
  for (const one of found) {
    try {
      rendered.push(await renderAgain(one, output))
    } catch (error) {
      const known = error instanceof InputError ? error : environmentError(error)
      if (known === undefined) throw error
      // one that is damaged does not keep the others from being rendered
      if (found.length === 1) throw known
      refused.push(known)
    }
  }
  const style = { color: wantsColor({ isTTY: process.stdout.isTTY, env: process.env }) }
  if (json === true) process.stdout.write(`${JSON.stringify(jsonOf(rendered, refused))}\n`)
  else for (const one of rendered) process.stdout.write(textOf(one, rendered.length === 1, style))
  for (const error of refused) process.stderr.write(`${commandLineText(error)}\n`)
  return refused.length > 0 ? exitCode.badInput : exitCode.held
}

/** A run alone in full, as it was told when it failed; of many a line each, with what was written. */
function textOf(one: Rendered, isAlone: boolean, style: TextOptions): string {
  const files = `  written: ${one.files.join(', ')}\n`
  if (one.kind === 'campaign') {
    return `${one.from}: ${one.record.line}\n${campaignFailureLines(one.record)
      .map((line) => `  ${line}\n`)
      .join('')}${files}`
  }
  const { report } = one
  const { violation, signature = '' } = report.record
  const missing = (report.missing ?? []).map((text) => `  missing: ${text}\n`).join('')
  if (violation === undefined) return `${runLine(report.record, style)}\n${missing}${files}`
  return isAlone
    ? `${failureBlock(report, style)}\n${files}`
    : `${one.from}: FAIL ${signature}\n${missing}${files}`
}

function jsonOf(rendered: readonly Rendered[], refused: readonly InputError[]): object {
  return {
    version: 1,
    rendered: rendered.map((one) => {
      const { kind, from, files } = one
      if (kind === 'campaign') return { kind, from, files, line: one.record.line, failed: one.record.failed }
      const { scenario, seed, status, signature } = one.report.record
      return { kind, from, files, scenario, seed, status, signature, missing: one.report.missing ?? [] }
    }),
    refused: refused.map(({ message, place }) => ({ message, file: place.file })),
  }
}

/** Adds the verb `report` to the program. */
export function registerReport(program: Command): void {
  const command = program
    .command('report')
    .description('render the reports of recorded runs and campaigns again, from what lies in their folders')
    .argument(
      '<file|dir>',
      'a run folder, a campaign folder, a folder of several; or a run.json, minimized.json, campaign.sqlite',
    )
    .option('--output <dir>', 'where the reports go (default: where each run or campaign lies)')
  jsonOption(command)
    .addHelpText(
      'after',
      `
Example:
  $ whitewater report runs/latest
  $ whitewater report runs                      (each run and campaign in it)
  $ whitewater report nightly/campaign.sqlite --output public

Exit codes: 0 rendered, whatever the runs came to; 254 bad input, or something in the folder that could not be read.`,
    )
    .action((path: string, options: ReportVerbOptions) => runVerb(() => reportVerb(path, options)))
}
