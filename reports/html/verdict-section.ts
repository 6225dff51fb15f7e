import { counted, grouped, millisText } from '../quantities.ts'
import { searchText } from '../search-text.ts'
import { knownEntries, withEntryLinks } from './entry-links.ts'
import { el } from './markup.ts'
import { NO_REPLAY_TEXT } from '../failure-report.ts'
import type { Element } from './markup.ts'
import { quorumTable } from './quorum-table.ts'
import type { MinimizerStats, Report } from './schema.ts'
import { reference } from './reference.ts'
import { whyPanel } from './why-panel.ts'

/** Clauses and reasons from which on an argument is as high as what stands beside it. */
const LONG_ARGUMENT = 7

/** What broke in one sentence, why that is so, and how to see it again. */
export function verdictSection(report: Report): Element {
  const { verdict, because } = report
  const known = knownEntries(report.min)
  // beside a long argument there is room for the chain; under a short one it takes less height
  const isLong = verdict.proof.length + (because?.because.length ?? 0) >= LONG_ARGUMENT
  return el(
    'section',
    { class: 'verdict', 'aria-labelledby': 'headline' },
    el(
      'div',
      { class: 'statement' },
      el(
        'p',
        { class: 'kicker' },
        el('b', { class: 'fail' }, 'FAIL'),
        ` ${verdict.invariant}`,
        where(report),
      ),
      el('h1', { id: 'headline' }, withEntryLinks(verdict.headline, known)),
      because !== undefined && el('p', { class: 'rule' }, el('b', {}, 'Broken rule'), ` ${because.rule}`),
      quorumTable(report),
      proof(report),
      !isLong && whyPanel(report, 'wide'),
    ),
    el('div', { class: 'replay' }, replay(report), about(report), isLong && whyPanel(report, 'narrow')),
  )
}

function where(report: Report): Element {
  const { verdict, min } = report
  const step = reference(min, verdict.at)
  return el('span', {}, 'at ', step, `, ${millisText(verdict.time)} ms`)
}

const words = { let: 'Let', then: 'Then', however: 'However' } as const

/** The argument in Elle's form. A clause of the same kind as the one before says "and". */
function proof(report: Report): Element | false {
  const { proof: clauses } = report.verdict
  const known = knownEntries(report.min)
  const because = becauseClauses(report, known)
  if (clauses.length + because.length === 0) return false
  return el(
    'dl',
    { class: 'proof' },
    clauses.map((clause, index) => [
      el('dt', { class: clause.kind }, clauses[index - 1]?.kind === clause.kind ? 'and' : words[clause.kind]),
      el(
        'dd',
        {},
        withEntryLinks(clause.text, known),
        clause.step !== undefined && [
          ' ',
          reference(report.min, `${report.verdict.at.slice(0, 1)}${clause.step}`),
        ],
      ),
    ]),
    because,
  )
}

function notDiagnosed({ notDiagnosed }: Report): Element[] {
  if (notDiagnosed === undefined) return []
  return [el('dt', { class: 'reason' }, 'Because'), el('dd', { class: 'muted' }, notDiagnosed)]
}

/** The fifth kind of clause: what made the breach possible, with the steps that show it. */
function becauseClauses(report: Report, known: ReadonlySet<string>): Element[] {
  if (report.because === undefined) return notDiagnosed(report)
  const { headline, because: reasons } = report.because
  const prefix = report.verdict.at.slice(0, 1)
  return [
    el('dt', { class: 'because' }, 'Because'),
    el('dd', {}, withEntryLinks(headline, known)),
    ...reasons.flatMap(({ text, step }, index) => [
      el('dt', { class: 'reason' }, index === 0 ? 'since' : 'and'),
      el(
        'dd',
        {},
        withEntryLinks(text, known),
        step !== undefined && [' ', reference(report.min, `${prefix}${step}`)],
      ),
    ]),
  ]
}

function replay(report: Report): Element {
  const { carried: replayFile } = report.replay
  return el(
    'div',
    { class: 'command' },
    el('h2', {}, report.sut.mode === 'sim' ? 'See it again' : 'Judge its history again'),
    report.sut.mode === 'sim' ? [] : el('p', {}, `No replay: ${NO_REPLAY_TEXT}`),
    el(
      'pre',
      { tabindex: 0, 'aria-label': 'replay command' },
      el('code', { id: 'replay-command' }, report.replay.cmd),
    ),
    fromThisPage(report),
    el(
      'div',
      { class: 'copies script-only' },
      el('button', { type: 'button', 'data-copy': 'replay' }, 'Copy command'),
      el('button', { type: 'button', 'data-copy': 'link' }, 'Copy link'),
      el('button', { type: 'button', 'data-copy': 'issue' }, 'Copy as issue'),
      replayFile !== null && el('button', { type: 'button', id: 'save-run' }, `Save ${replayFile}`),
    ),
  )
}

/** How the command finds the page, and the target where that is a path of its own. */
function fromThisPage({ replay: { cmd }, sut }: Report): Element | false {
  if (!cmd.endsWith(' report.html')) return false
  const isPath = /[./\\]/.test(sut.name)
  return el(
    'p',
    { class: 'muted' },
    isPath
      ? `report.html is this page: the run is inside. Give its path, from where ${sut.name} is found.`
      : 'report.html is this page: the run is inside. Give its path.',
  )
}

/** What ran, and what is known about how good this report is. */
function about(report: Report): Element {
  const { minStats, replay: again, sut } = report
  const rows: readonly (readonly [string, string])[] = [
    [
      'target',
      `${sut.name}${sut.version === null ? '' : ` ${sut.version}`}${sut.mode === 'sim' ? ', simulated' : ', real processes'}`,
    ],
    ['scenario', `${report.scenario}, seed ${report.seed}`],
    ['minimized', minStats === null ? 'no' : minimizedText(minStats)],
    ...(again.verified === null
      ? []
      : [['replayed', `${again.verified.same} of ${again.verified.runs} alike`] as const]),
  ]
  return el(
    'dl',
    { class: 'about' },
    rows.map(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]),
  )
}

function minimizedText(stats: MinimizerStats): string {
  const steps = `${grouped(stats.before.steps)} → ${counted(stats.after.steps, 'step')}`
  return `${steps}; ${searchText(stats)}`
}
