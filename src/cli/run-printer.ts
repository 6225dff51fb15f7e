import {
  divergenceBlock,
  failureBlock,
  knownLines,
  runLine,
  visibleText,
  wantsColor,
  type FailureReport,
  type RunBatch,
} from '../../reports/index.ts'
import { grouped } from '../../reports/quantities.ts'
import type { Divergence } from '../record/divergence.ts'
import type { RunRecord } from '../record/run-record.ts'
import { noDigest } from '../testcase/ended-run.ts'
import { replayCommand } from '../testcase/minimize-failure.ts'
import type { ScenarioOutcome, ScenarioRuns } from '../testcase/run-scenarios.ts'

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

export interface RunPrinter {
  run(record: RunRecord): void
  failure(failure: FailureReport): void
  diverged(divergence: Divergence): void
  end(outcome: ScenarioOutcome): void
}

/** What the terminal shows: each run that is not plainly fine, failures in full, and a line a scenario. */
export function runPrinter(options: PrintedRuns, leftOut: string | undefined): RunPrinter {
  const stream = options.json === true ? process.stderr : process.stdout
  const style = { color: wantsColor({ isTTY: stream.isTTY, env: process.env }) }
  const say = (text: string): void => void stream.write(text)
  if (!options.reporter.includes('terminal')) return { run() {}, failure() {}, diverged() {}, end() {} }
  return {
    run: (record) => {
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
      for (const batch of batches) say(`${batchLine(batch)}\n`)
      for (const line of knownLines(known)) say(`${line}\n`)
      for (const line of failureLines(batches)) say(`${line}\n`)
      for (const seed of diverged)
        say(
          `NOT DETERMINISTIC: seed ${seed} gave another digest when it ran again; nothing was run after it\n`,
        )
    },
  }
}

/** Failures that the last lines list; the folder has them all. */
const MAX_LISTED = 20

/** Each failure once more at the end, where the eye rests: what broke, where, and the page that shows it. */
function failureLines(batches: readonly RunBatch[]): string[] {
  const failures = batches.flatMap((batch) => batch.failures)
  const lines = failures.slice(0, MAX_LISTED).map(({ record, reportPath }) => {
    const { signature = '', scenario, seed } = record
    const place = reportPath === undefined ? '' : `  ${reportPath}`
    return visibleText(`FAIL ${signature}  ${scenario} seed ${seed}${place}`, 1000)
  })
  const more = failures.length - lines.length
  return more > 0 ? [...lines, `and ${grouped(more)} more`] : lines
}

/** How often a long run says how far it is, in milliseconds. */
const SAY_EVERY = 5000

/** Says on a stream how far a long run is; the clock decides only how often. */
export function progressTo(stream: NodeJS.WriteStream): NonNullable<ScenarioRuns['onProgress']> {
  let said = performance.now()
  return ({ scenario, seed, at, of }) => {
    if (performance.now() - said < SAY_EVERY) return
    said = performance.now()
    const planned = grouped(Math.ceil(of))
    // who is slow to recover gets more time than planned
    const far = at > of ? `virtual seconds, ${planned} planned` : `of ${planned} virtual seconds`
    stream.write(`${scenario}, seed ${seed}: ${grouped(Math.floor(at))} ${far}\n`)
  }
}

function undecidedText({ because = '', token, digest, mode }: RunRecord): string {
  const replay =
    mode === undefined && digest === noDigest ? `\n        ${replayCommand(token, 'run.json')}` : ''
  return `        ${visibleText(because, 2000)}${replay}\n`
}

function batchLine({ scenario, runs, seconds, failures, unknown }: RunBatch): string {
  const held = runs - failures.length - unknown.length
  const parts = [
    `${held} held`,
    `${failures.length} failed`,
    ...(unknown.length > 0 ? [`${unknown.length} undecided`] : []),
  ]
  return `${scenario.padEnd(30)} ${String(runs).padStart(6)} ${runs === 1 ? 'run ' : 'runs'}  ${seconds.toFixed(1).padStart(6)} s  ${parts.join(', ')}`
}
