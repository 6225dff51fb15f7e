import {
  divergenceBlock,
  failureBlock,
  knownLines,
  runLine,
  signatureLines,
  visibleText,
  type RunBatch,
} from '../../reports/index.ts'
import type { RunRecord } from '../record/run-record.ts'
import { noDigest } from '../testcase/ended-run.ts'
import { replayCommand } from '../testcase/minimize-failure.ts'
import { agentPrinter } from './agent-printer.ts'
import type { RunPrinter } from './run-events.ts'
import type { LiveProgress } from './live-progress.ts'
import { textOptions } from './text-options.ts'

/** What is printed, and where. */
export interface PrintedRuns {
  readonly target: string
  readonly seed: string
  readonly runs: number
  readonly reporter: readonly string[]
  readonly json?: boolean
  /** What else there is to say of these runs. */
  readonly note?: string
}

/** Lines about runs of one signature; the end counts the others. */
const MAX_RUN_LINES = 5

/**
 * What the terminal shows: each run that is not plainly fine, failures in full, and a line a scenario; or what a
 * program reads. `live`: what is drawn meanwhile, and has to make room.
 */
export function runPrinter(
  options: PrintedRuns,
  leftOut: string | undefined,
  live?: LiveProgress,
): RunPrinter {
  const stream = options.json === true ? process.stderr : process.stdout
  const style = textOptions(stream)
  const say = (text: string): void => (live === undefined ? void stream.write(text) : live.say(text, stream))
  if (options.reporter.includes('agent')) return agentPrinter(say)
  if (!options.reporter.includes('terminal')) return { run() {}, failure() {}, diverged() {}, end() {} }
  const shown = new Map<string, number>()
  return {
    run: (record) => {
      const { signature } = record
      const alike = signature === undefined ? 0 : (shown.get(signature) ?? 0)
      if (signature !== undefined) shown.set(signature, alike + 1)
      if (alike === MAX_RUN_LINES)
        say(`         further runs of ${visibleText(signature ?? '')} are counted at the end\n`)
      if (alike >= MAX_RUN_LINES) return
      if (options.runs === 1 || record.status !== 'valid') say(`${runLine(record, style)}\n`)
      // where a run stood that did not come to its end does not fit into a line
      if (record.status === 'unknown') say(undecidedText(record))
    },
    failure: (failure) => {
      say(`\n${failureBlock(failure, style)}\n`)
    },
    diverged: (divergence) => {
      say(`\n${divergenceBlock(divergence, style)}\n`)
    },
    end: ({ batches, diverged, notMade, known }) => {
      say(`target ${options.target}, seed ${options.seed}\n`)
      if (leftOut !== undefined) say(`${leftOut}\n`)
      if (options.note !== undefined) say(`${options.note}\n`)
      for (const text of notMade) say(`NOT MADE: ${text}\n`)
      for (const batch of batches) say(`${batchLine(batch, style.width)}\n`)
      for (const line of knownLines(known)) say(`${line}\n`)
      const failures = batches.flatMap((batch) => batch.failures)
      for (const line of signatureLines(failures, style)) say(`${line}\n`)
      for (const seed of diverged)
        say(
          `NOT DETERMINISTIC: seed ${seed} gave another digest when it ran again; nothing was run after it\n`,
        )
    },
  }
}

function undecidedText({ because = '', token, digest, mode }: RunRecord): string {
  const replay =
    mode === undefined && digest === noDigest ? `\n        ${replayCommand(token, 'run.json')}` : ''
  return `        ${visibleText(because, 2000)}${replay}\n`
}

function batchLine({ scenario, runs, seconds, failures, unknown }: RunBatch, width: number): string {
  const held = runs - failures.length - unknown.length
  const parts = [
    `${held} held`,
    `${failures.length} failed`,
    ...(unknown.length > 0 ? [`${unknown.length} undecided`] : []),
  ]
  const numbers = `${String(runs).padStart(6)} ${runs === 1 ? 'run ' : 'runs'}  ${seconds.toFixed(1).padStart(6)} s  ${parts.join(', ')}`
  const line = `${scenario.padEnd(30)} ${numbers}`
  return line.length <= width ? line : `${scenario}\n  ${numbers.trimStart()}`
}
