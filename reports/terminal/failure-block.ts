import { diagnosisOf, missingForDiagnosis } from '../diagnosis.ts'
import { namedSteps, NO_REPLAY_TEXT, shownRun } from '../failure-report.ts'
import type { FailureReport } from '../failure-report.ts'
import { countRows } from '../count-rows.ts'
import { necessityLines, ordinarySummary } from '../necessity-summary.ts'
import { turningPoint, turningText } from '../turning-point.ts'
import type { Diagnosis } from '../../checkers/index.ts'
import type { MinimizedFailure } from '../../src/record/run-record.ts'
import type { Clause } from '../../src/record/verdict.ts'
import { keptFaultsText } from '../kept-faults.ts'
import { passedOver } from '../passed-over.ts'
import { optionsText } from '../options-text.ts'
import { counted, durationText, grouped, millisText } from '../quantities.ts'
import { visibleText } from '../visible-text.ts'
import { searchText, workText } from '../search-text.ts'
import { countSteps } from '../shown-steps.ts'
import { quorumLines } from './quorum-lines.ts'
import { styleOf } from './style.ts'
import type { Style, TextOptions } from './style.ts'
import { traceTable } from './trace-table.ts'
import { hanging } from './wrap.ts'

/**
 * The failure in plain text, ending with a line break: what the terminal shows and, with more rows, what stands
 * in `report.txt`. Only the replay command and the path may go beyond the width: broken over
 * lines they could not be pasted.
 */
export function failureBlock(failure: FailureReport, options: TextOptions = {}): string {
  const style = styleOf(options)
  const { record, violation, trace, prefix } = shownRun(failure)
  const original = failure.record
  const diagnosis = diagnosisOf(failure)
  const lines = [
    ...titleLines(failure, style),
    ...argumentOf(failure, style),
    ...quorumLines(diagnosis, record.nodes, style),
  ]
  if (trace !== undefined && trace.steps.length > 0) {
    const marked = { breach: violation.step, named: namedSteps(violation, diagnosis) }
    const title = prefix === 'm' ? 'minimized trace' : 'trace'
    lines.push('', `  ${title}, ${counted(countSteps(trace.steps, violation.step), 'step')}`)
    for (const row of traceTable(trace, record.nodes, marked, style)) lines.push(row)
  }
  if (failure.minimized !== undefined) lines.push('', ...minimizedLines(failure, failure.minimized, style))
  lines.push('', ...unlikeLines(failure, style), ...againLines(failure, style))
  if (failure.reportPath !== undefined) {
    const anchor = `#/trace?e=${prefix}${violation.step}`
    lines.push(`  report  ${style.paint('accent', visibleText(failure.reportPath, 1000) + anchor)}`)
  }
  lines.push(
    style.paint(
      'dim',
      `  signature ${visibleText(original.signature ?? '')}  digest ${visibleText(original.digest)}`,
    ),
  )
  const { known, ignored } = passedOver(record)
  for (const signature of known) lines.push(style.paint('dim', `  went past ${signature}, which is known`))
  for (const text of failure.missing ?? []) lines.push(...hanging('  missing  ', text, style.width))
  for (const property of ignored) lines.push(style.paint('dim', `  did not judge ${property}, as asked`))
  return `${lines.map((line) => style.finish(line).trimEnd()).join('\n')}\n`
}

/** What broke, why that is so, and which rule was not kept, in plain lines: what stands above the trace. */
export function argumentLines(failure: FailureReport, options: TextOptions = {}): string[] {
  const style = styleOf(options)
  return argumentOf(failure, style).map((line) => style.finish(line).trimEnd())
}

function argumentOf(failure: FailureReport, style: Style): string[] {
  const { violation } = shownRun(failure)
  return [
    ...hanging('  ', visibleText(violation.headline), style.width).map((line) => style.paint('strong', line)),
    ...proofLines(violation.proof, style),
    ...becauseLines(diagnosisOf(failure), missingForDiagnosis(failure), style),
  ]
}

/** That the run came out otherwise when it was made again for its report: then nothing of it can be relied on. */
function unlikeLines({ replayed, minimized }: FailureReport, style: Style): string[] {
  if (replayed === undefined || replayed.same === replayed.runs) return []
  const kept = minimized === undefined ? ', so it is not minimized' : ''
  const text = `made again the run has another digest: the target is not deterministic, or keeps something from run to run${kept}; whitewater replay says where it differs`
  return hanging('  UNLIKE  ', text, style.width).map((line) => style.paint('warn', line))
}

