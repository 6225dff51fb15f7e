import { shellWord } from '../../../src/base/shell-word.ts'
import { fenced, markdownText } from '../../markdown.ts'
import { counted, grouped, millisText } from '../../quantities.ts'
import { visibleText } from '../../visible-text.ts'
import type { Report } from '../schema.ts'
import { traceEvents, type TraceEvent } from '../trace-events.ts'

/** Characters that GitHub takes as the body of an issue. */
const MAX_BODY = 65_536
/** Lines of the story. */
const STORY_LINES = 10
/** Characters of one text, tried in turn until the body is short enough. */
const limits = [600, 200, 60] as const

/**
 * A body for an issue that a maintainer can work with: what broke, what happened, which rule was not kept, on what
 * versions, and how to see it again without the page. No text of the subject is markup in it.
 */
export function issueText(report: Report): string {
  const bodies = limits.map((limit) => bodyOf(report, limit))
  return bodies.find((body) => body.length <= MAX_BODY) ?? (bodies.at(-1) ?? '').slice(0, MAX_BODY)
}

function bodyOf(report: Report, limit: number): string {
  const { verdict, because } = report
  const text = (words: string): string => markdownText(words, limit)
  const at = (step: number | undefined): string => (step === undefined ? '' : ` (step ${grouped(step)})`)
  return [
    `### ${text(verdict.invariant)}: ${text(verdict.headline)}`,
    '',
    ...verdict.proof
      .slice(0, STORY_LINES)
      .map((clause) => `- *${clause.kind}* ${text(clause.text)}${at(clause.step)}`),
    ...(because === undefined
      ? []
      : [
          '',
          `**Because** ${text(because.headline)}`,
          '',
          ...because.because.map((reason) => `- ${text(reason.text)}${at(reason.step)}`),
          '',
          `**Broken rule:** ${text(because.rule)}`,
        ]),
    ...storySection(report, limit),
    '',
    ...versions(report).map(([name, value]) => `- ${name}: ${text(value)}`),
    '',
    ...againSection(report),
    '',
  ].join('\n')
}

/** The steps that brought it about, in the words of the trace. */
function storySection(report: Report, limit: number): string[] {
  const { min, why, minStats, verdict } = report
  if (min === null) return []
  const events = storyOf(traceEvents(min), why.members, verdict.at)
  if (events.length === 0) return []
  const lines = events.map(({ step, time, text, effect }) => {
    const words = visibleText(effect === '' ? text : `${text} → ${effect}`, limit)
    return `${grouped(step).padStart(6)}  ${millisText(time).padStart(8)} ms  ${words}`
  })
  const of = counted(minStats?.after.steps ?? min.t.length, 'step')
  return ['', `What happened, in ${events.length} of ${of}:`, '', fenced(lines.join('\n'), 'text')]
}

/** The ten that say most: what the verdict names, then faults, then what changed something, the later the better. */
function storyOf(
  events: readonly TraceEvent[],
  members: Report['why']['members'],
  breach: string,
): readonly TraceEvent[] {
  const roles = new Map(members.map(({ e, role }) => [e, role]))
  const weight = ({ id, effect }: TraceEvent): number => {
    const role = roles.get(id)
    if (role === 'fact' || id === breach) return 3
    if (role === 'needed-fault') return 2
    return effect === '' ? 0 : 1
  }
  return events
    .filter(({ id, kind }) => (roles.has(id) || id === breach) && kind !== 'start' && kind !== 'violation')
    .sort((a, b) => weight(b) - weight(a) || b.row - a.row)
    .slice(0, STORY_LINES)
    .sort((a, b) => a.row - b.row)
}

function versions({ sut, scenario, seed, env, signature }: Report): [name: string, value: string][] {
  const known = (name: string, value: string | null): [string, string][] =>
    value === null ? [] : [[name, value]]
  // what kind of system it is, not which one
  const system = [env.os?.split(' ')[0], env.arch].filter((part) => typeof part === 'string').join(' ')
  return [
    ['target', sut.version === null ? sut.name : `${sut.name} ${sut.version}`],
    ['scenario', `${scenario}, seed ${seed}`],
    ['signature', signature],
    ...known('Whitewater', env.whitewater),
    ...known('Node.js', env.node),
    ...known('system', system === '' ? null : system),
  ]
}

function againSection({ replay, sut }: Report): string[] {
  if (sut.mode === 'process')
    return ['It ran on real servers. Their history can be judged again:', '', fenced(replay.cmd)]
  const { token } = replay
  if (token === undefined)
    return ['See it again, with the report.html of this failure attached:', '', fenced(replay.cmd)]
  const run = shellWord(token)
  return [
    'See it again:',
    '',
    fenced(`npx whitewater replay ${run}`),
    '',
    '<details><summary>As a test of your own suite</summary>',
    '',
    'It fails while the bug is there, and passes once it is mended. For a program in another language: `--as script`.',
    '',
    fenced(`npx whitewater export ${run} --as vitest`),
    '',
    '</details>',
  ]
}
