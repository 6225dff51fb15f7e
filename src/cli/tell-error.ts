import { exitCode, type ExitCode } from './exit-code.ts'
import { isUsed } from './output-gate.ts'

/** What went wrong, and how the process ends for it. */
interface Failure {
  readonly message: string
  readonly code: ExitCode
}

/** Tells people on stderr and, where they are asked for, programs on stdout what went wrong, and ends the process. */
export function tellError(failure: Failure, words: readonly string[]): void {
  process.exitCode = failure.code
  answerError(failure, words)
  // a module of the user's that was refused may have left timers that would keep the process
  process.stderr.write(`${failure.message}\n`, () => process.exit())
}

/** Who asked for `--json` gets one JSON value whatever is wrong: this one, unless the verb has answered already. */
export function answerError({ message, code }: Failure, words: readonly string[]): void {
  if (!asksForJson(words) || isUsed(process.stdout)) return
  process.stdout.write(`${JSON.stringify({ version: 1, error: message, exit: code })}\n`)
}

/**
 * And whatever ends it: at a signal the process answers so before it ends, undecided. Without `--json`, and where a subject may keep this process
 * from hearing of it, the signal ends it as any other.
 */
export function answerSignals(words: readonly string[]): void {
  const isInThisProcess = /(^| )--isolation[ =]none( |$)/.test(words.join(' '))
  if (!asksForJson(words) || isInThisProcess) return
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      const message = `ended by ${signal} before there was an answer`
      tellError({ message, code: exitCode.undecided }, words)
    })
}

function asksForJson(words: readonly string[]): boolean {
  const options = words.includes('--') ? words.slice(0, words.indexOf('--')) : words
  return options.includes('--json')
}
