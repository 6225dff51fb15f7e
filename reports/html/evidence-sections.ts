import { countRows } from '../count-rows.ts'
import { ordinarySummary } from '../necessity-summary.ts'
import { durationText, grouped, millisText } from '../quantities.ts'
import { workText } from '../search-text.ts'
import { card, table } from './evidence-table.ts'
import { el } from './markup.ts'
import type { Element } from './markup.ts'
import { operationsCard } from './operations-table.ts'
import { planText } from './plan-text.ts'
import type { MinimizerStats, Report, ReportFault } from './schema.ts'

/** The tables under the trace: what was needed, what was cut away, the faults, the clients, the machine. */
export function evidenceSections(report: Report): Element {
  return el(
    'div',
    { class: 'evidence' },
    missing(report),
    past(report),
    necessity(report),
    report.minStats !== null && counts(report.minStats),
    faults(report),
    operationsCard(report),
    environment(report),
  )
}

/** Of a run that is rendered again. */
const missing = ({ missing: files }: Report): Element | false =>
  files !== undefined &&
  card(
    'Not in this report',
    'missing',
    el(
      'ul',
      {},
      files.map((text) => el('li', {}, text)),
    ),
  )

/** What else showed and was passed over: without it a reader would take this failure for the only one. */
function past({ past }: Report): Element | false {
  if (past === undefined) return false
  return card(
    'What the run went on past',
    'past',
    el(
      'ul',
      {},
      past.known.map((signature) => el('li', {}, el('code', {}, signature), ' showed, which is known')),
      past.ignored.map((property) => el('li', {}, el('code', {}, property), ' was not judged, as asked')),
    ),
  )
}

function necessity(report: Report): Element | false {
  if (report.necessity.length === 0) return false
  const listed = report.necessity.filter((entry) => entry.fault)
  const rest = ordinarySummary(report.necessity)
  return card(
    'What this trace needs',
    'necessity',
    listed.length > 0 &&
      table(
        'faults and what happens without them',
        ['taken away', 'then'],
        listed.map((entry) => [
          entry.text,
          el('span', { class: entry.needed ? 'needed' : 'muted' }, entry.without),
        ]),
      ),
    rest !== undefined && el('p', {}, rest),
  )
}

function counts(stats: MinimizerStats): Element {
  const { ms } = stats
  return card(
    'Before and after minimization',
    'counts',
    table(
      'counts before and after minimization',
      ['', 'original', 'minimized'],
      [...countRows(stats.before, stats.after), ...(stats.more ?? [])].map((row) => [
        row.name,
        grouped(row.before),
        grouped(row.after),
      ]),
    ),
    stats.keptFaults !== undefined && el('p', {}, sentence(stats.keptFaults)),
    el('p', {}, `${workText(stats)}${ms === null ? '' : `, ${durationText(ms)}`}.`),
    stats.log.length > 0 &&
      el(
        'details',
        {},
        el('summary', {}, 'Stages of the minimizer'),
        table(
          'stages of the minimizer',
          ['stage', 'tried', 'kept', 'left'],
          stats.log.map((pass) => [pass.name, grouped(pass.tried), grouped(pass.kept), grouped(pass.left)]),
        ),
      ),
  )
}

function faults(report: Report): Element | false {
  if (report.faults.length === 0) return false
  return card(
    'Faults of the original run',
    'faults wide',
    table(
      'faults, their effects and their necessity',
      ['fault', 'what', 'active', 'effects', 'in the minimized run'],
      report.faults.map((fault) => [
        fault.id,
        [el('b', {}, fault.kind), ` ${fault.text}`],
        activationsText(fault),
        effectsText(fault),
        keptText(fault, report.minStats !== null),
      ]),
    ),
  )
}

function activationsText(fault: ReportFault): string {
  const [first] = fault.activations
  if (first === undefined) return 'never'
  const times = fault.activations.length === 1 ? 'once' : `${fault.activations.length} times`
  const end = first.to === null ? 'to the end' : `to ${millisText(first.to)} ms`
  const from = `${fault.activations.length === 1 ? '' : 'first '}from ${millisText(first.from)} ms ${end}`
  return `${times}, ${from}${first.target.length === 0 ? '' : `: ${first.target.join(', ')}`}`
}

function effectsText(fault: ReportFault): string {
  const effects = Object.entries(fault.effects).filter(([, count]) => count > 0)
  return effects.length === 0
    ? 'none'
    : effects.map(([effect, count]) => `${effect} ${grouped(count)}`).join(', ')
}

function keptText(fault: ReportFault, minimized: boolean): string {
  if (fault.necessity !== null) {
    const { without } = fault.necessity
    return without === 'passes'
      ? 'needed: nothing breaks without it'
      : without === 'same'
        ? 'not needed'
        : `without it: ${without}`
  }
  if (fault.activations.length === 0) return 'it was never activated'
  if (!minimized) return 'not minimized'
  return fault.fate ?? 'it hit nobody'
}

function environment(report: Report): Element {
  const { env, replay } = report
  const rows: readonly (readonly [string, string | null])[] = [
    ['Whitewater', env.whitewater],
    ['Node.js', env.node],
    ['system', env.os === null ? null : `${env.os}${env.arch === null ? '' : ` ${env.arch}`}`],
    ['checker core', env.wasm],
    ['plan digest', env.optionsHash],
    ['run digest', report.id],
    ['digest of the run shown', replay.traceHash],
    ['signature', report.signature],
  ]
  return card(
    'Environment',
    'environment wide',
    el(
      'dl',
      { class: 'facts' },
      rows.map(([name, value]) => [
        el('dt', {}, name),
        el('dd', { class: value === null ? 'muted' : undefined }, value ?? 'not recorded'),
      ]),
    ),
    el(
      'details',
      {},
      el('summary', {}, 'Plan of the original run'),
      env.options === null
        ? el('p', {}, 'The plan is longer than a page carries; run.json has it whole.')
        : el('pre', { tabindex: 0, 'aria-label': 'plan' }, planText(env.options)),
    ),
  )
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
