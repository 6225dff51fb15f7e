import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckedFile } from '../../reports/checked/checked-file.ts'
import { namesThereAre } from '../base/did-you-mean.ts'
import { environmentError } from '../base/environment-error.ts'
import { InputError } from '../base/input-error.ts'
import { makeOutputFolder } from '../record/formats/writers/output-folder.ts'
import { exitCode, type ExitCode } from './exit-code.ts'

/** What checked histories are told by. */
export const checkReporters = ['terminal', 'agent', 'junit', 'github'] as const

export interface CheckReporters {
  /** Whether the verdicts are told as text. */
  readonly isTerminal: boolean
  /** A file was checked, or could not be. */
  file(checked: CheckedFile): void
  /**
   * All were.
   * @throws InputError when a file cannot be written.
   */
  files(files: readonly CheckedFile[]): void
  /** The very last: `code` is that of the process. */
  end(files: readonly CheckedFile[], code: ExitCode): void
}

/** How it ended, for a program. */
const results: { readonly [code in ExitCode]?: string } = {
  [exitCode.held]: 'held',
  [exitCode.violation]: 'violation',
  [exitCode.undecided]: 'undecided',
}

/**
 * The reporters of these names, each loaded where it is asked for; `agent` writes to `stdout`, and what a job log reads goes to `stderr`.
 * @throws InputError for a name that is none, or two that both want standard output.
 */
export async function checkReportersOf(
  names: readonly string[],
  { output, json, stdout, stderr }: CheckReportersOptions,
): Promise<CheckReporters> {
  const stranger = names.find((name) => !checkReporters.some((one) => one === name))
  if (stranger !== undefined)
    throw new InputError(`there is no reporter "${stranger}"${namesThereAre(stranger, checkReporters)}`)
  const isAgent = names.includes('agent')
  if (isAgent && json)
    throw new InputError('--json and --reporter agent both write to standard output: leave one out')
  const agent = isAgent ? await import('../../reports/checked/agent.ts') : undefined
  const github = names.includes('github') ? await import('../../reports/checked/github.ts') : undefined
  const junit = names.includes('junit') ? await import('../../reports/checked/junit.ts') : undefined
  return {
    isTerminal: names.includes('terminal') && !isAgent && !json,
    file: (checked) => {
      if (agent !== undefined && checked.verdict.valid === false) stdout(agent.checkedFailureLine(checked))
    },
    files: (files) => {
      if (github !== undefined) {
        stderr(github.checkedErrors(files))
        const summary = process.env['GITHUB_STEP_SUMMARY']
        if (summary !== undefined)
          written(summary, () => {
            appendFileSync(summary, github.checkedSummary(files))
          })
      }
      if (junit !== undefined)
        written(output, () => {
          makeOutputFolder(output)
          writeFileSync(join(output, 'junit.xml'), junit.checkedXml(files))
        })
    },
    end: (files, code) => {
      if (agent !== undefined) stdout(agent.checkedEndLine(files, results[code] ?? 'failed', code))
    },
  }
}

function written(file: string, write: () => void): void {
  try {
    write()
  } catch (error) {
    throw environmentError(error, file) ?? error
  }
}

export interface CheckReportersOptions {
  /** The folder of `junit.xml`. */
  readonly output: string
  /** Whether standard output has the JSON. */
  readonly json: boolean
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
}
