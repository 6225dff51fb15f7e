import { defined } from '../base/defined.ts'
import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { safeLines } from '../../reports/safe-lines.ts'
import { InputError } from '../base/input-error.ts'
import { checkFile, checkHistory, type CheckReport } from '../check/check-file.ts'
import { checkedLevels, parseConsistency } from '../check/consistency.ts'
import { parseInitial } from '../check/initial.ts'
import { checkedModels } from '../check/model.ts'
import { resolveOptions } from '../check/options.ts'
import type { CheckOptions } from '../check/options.ts'
import { pageOf } from '../check/page.ts'
import { verdictJson } from '../check/verdict-json.ts'
import { isKeptWorkload, keptWorkloads } from '../maelstrom/kept-workloads.ts'
import { DEFAULT_OUTPUT } from '../record/formats/writers/output-folder.ts'
import { checkReporters, checkReportersOf, type CheckReporters } from './check-reporters.ts'
import { reportError, worst, type ExitCode } from './exit-code.ts'
import { millisOfDuration } from './options/duration.ts'
import { names } from './options/option-values.ts'
import { writeUngated } from './output-gate.ts'

/** The options of the verb as commander hands them over. */
export interface CheckVerbOptions {
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
  /** Names of reporters; default: `terminal`. */
  readonly reporter?: readonly string[]
  /** The folder that `junit.xml` goes to; default: `runs`. */
  readonly output?: string
  /** Where output goes, and what `-` reads; default: the process's own. */
  readonly stdout?: (text: string) => void
  readonly stderr?: (text: string) => void
  readonly stdin?: AsyncIterable<Uint8Array>
}

/**
 * Checks recorded histories and prints the verdicts. Returns the worst exit code of the files; errors are
 * printed, not thrown.
 */
export async function check(files: readonly string[], options: CheckVerbOptions = {}): Promise<ExitCode> {
  const stdout = options.stdout ?? ((text: string) => void process.stdout.write(text))
  const writeError = options.stderr ?? ((text: string) => void process.stderr.write(text))
  const stderr = (text: string): void => writeError(`${safeLines(text)}\n`)
  const codes: ExitCode[] = []
  const results: CheckReport[] = []
  let reporters: CheckReporters | undefined
  const failed = (error: unknown): string => {
    const { message, code } = reportError(error)
    codes.push(code)
    stderr(message)
    return message
  }
  try {
    reporters = await reportersOf(options, stdout)
    const checkOptions = await checkOptionsOf(files, options, stderr)
    for (const file of files) {
      try {
        const report = await checkOne(file, options, checkOptions)
        const { valid } = report.verdict
        codes.push(valid === 'unknown' ? 2 : valid ? 0 : 1)
        results.push(report)
        if (reporters.isTerminal) stdout(safeLines(report.text))
        reporters.file(report)
      } catch (error) {
        results.push(notChecked(file, failed(error)))
      }
    }
    if (options.json === true) stdout(jsonText(results))
    if (options.html !== undefined) await writePage(options.html, results)
    reporters.files(results)
  } catch (error) {
    const message = failed(error)
    // a program that reads the answer gets one, whatever is wrong
    if (results.length === 0) {
      for (const file of files.length === 0 ? ['-'] : files) results.push(notChecked(file, message))
      if (options.json === true) stdout(jsonText(results))
    }
  }
  const code = worst(codes)
  reporters?.end(results, code)
  return code
}

async function checkOne(
  file: string,
  { model, stdin }: CheckVerbOptions,
  options: CheckOptions,
): Promise<CheckReport> {
  if (isKeptWorkload(model)) {
    const { checkKept } = await import('../maelstrom/check-kept.ts')
    return checkKept(file === '-' ? '/dev/stdin' : file, model)
  }
  return file === '-' && stdin !== undefined
    ? checkHistory(stdin, { ...options, name: 'stdin' })
    : checkFile(file, options)
}

/** Workflow commands go past the gate of output, which would take them for those of a subject. */
const reportersOf = (options: CheckVerbOptions, stdout: (text: string) => void): Promise<CheckReporters> =>
  checkReportersOf(options.reporter ?? ['terminal'], {
    output: options.output ?? DEFAULT_OUTPUT,
    json: options.json === true,
    stdout,
    stderr: options.stderr ?? ((text) => writeUngated(process.stderr, text)),
  })

/** What came of a file that could not be checked. */
function notChecked(file: string, error: string): CheckReport {
  const verdict = { file, error }
  return { verdict: verdictJson(verdict), page: pageOf(verdict), text: error }
}

function jsonText(results: readonly Pick<CheckReport, 'verdict'>[]): string {
  const values = results.map(({ verdict }) => verdict)
  return `${JSON.stringify(values.length === 1 ? values[0] : values)}\n`
}

/** The options of the library, looked into once: a wrong one is said once, whatever the number of files. */
async function checkOptionsOf(
  files: readonly string[],
  { model, initial, consistency, independent, timeout = '60s', html }: CheckVerbOptions,
  onNote: (text: string) => void,
): Promise<CheckOptions> {
  if (files.length === 0) throw new InputError('no history to check; name a file, or - for standard input')
  if (files.filter((file) => file === '-').length > 1)
    throw new InputError('standard input can be read only once; give - once')
  const resolved = await resolveOptions({
    ...(model !== undefined && !isKeptWorkload(model) && { model }),
    ...(initial !== undefined && { initial: parseInitial(initial).value }),
    ...(consistency !== undefined && { consistency: parseConsistency(consistency) }),
    ...defined({ independent }),
    timeout: millisOfDuration(timeout, 'timeout'),
    wholeHistory: html !== undefined,
  })
  // a model of the user's is loaded by now: loaded again it would be another object
  return { ...resolved, ...(resolved.initial !== undefined && { initial: resolved.initial.value }), onNote }
}

async function writePage(file: string, results: readonly Pick<CheckReport, 'page'>[]): Promise<void> {
  // nothing but a page needs what pages are drawn by
  const { checkPage } = await import('../check/check-page.ts')
  try {
    writeFileSync(file, checkPage(results))
  } catch (error) {
    throw new InputError(`cannot be written: ${(error as Error).message}; choose another file`, {
      file,
      option: 'html',
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
      `what the history is about: ${checkedModels.join(', ')}, of a Maelstrom run ${keptWorkloads.join(', ')}, or a path, ./my-model.ts (default: inferred)`,
    )
    .option('--initial <value>', 'what objects hold at first, as JSON or EDN (default: null, 0 or empty)')
    .option('--consistency <level>', `what to check for: ${checkedLevels.join(', ')} (default: the model's)`)
    .option('--independent', 'values are [key value] tuples, checked key by key (default: found out)')
    .option('--timeout <duration>', 'how long to read and check each file, such as 500ms, 60s, 2m', '60s')
    .option('--reporter <a,b>', `any of ${checkReporters.join(', ')}`, names, ['terminal'])
    .option('--output <dir>', 'where the junit.xml of --reporter junit goes', DEFAULT_OUTPUT)
    .option('--json', 'print the verdict as one JSON value on stdout; an array for several files')
    .option('--html <file>', 'write the verdict and its explanation as a page')
    .addHelpText(
      'after',
      `
Example:
  $ whitewater check --model cas-register store/latest/history.edn
  $ cat history.jsonl | whitewater check --json -
  $ whitewater check --reporter terminal,github,junit store/latest/history.edn

Exit codes: 0 it held, 1 a violation, 2 undecided, 254 bad input, 255 the harness itself failed.`,
    )
    .action(async (files: string[], options: CheckVerbOptions) => {
      process.exitCode = await check(files, options)
    })
}
