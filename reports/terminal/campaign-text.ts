import { missedCoverageMarks, totalsOf } from '../campaign-summary.ts'
import type { CampaignSummary, FailureGroup } from '../campaign-summary.ts'
import { counted, durationText, grouped, rateText } from '../quantities.ts'
import { visibleText } from '../visible-text.ts'
import { knownLines } from './known-lines.ts'
import { styleOf } from './style.ts'
import type { Style, TextOptions, Tone } from './style.ts'
import { hanging } from './wrap.ts'

/** The end of a campaign in plain text, ending with a line break. */
export function campaignText(summary: CampaignSummary, options: TextOptions = {}): string {
  const style = styleOf(options)
  const blocks = [
    totalLines(summary, style),
    scenarioLines(summary, style),
    failureLines(summary.failures, style),
    knownLines(summary.known ?? []).flatMap((line) => hanging('', line, style.width)),
    faultLines(summary, style),
    alarmLines(summary, style),
  ]
  const text = blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => style.finish(line).trimEnd()).join('\n'))
    .join('\n\n')
  return `${text}\n`
}

function totalLines(summary: CampaignSummary, style: Style): string[] {
  const totals = totalsOf(summary)
  const speed = `${counted(summary.runs, 'run')} in ${durationText(summary.seconds * 1000)}, ${rateText(summary.seedsPerSecond)} seeds/s, ${rateText(summary.virtualHours)} virtual hours`
  const parts: (readonly [Tone, string])[] = [
    [totals.passed > 0 ? 'ok' : 'dim', `pass ${grouped(totals.passed)}`],
    [
      totals.failed > 0 ? 'fail' : 'dim',
      `fail ${grouped(totals.failed)} (${counted(summary.failures.length, 'signature')})`,
    ],
    [totals.unknown > 0 ? 'warn' : 'dim', `unknown ${grouped(totals.unknown)}`],
  ]
  if (totals.selfTests > 0) {
    const all = totals.selfTestsFound === totals.selfTests
    parts.push([all ? 'ok' : 'fail', `self-tests ${totals.selfTestsFound}/${totals.selfTests} found`])
  }
  return [...hanging('', speed, style.width), ...besideEachOther(parts, style)]
}

/** Coloured parts on as few lines as they fit on; colours take no room. */
function besideEachOther(parts: readonly (readonly [Tone, string])[], style: Style): string[] {
  const lines: string[] = []
  let room = 0
  for (const [tone, text] of parts) {
    const painted = style.paint(tone, text)
    const last = lines.at(-1)
    if (last !== undefined && room >= text.length + 2) {
      lines[lines.length - 1] = `${last}  ${painted}`
      room -= text.length + 2
    } else {
      lines.push(painted)
      room = style.width - text.length
    }
  }
  return lines
}

/** Signatures that are told in full. */
const MAX_SIGNATURES = 100
/** Columns of a number of the table. */
const CELL = 10

function scenarioLines(summary: CampaignSummary, style: Style): string[] {
  if (summary.scenarios.length === 0) return []
  const names = summary.scenarios.map((scenario) => visibleText(scenario.name, 44))
  const longest = Math.max(8, ...names.map((name) => name.length))
  const width = Math.min(longest, style.width - 2 - 4 * CELL)
  // a name that leaves no room for its numbers has a line of its own
  const row = (name: string, ...cells: string[]) => {
    const numbers = cells.map((cell) => cell.padStart(CELL)).join('')
    return name.length <= width
      ? [`  ${name.padEnd(width)}${numbers}`]
      : [`  ${name}`, `  ${' '.repeat(width)}${numbers}`]
  }
  return [
    ...row('scenario', 'runs', 'failed', 'unknown', 'coverage').map((line) => style.paint('dim', line)),
    ...summary.scenarios.flatMap((scenario, index) => {
      const passed = Object.values(scenario.coverageMarks).filter((count) => count > 0).length
      const coverageMarks = `${passed}/${Object.keys(scenario.coverageMarks).length}`
      return row(
        names[index] ?? '',
        grouped(scenario.runs),
        grouped(scenario.failed),
        grouped(scenario.unknown),
        coverageMarks,
      )
    }),
  ]
}

function failureLines(failures: readonly FailureGroup[], style: Style): string[] {
  const more = failures.length - MAX_SIGNATURES
  const lines = failures
    .toSorted((a, b) => b.count - a.count)
    .slice(0, MAX_SIGNATURES)
    .flatMap((group) => [
      ...failed(hanging('FAIL ', visibleText(group.signature, 120), style.width), style),
      ...hanging(
        '  ',
        [
          counted(group.count, 'run'),
          ...(group.new === false ? ['found before'] : []),
          `first ${visibleText(group.scenario, 60)} seed ${visibleText(group.firstSeed, 40)}`,
          ...(group.minimizedSteps === undefined
            ? []
            : [`minimized to ${counted(group.minimizedSteps, 'step')}`]),
        ].join(', '),
        style.width,
      ),
      ...(group.reportPath === undefined
        ? []
        : [`  ${style.paint('accent', visibleText(group.reportPath, 1000))}`]),
    ])
  return more > 0 ? [...lines, `and ${counted(more, 'more signature')}`] : lines
}

/** Colours the leading `FAIL`, after the wrapping that counts characters. */
function failed(lines: readonly string[], style: Style): string[] {
  return lines.map((line, index) => (index === 0 ? style.paint('fail', 'FAIL') + line.slice(4) : line))
}

function faultLines(summary: CampaignSummary, style: Style): string[] {
  const kinds = Object.keys(summary.faults).sort()
  if (kinds.length === 0) return []
  const width = Math.max(6, ...kinds.map((kind) => Math.min(32, kind.length))) + 2
  return [
    style.paint(
      'dim',
      `  ${'fault'.padEnd(width)}${'faults'.padStart(9)}${'idle'.padStart(7)}${'active'.padStart(9)}  effects`,
    ),
    ...kinds.flatMap((kind) => {
      const tally = summary.faults[kind]
      if (tally === undefined) return []
      const effects = Object.entries(tally.effects)
        .filter(([, count]) => count > 0)
        .map(([effect, count]) => `${visibleText(effect, 40)} ${grouped(count)}`)
      const lead = `  ${visibleText(kind, 32).padEnd(width)}${grouped(tally.planned).padStart(9)}${grouped(tally.idle).padStart(7)}${grouped(tally.activations).padStart(9)}  `
      return hanging(
        lead,
        effects.length === 0 ? 'none: it never changed a run' : effects.join(', '),
        style.width,
      )
    }),
  ]
}

/** What makes the campaign's word worth less: self-tests not found and coverage marks never reached. */
function alarmLines(summary: CampaignSummary, style: Style): string[] {
  const silent = (summary.selfTests ?? [])
    .filter((selfTest) => !selfTest.found)
    .map((selfTest) => selfTest.id)
  const missed = missedCoverageMarks(summary)
  return [
    ...(silent.length === 0
      ? []
      : hanging(
          '',
          `ALARM self-tests not found: ${silent.map((id) => visibleText(id, 60)).join(', ')}`,
          style.width,
        )),
    ...(missed.length === 0
      ? []
      : hanging(
          '',
          `never happened: ${missed.map((name) => visibleText(name, 120)).join('; ')}`,
          style.width,
        )),
  ].map((line) => style.paint('warn', line))
}
