import type { CampaignRecord, FailingRun, GoneSignature, RecordedGroup } from '../../campaign-record.ts'
import { groupStateText } from '../../group-state.ts'
import { counted, grouped, rateText } from '../../quantities.ts'
import { visibleText } from '../../visible-text.ts'
import { el, type Child, type Element } from '../markup.ts'
import { loadCharts } from './load-charts.ts'
import { dataTable, part } from './parts.ts'

/** Failing runs of a group that the page lists; `campaign.json` has them all. */
const MAX_LISTED = 500
/** Groups that the page shows. */
const MAX_GROUPS = 200

/** What failed, by signature; what failed in the campaign before and does no more; what was never decided. */
export function groupParts({ groups, gone, undecidedRuns }: CampaignRecord): Child {
  const more = groups.length - MAX_GROUPS
  return [
    part(
      'groups',
      'Failures by signature',
      groups.length === 0 && el('p', { class: 'muted' }, 'No run broke a property.'),
      groups.slice(0, MAX_GROUPS).map(group),
      more > 0 && el('p', {}, `${counted(more, 'more signature')} in campaign.json.`),
    ),
    gone.length > 0 &&
      part('gone', 'Found by the campaign before, and not by this one', el('ul', {}, gone.map(goneLine))),
    undecidedRuns.length > 0 && undecidedPart(undecidedRuns),
  ]
}

function group(one: RecordedGroup): Element {
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
        `${failures.length === 1 ? 'The failing seed' : `All ${grouped(failures.length)} failing seeds`}`,
      ),
      seeds(failures),
    ),
  )
}

function stateCell(one: RecordedGroup): Child {
  const text = groupStateText(one)
  // what the path begins with is never a scheme
  if (one.report === undefined) return text
  return [text, ' · ', el('a', { href: `./${encodeURI(one.report)}` }, 'report.html')]
}

function seeds(failures: readonly FailingRun[]): Child {
  const more = failures.length - MAX_LISTED
  return [
    dataTable(
      'failing seeds',
      ['seed', 'scenario', 'run', 'step', 'to see it again'],
      failures
        .slice(0, MAX_LISTED)
        .map(({ seed, scenario, run, step, replay }) => [
          visibleText(seed, 80),
          visibleText(scenario, 80),
          run,
          step,
          el('code', {}, visibleText(replay, 4000)),
        ]),
    ),
    more > 0 && el('p', {}, `${counted(more, 'more failing seed')} in campaign.json.`),
  ]
}

function goneLine({ signature, count, of, runs, chance, fixed }: GoneSignature): Element {
  const then = `${counted(count, 'run')} of ${grouped(of)} then, none of ${grouped(runs)} now`
  const odds =
    runs === 0
      ? 'the scenarios that found it were not run'
      : fixed
        ? 'were it still there, fewer than 1 in 100 such campaigns would miss it'
        : `were it still there, ${rateText(chance * 100)} % of such campaigns would miss it`
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
      more > 0 && el('p', {}, `${counted(more, 'more run')} in campaign.json.`),
    ),
  )
}
