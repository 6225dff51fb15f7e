import { shellWord } from '../../src/base/shell-word.ts'
import { visibleText } from '../visible-text.ts'

/** What came of checking one file, for reporters. All texts may come from a history. */
export interface CheckedFile {
  readonly verdict: {
    readonly file: string
    readonly valid: boolean | 'unknown'
    readonly model: string | null
    readonly millis: number
    readonly failure?: {
      readonly because: string
      readonly key?: string
      /** Elle's name of what transactions did. */
      readonly anomaly?: string
      /** The first operation that no order explains. */
      readonly operation: { readonly line: number; readonly text: string }
    }
    /** Why nothing is known, or what a checker without an explanation says. */
    readonly because?: string
    /** Why it could not be checked. */
    readonly error?: string
  }
  readonly page: {
    /** The verdict in two or three words. */
    readonly badge: string
  }
  /** The whole verdict and its explanation, as the terminal has it. */
  readonly text: string
}

/** How many of the files did not hold, and of how many nothing is known. */
export const countsOf = (
  files: readonly CheckedFile[],
): { readonly failed: number; readonly undecided: number } => ({
  failed: files.filter(({ verdict }) => verdict.valid === false).length,
  undecided: files.filter(({ verdict }) => verdict.valid === 'unknown').length,
})

/** What broke, why nothing is known, or why it could not be checked; undefined of one that held. */
export function reasonOf({ verdict }: CheckedFile): string | undefined {
  const reason = verdict.error ?? verdict.failure?.because ?? verdict.because
  if (reason === undefined && verdict.valid === true) return undefined
  return visibleText(reason ?? 'it does not hold', 2000)
}

/** The command that shows more of a failure; undefined of standard input, which is over. */
export function pageCommand({ verdict }: CheckedFile): string | undefined {
  const { file, model } = verdict
  if (file === '-' || file === 'stdin' || model === null) return undefined
  return `npx whitewater check ${shellWord(file)} --model ${shellWord(model)} --html check.html`
}
