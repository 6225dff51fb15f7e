import { divergenceBlock, failureBlock, runLine, visibleText, type TextOptions } from '../../reports/index.ts'
import type { Divergence } from '../record/divergence.ts'
import type { RunRecord } from '../record/run-record.ts'
import { shellWord } from '../base/shell-word.ts'
import { packageVersion } from '../testcase/environment.ts'
import { replayCommand } from '../testcase/minimize-failure.ts'

/** A run that was made again, and how it compares with the recording. */
export interface ReplayedRun {
  /** The run as it went now, with its trace: `status`, `signature`, `digest`, ... */
  readonly record: RunRecord
  /** Digest of the run as it was recorded; empty where that is not known. */
  readonly before: string
  /** Whether it went as before. Of a run that did not come to its end, and where `before` is empty, it is true. */
  readonly same: boolean
  /** Where two runs of it differ, and the usual causes; only where `same` is false. */
  readonly divergence?: Divergence
}

/** Longest token on a command line of its own: a longer one would be cut, and no shell takes it as it is. */
const MAX_TOKEN = 3900

/** Longest reason of a run that proved nothing, in characters. */
const MAX_REASON = 2000

/** A run that was made again, in words: what it broke, or the run in one line; then how the digests compare. */
export function replayText({ record, before, divergence }: ReplayedRun, style: TextOptions = {}): string {
  const { violation, because, token, digest } = record
  const reason = because === undefined ? '' : `${visibleText(because, MAX_REASON)}\n`
  const outcome =
    violation === undefined
      ? `${runLine(record, style)}\n${reason}`
      : failureBlock({ record, replayCommand: commandOf(token) }, style)
  const digests =
    divergence === undefined
      ? `digest ${digest}${before === '' ? '' : ', as before'}\n`
      : divergedText(before, digest, divergence, style)
  return `${outcome}${digests}`
}

/** The command with what was replayed: a file, or a token; of a token that is too long there is none. */
export const commandOf = (tokenOrFile: string): string =>
  tokenOrFile.length > MAX_TOKEN
    ? ''
    : tokenOrFile.startsWith('w1:')
      ? replayCommand(tokenOrFile, tokenOrFile)
      : `npx whitewater replay ${shellWord(tokenOrFile)}`

function divergedText(before: string, now: string, divergence: Divergence, style: TextOptions): string {
  const diverged = `DIVERGED: digest ${now}, before it was ${before}`
  if (new Set(divergence.digests).size > 1) return `${divergenceBlock(divergence, style)}${diverged}\n`
  return `${diverged}; made ${divergence.digests.length} times now, it is the same each time: the code of the target or what it imports has changed since, or the version of Whitewater (${packageVersion()}); made once in a process it may also be state that the module keeps between runs\n`
}
