import { environmentError } from '../base/environment-error.ts'
import { InputError } from '../base/input-error.ts'
import { commandLineText } from './options/option-names.ts'

/** How a process ends, as `contracts.md` has it: what scripts rely on. */
export const exitCode = {
  held: 0,
  violation: 1,
  undecided: 2,
  notDeterministic: 3,
  badInput: 254,
  harnessFailed: 255,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

/** From what is best to what is worst: a violation is worse than not knowing. */
const severity: readonly ExitCode[] = [0, 2, 1, 3, 254, 255]

export function worst(codes: readonly ExitCode[]): ExitCode {
  return codes.reduce<ExitCode>((a, b) => (severity.indexOf(b) > severity.indexOf(a) ? b : a), 0)
}

/** What a verdict in JSON calls it. */
export function resultOf(code: ExitCode): string {
  switch (code) {
    case exitCode.held:
      return 'held'
    case exitCode.violation:
      return 'violation'
    case exitCode.undecided:
      return 'undecided'
    case exitCode.notDeterministic:
      return 'not-deterministic'
    case exitCode.badInput:
      return 'bad-input'
    default:
      return 'harness-failed'
  }
}

/** What to print of an error, and how the process ends. */
export function reportError(error: unknown): { readonly message: string; readonly code: ExitCode } {
  const known = error instanceof InputError ? error : environmentError(error)
  if (known !== undefined) return { message: commandLineText(known), code: exitCode.badInput }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { message: `Whitewater itself failed; please report this:\n${text}`, code: exitCode.harnessFailed }
}

/** Runs a verb and sets the exit code of the process. What it throws is told by `runCommand`. */
export async function runVerb(verb: () => Promise<ExitCode>): Promise<void> {
  process.exitCode = await verb()
}