/** How to see it again; of a run that cannot be made again, how to judge its history again. */
function againLines({ record, replayCommand, checkCommand }: FailureReport, style: Style): string[] {
  const command = (name: string, text: string): string =>
    `  ${name}  ${style.paint('accent', visibleText(text, 4000))}`
  if (record.mode !== 'process') return replayCommand === '' ? [] : [command('replay', replayCommand)]
  return [
    ...hanging('  replay  ', NO_REPLAY_TEXT, style.width),
    ...(checkCommand === undefined ? [] : [command('check ', checkCommand)]),
  ]
}

function titleLines(failure: FailureReport, style: Style): string[] {
  const { violation } = shownRun(failure)
  const { scenario, seed, target } = failure.record
  const chosen = optionsText(failure.record)
  const rest = [
    visibleText(violation.property, 80),
    visibleText(scenario, 80),
    `target ${visibleText(target, 60)}`,
    `seed ${visibleText(seed, 40)}`,
    ...(chosen === undefined ? [] : [chosen]),
    `step ${grouped(violation.step)} (t=${millisText(violation.time)} ms)`,
  ].join('  ')
  return hanging('FAIL ', rest, style.width).map((line, index) =>
    index === 0 ? `${style.paint('fail', 'FAIL')}${line.slice(4)}` : line,
  )
}

const words = { let: 'Let', then: 'Then', however: 'However' } as const

function proofLines(proof: readonly Clause[], style: Style): string[] {
  if (proof.length === 0) return []
  let last = ''
  const lines = proof.flatMap((clause) => {
    const word = words[clause.kind]
    const lead = `  ${(word === last ? 'and' : word).padEnd(9)}`
    last = word
    const step = clause.step === undefined ? '' : ` (step ${clause.step})`
    return hanging(lead, visibleText(clause.text) + step, style.width)
  })
  return ['', ...lines]
}

/** Which rule was not kept, what happened in this run, and the steps that show it. */
function becauseLines(diagnosis: Diagnosis | undefined, missing: string | undefined, style: Style): string[] {
  const lead = (word: string): string => `  ${word.padEnd(9)}`
  if (diagnosis === undefined)
    return missing === undefined ? [] : hanging(lead('Because'), missing, style.width)
  return [
    ...hanging(lead('Because'), diagnosis.headline, style.width),
    ...diagnosis.because.flatMap(({ text, step }) =>
      hanging(`${lead('')}- `, step === undefined ? text : `${text} (step ${step})`, style.width),
    ),
    ...hanging(lead('Broken'), `rule: ${diagnosis.rule}`, style.width),
  ]
}

function minimizedLines(failure: FailureReport, minimized: MinimizedFailure, style: Style): string[] {
  const changes = countRows(minimized.before, minimized.after).map(
    (row) => `${row.name} ${grouped(row.before)} -> ${grouped(row.after)}`,
  )
  const work = [
    workText(minimized),
    ...(failure.minimizeMillis === undefined ? [] : [durationText(failure.minimizeMillis)]),
  ]
  const lines = hanging('  minimized  ', [...changes, ...work].join(', '), style.width)
  lines.push(...hanging(' '.repeat(13), searchText(minimized), style.width))
  const kept = keptFaultsText(failure.record, minimized)
  if (kept !== undefined) lines.push(...hanging(' '.repeat(13), kept, style.width))
  const necessity = necessityLines(minimized)
  const faults = necessity.filter((line) => line.fault)
  faults.forEach((line, index) => {
    const lead = index === 0 ? '  without    ' : ' '.repeat(13)
    lines.push(
      ...hanging(lead, `${visibleText(line.text, 200)}: ${visibleText(line.without, 200)}`, style.width),
    )
  })
  const rest = ordinarySummary(necessity)
  if (rest !== undefined) lines.push(...hanging(' '.repeat(13), rest, style.width))
  const turning = turningPoint(minimized.futures)
  if (turning !== undefined) lines.push(...hanging('  turns      ', turningText(turning), style.width))
  return lines
}
