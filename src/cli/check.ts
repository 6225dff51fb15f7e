import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { safeLines } from '../../reports/safe-lines.ts'
import { InputError } from '../base/input-error.ts'
import { openSource } from '../record/formats/readers/source.ts'
import { millisOfDuration } from './duration.ts'
import { checkFile } from '../check/check-file.ts'
import type { FileOptions } from '../check/check-file.ts'
import { checkedLevels, isTransactionModel, levelFor, parseConsistency } from '../check/consistency.ts'
import { reportError, worst, type ExitCode } from './exit-code.ts'
import { htmlPage } from '../check/html.ts'
import { assertStarts, parseInitial } from '../check/initial.ts'
import { checkedModels, resolveModel } from '../check/model.ts'
import { explanation, headline } from '../check/text.ts'
import { verdictJson } from '../check/verdict.ts'
import type { FileError, FileVerdict } from '../check/verdict.ts'

export interface CheckOptions {
  /** Name of a model, or path of a module that exports one; default: inferred from the functions of each history. */
  readonly model?: string
  /** What objects hold before the first operation, as JSON or EDN; default: as the model says. */
  readonly initial?: string
  /** The level to check for; default: the strongest, for long-fork `snapshot-isolation`. */
  readonly consistency?: string
  /** Values are Jepsen's independent `[key value]` tuples; default: found out. */
  readonly independent?: boolean
  /** A duration such as `60s`, `500ms` or `2m` for the reading and checking of each file; default `60s`. */
  readonly timeout?: string
  /** Verdicts as JSON on stdout, and nothing else there. */
  readonly json?: boolean
  /** File to write the explanation to, as a page. */
  readonly html?: string
  /** Where output goes, and what `-` reads; default: the process's own. */
  readonly stdout?: (text: string) => void
  readonly stderr?: (text: string) => void
  readonly stdin?: AsyncIterable<Uint8Array>
}

/**
 * Checks recorded histories and prints the verdicts. Returns the worst exit code of the files; errors are
 * printed, not thrown.
 */
export async function check(files: readonly string[], options: CheckOptions = {}): Promise<ExitCode> {
  const stdout = options.stdout ?? ((text: string) => void process.stdout.write(text))
  const writeError = options.stderr ?? ((text: string) => void process.stderr.write(text))
  const stderr = (text: string): void => writeError(`${safeLines(text)}\n`)
  const codes: ExitCode[] = []
  const results: (FileVerdict | FileError)[] = []
  try {
    const fileOptions = await fileOptionsOf(files, options, stderr)
    for (const file of files) {
      const [result, code] = await checked(file, fileOptions, options)
      codes.push(code)
      results.push(result)
      if ('error' in result) stderr(result.error)
      else if (options.json !== true) stdout(safeLines(humanText(result)))
    }
    if (options.json === true) stdout(jsonText(results))
    if (options.html !== undefined) writePage(options.html, results)
  } catch (error) {
    const { message, code } = reportError(error)
    stderr(message)
    codes.push(code)
    // a program that reads the answer gets one, whatever is wrong
    if (options.json === true && results.length === 0)
      stdout(jsonText((files.length === 0 ? ['-'] : files).map((file) => ({ file, error: message }))))
  }
  return worst(codes)
}

function jsonText(results: readonly (FileVerdict | FileError)[]): string {
  const values = results.map(verdictJson)
  return `${JSON.stringify(values.length === 1 ? values[0] : values)}\n`
}

async function fileOptionsOf(
  files: readonly string[],
  options: CheckOptions,
  note: (text: string) => void,
): Promise<FileOptions> {
  const { model, independent = false, timeout = '60s' } = options
  if (files.length === 0) throw new InputError('no history to check; name a file, or - for standard input')
  if (files.filter((file) => file === '-').length > 1)
    throw new InputError('standard input can be read only once; give - once')
  if (independent && isTransactionModel(model)) {
    throw new InputError(`--independent does not fit ${model}: transactions name their keys themselves`)
  }
  const millis = millisOfDuration(timeout, '--timeout')
  const resolved = model === undefined ? {} : { model: await resolveModel(model) }
  const start = options.initial === undefined ? {} : { initial: parseInitial(options.initial) }
  const level =
    options.consistency === undefined ? {} : { consistency: parseConsistency(options.consistency) }
  // what a model takes is told before a large file is read
  if (resolved.model !== undefined) {
    assertStarts(resolved.model, start.initial)
    levelFor(resolved.model, level.consistency)
  }
  return { ...resolved, ...start, ...level, independent, timeout: millis, note }
}

async function checked(
  file: string,
  fileOptions: FileOptions,
  { stdin }: CheckOptions,
): Promise<[FileVerdict | FileError, ExitCode]> {
  try {
    const verdict = await checkFile(openSource(file, stdin), fileOptions)
    return [verdict, verdict.valid === 'unknown' ? 2 : verdict.valid ? 0 : 1]
  } catch (error) {
    const { message, code } = reportError(error)
    return [{ file, error: message }, code]
  }
}

function humanText(verdict: FileVerdict): string {
  const lines = verdict.failure === undefined ? promised(verdict) : explanation(verdict.failure)
  return `${[headline(verdict), ...lines.map((line) => `  ${line}`.trimEnd())].join('\n')}\n`
}

function promised({ valid, promise }: FileVerdict): string[] {
  return valid === true && promise !== undefined ? [`What holds is ${promise}.`] : []
}

function writePage(file: string, results: readonly (FileVerdict | FileError)[]): void {
  try {
    writeFileSync(file, htmlPage(results))
  } catch (error) {
    throw new InputError(`--html cannot be written: ${(error as Error).message}; choose another file`, {
      file,
    })
  }
}

/** Adds the verb `check` to the program; its action sets the exit code of the process. */
export function registerCheck(program: Command): void {
  program
    .command('check')
    .description('check recorded histories: our JSON lines, Jepsen history.edn, Jepsen history.txt or logs')
    .argument('<file...>', 'histories to check; - is standard input')
    .option(
      '--model <name>',
      `what the history is about: ${checkedModels.join(', ')}, or a path, ./my-model.ts (default: inferred)`,
    )
    .option('--initial <value>', 'what objects hold at first, as JSON or EDN (default: null, 0 or empty)')
    .option('--consistency <level>', `what to check for: ${checkedLevels.join(', ')} (default: the model's)`)
    .option('--independent', 'values are [key value] tuples, checked key by key (default: found out)')
    .option('--timeout <duration>', 'how long to read and check each file, such as 500ms, 60s, 2m', '60s')
    .option('--json', 'print the verdict as one JSON value on stdout; an array for several files')
    .option('--html <file>', 'write the verdict and its explanation as a page')
    .addHelpText(
      'after',
      `
Example:
  $ whitewater check --model cas-register store/latest/history.edn
  $ cat history.jsonl | whitewater check --json -

Exit codes: 0 it held, 1 a violation, 2 undecided, 254 bad input, 255 the harness itself failed.`,
    )
    .action(async (files: string[], options: CheckOptions) => {
      process.exitCode = await check(files, options)
    })
}
