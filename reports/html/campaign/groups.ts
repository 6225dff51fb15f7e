import { momentText } from '../../campaign-line.ts'
import type { CampaignRecord, FailingRun, GoneSignature, RecordedGroup } from '../../campaign-record.ts'
import { fairShares } from '../../fair-shares.ts'
import { groupStateText } from '../../group-state.ts'
import { counted, grouped, rateText } from '../../quantities.ts'
import { visibleText } from '../../visible-text.ts'
import { el, type Child, type Element } from '../markup.ts'
import { loadCharts } from './load-charts.ts'
import { dataTable, part } from './parts.ts'

/** Failing runs of a group, and undecided ones, that the page lists. */
const MAX_LISTED = 500
/** Failing runs that it lists over all groups. */
const MAX_LISTED_IN_ALL = 5000
/** Groups that the page shows. */
export const MAX_GROUPS = 200
/** Signatures found before and not now that the page lists. */
const MAX_GONE = 200

/** What failed, by signature; what failed in the campaign before and does no more; what was never decided. */
export function groupParts({ groups, gone, comparedWith = '', undecidedRuns }: CampaignRecord): Child {
  const more = groups.length - MAX_GROUPS
  const shown = groups.slice(0, MAX_GROUPS)
  const listed = fairShares(
    shown.map(({ failures }) => Math.min(MAX_LISTED, failures.length)),
    MAX_LISTED_IN_ALL,
  )
  return [
    part(
      'groups',
      'Failures by signature',
      groups.length === 0 && el('p', { class: 'muted' }, 'No run broke a property.'),
      shown.map((one, at) => group(one, listed[at] ?? 0)),
      more > 0 && el('p', {}, `${counted(more, 'more signature')} that this page leaves out.`),
    ),
    gone.length > 0 && gonePart(gone, comparedWith),
    undecidedRuns.length > 0 && undecidedPart(undecidedRuns),
  ]
}

function group(one: RecordedGroup, listed: number): Element {
  const { signature, slug, headline, count, firstRun, scenarios, failures, example, load } = one
  return el(
    'article',
    { class: 'group', id: `group-${slug}` },
    el(
      'h3',
      {},
      el('a', { href: `#group-${slug}` }, visibleText(signature, 300)),
      el('span', { class: `tag ${one.new ? 'new' : 'known'}` }, one.new ? 'new' : 'found before'),
    ),
    el('p', { class: 'headline' }, visibleText(headline)),
    el(
      'p',
      { class: 'facts-line' },
      el('b', { class: 'bad' }, counted(count, 'failing run')),
      ` · first in run ${grouped(firstRun)} · `,
      scenarios.map(({ name, count: here }) => `${visibleText(name, 80)} ${grouped(here)}`).join(', '),
      ' · ',
      stateCell(one),
    ),
    el('pre', { tabindex: 0, 'aria-label': 'replay command' }, visibleText(example.replay, 4000)),
    load !== undefined && loadCharts(load),
    el(
      'details',
      {},
      el(
        'summary',
        {},
        failures.length === 1
          ? 'The failing seed'
          : listed < failures.length
            ? `${grouped(listed)} of ${grouped(failures.length)} failing seeds`
            : `All ${grouped(failures.length)} failing seeds`,
      ),
      standsForAll(one),
      seeds(failures, listed),
    ),
  )
}

function stateCell(one: RecordedGroup): Child {
  const text = groupStateText(one)
  // what the path begins with is never a scheme
  if (one.report === undefined) return text
  return [text, ' · ', el('a', { href: `./${addressOf(one.report)}` }, 'report.html')]
}

/** Of several failing runs: which was looked into, and that the others were not, each by itself. */
function standsForAll(one: RecordedGroup): Element | false {
  const { state, count, example, report } = one
  if (count === 1 || (state !== 'minimized' && state !== 'reported')) return false
  const others =
    count === 2
      ? 'The other one shares its signature and has no minimized trace of its own'
      : `The other ${grouped(count - 1)} share its signature and have no minimized traces of their own`
  const trace = state === 'minimized' ? 'minimized trace' : 'report, not minimized'
  const place: Child = report === undefined ? trace : el('a', { href: `./${addressOf(report)}` }, trace)
  return el(
    'p',
    { class: 'stands-for-all' },
    `Seed ${visibleText(example.seed, 80)} of ${visibleText(example.scenario, 80)} (run ${grouped(example.run)}) was found first and looked into: `,
    place,
    `. ${others}: `,
    el('code', {}, 'minimize'),
    ' in place of ',
    el('code', {}, 'replay'),
    ' in a command below makes one.',
  )
}

/** A path as an address, whatever characters its folders have. */
const addressOf = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

function seeds(failures: readonly FailingRun[], listed: number): Child {
  const more = failures.length - listed
  return [
    dataTable(
      'failing seeds',
      ['seed', 'scenario', 'run', 'step', 'to see it again'],
      failures
        .slice(0, listed)
        .map(({ seed, scenario, run, step, replay }) => [
          visibleText(seed, 80),
          visibleText(scenario, 80),
          run,
          step,
          el('code', {}, visibleText(replay, 4000)),
        ]),
    ),
    more > 0 && el('p', {}, `${counted(more, 'more failing seed')} that this page leaves out.`),
  ]
}

function gonePart(gone: CampaignRecord['gone'], comparedWith: string): Element {
  const more = gone.length - MAX_GONE
  return part(
    'gone',
    `Found by the campaign of ${momentText(comparedWith)}, and not by this one`,
    el(
      'p',
      { class: 'muted' },
      'It is the newest one before with the same target, scenarios and shape. Runs of now count where they held.',
    ),
    el('ul', {}, gone.slice(0, MAX_GONE).map(goneLine)),
    more > 0 && el('p', {}, `${counted(more, 'more signature')} that this page leaves out.`),
  )
}

function goneLine({ signature, count, of, runs, chance, otherwise, fixed }: GoneSignature): Element {
  const then = `${counted(count, 'run')} of ${grouped(of)} then, none of ${grouped(runs)} now`
  const odds = fixed
    ? 'had nothing changed, that would come in fewer than 1 of 100 cases'
    : otherwise
      ? 'its scenarios break in a new way now, which may be the same bug'
      : runs === 0
        ? 'no run of the scenarios that found it has held'
        : `had nothing changed, that would still come in ${rateText(chance * 100)} of 100 cases`
  return el(
    'li',
    {},
    el('span', { class: `tag ${fixed ? 'fixed' : 'known'}` }, fixed ? 'fixed' : 'not seen again'),
    ' ',
    el('code', {}, visibleText(signature, 300)),
    `: ${then}; ${odds}.`,
  )
}

function undecidedPart(runs: CampaignRecord['undecidedRuns']): Element {
  const more = runs.length - MAX_LISTED
  return part(
    'undecided',
    'Undecided runs',
    el(
      'details',
      {},
      el('summary', {}, counted(runs.length, 'run')),
      dataTable(
        'undecided runs',
        ['seed', 'scenario', 'because', 'to see it again'],
        runs
          .slice(0, MAX_LISTED)
          .map(({ seed, scenario, because, replay }) => [
            visibleText(seed, 80),
            visibleText(scenario, 80),
            visibleText(because, 500),
            el('code', {}, visibleText(replay, 4000)),
          ]),
      ),
      more > 0 && el('p', {}, `${counted(more, 'more run')} that this page leaves out.`),
    ),
  )
}
