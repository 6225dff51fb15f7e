import type { Command } from 'commander'
import { dirname } from 'node:path'
import {
  campaignFailureLines,
  failureBlock,
  runLine,
  visibleText,
  wantsColor,
  type TextOptions,
} from '../../reports/index.ts'
import { counted } from '../../reports/quantities.ts'
import { defined } from '../base/defined.ts'
import { report, type Rendered, type ReportedAgain } from '../campaign/rendered-again.ts'
import { exitCode, runVerb, type ExitCode } from './exit-code.ts'
import { commandLineText } from './options/option-names.ts'
import { jsonOption } from './options/result-options.ts'

interface ReportVerbOptions {
  readonly output?: string
  readonly json?: boolean
}

/** Renders again what is stored; a failure that was stored then is no failure now. */
async function reportVerb(path: string, { output, json }: ReportVerbOptions): Promise<ExitCode> {
  const { rendered, refused, remarks } = await report(path, defined({ output }))
  const style = { color: wantsColor({ isTTY: process.stdout.isTTY, env: process.env }) }
  if (json === true) process.stdout.write(`${JSON.stringify(jsonOf({ rendered, refused, remarks }))}\n`)
  else {
    for (const one of rendered) process.stdout.write(textOf(one, rendered.length === 1, style))
    process.stdout.write(`${wroteText(rendered)}\n`)
  }
  for (const text of remarks) process.stderr.write(`${visibleText(text)}\n`)
  for (const error of refused) process.stderr.write(`${commandLineText(error)}\n`)
  return refused.length > 0 ? exitCode.badInput : exitCode.held
}

/** A run alone in full, as it was told when it failed; of many a line each, with what was written. */
function textOf(one: Rendered, isAlone: boolean, style: TextOptions): string {
  const files = `  written: ${one.files.join(', ')}\n`
  if (one.kind === 'campaign') {
    const folder = dirname(one.from)
    return `${one.from}: ${one.record.line}\n${campaignFailureLines(one.record, folder === '.' ? '' : folder)
      .map((line) => `  ${line}\n`)
      .join('')}${files}`
  }
  const { report: run } = one
  const { violation, signature = '' } = run.record
  const missing = (run.missing ?? []).map((text) => `  missing: ${text}\n`).join('')
  if (violation === undefined) return `${runLine(run.record, style)}\n${missing}${files}`
  return isAlone
    ? `${failureBlock(run, style)}\n${files}`
    : `${one.from}: FAIL ${signature}\n${missing}${files}`
}

function wroteText(rendered: readonly Rendered[]): string {
  const files = rendered.flatMap((one) => one.files)
  const folders = new Set(files.map((file) => dirname(file)))
  return `wrote ${counted(files.length, 'file')} in ${counted(folders.size, 'folder')}`
}

function jsonOf({ rendered, refused, remarks }: ReportedAgain): object {
  return {
    version: 1,
    rendered: rendered.map((one) => {
      const { kind, from, files } = one
      if (kind === 'campaign') return { kind, from, files, line: one.record.line, failed: one.record.failed }
      const { scenario, seed, status, signature } = one.report.record
      return { kind, from, files, scenario, seed, status, signature, missing: one.report.missing ?? [] }
    }),
    refused: refused.map(({ message, place }) => ({ message, file: place.file })),
    remarks,
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
  $ whitewater report runs                      (each run and campaign in it, two folders deep, up to 1,000)
  $ whitewater report nightly/campaign.sqlite --output public

Exit codes: 0 rendered, whatever the runs came to; 254 bad input, or something in the folder that could not be read.`,
    )
    .action((path: string, options: ReportVerbOptions) => runVerb(() => reportVerb(path, options)))
}
