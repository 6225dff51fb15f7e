import type { Command } from 'commander'
import { existsSync } from 'node:fs'
import { InputError } from '../../base/input-error.ts'
import { isSignature, type Judging } from '../../run/judging.ts'
import { signaturesIn } from './signature-file.ts'

/** Options that say what runs go on past, as commander hands them over. */
export type JudgingOptions = Judging

/** Adds `--known` and `--ignore` to a verb. */
export const addJudgingOptions = (command: Command): Command =>
  command
    .option(
      '--known <signature|file>',
      'count this failure and go on past it; a file has one a line, or is a run.json; may be given several times',
      knownSignatures,
    )
    .option('--ignore <property>', 'do not judge a property; may be given several times', ignoredProperty)

/** Gathers `--known`: a signature, or a file of them. */
function knownSignatures(text: string, before: readonly string[] = []): readonly string[] {
  return [...new Set([...before, ...(existsSync(text) ? signaturesIn(text) : [signature(text)])])]
}

/** A path that is mistyped may have the form of a signature; the name of its property is none then. */
function signature(text: string): string {
  if (isSignature(text) && !/^(\.|~|\/)|\.(txt|json)$/.test(text)) return text
  throw new InputError(
    `must be a signature, property/shape, or a file of them; ${JSON.stringify(text.slice(0, 200))} is neither`,
    { option: 'known' },
  )
}

/** Gathers `--ignore`. */
const ignoredProperty = (text: string, before: readonly string[] = []): readonly string[] => [
  ...new Set([...before, text]),
]
