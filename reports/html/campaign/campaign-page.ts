import type { CampaignRecord } from '../../campaign-record.ts'
import { leadOf, momentText } from '../../campaign-line.ts'
import { counted, durationText, grouped, rateText } from '../../quantities.ts'
import { visibleText } from '../../visible-text.ts'
import { CAMPAIGN_STYLE } from '../build/template.ts'
import { el, type Child, type Element } from '../markup.ts'
import { pageDocument } from '../page-document.ts'
import { coveragePart } from './coverage.ts'
import { faultPart } from './fault-phases.ts'
import { groupParts } from './groups.ts'
import { nightsPart } from './nights.ts'
import { scenarioPart } from './scenarios.ts'
import { timeToBugPart } from './time-to-bug.ts'

/** A campaign as one page that loads nothing and runs nothing. */
export function campaignPage(record: CampaignRecord): string {
  return pageDocument({
    title: `${visibleText(record.line, 200)}: Whitewater campaign`,
    style: CAMPAIGN_STYLE,
    body: [
      el(
        'header',
        { class: 'top' },
        el('span', { class: 'brand' }, 'Whitewater', el('span', {}, 'campaign')),
        el('span', { class: 'muted' }, `${momentText(record.began)} UTC`),
      ),
      el(
        'main',
        {},
        headline(record),
        numbers(record),
        remarks(record),
        groupParts(record),
        scenarioPart(record),
        faultPart(record),
        coveragePart(record),
        timeToBugPart(record),
        nightsPart(record),
      ),
    ],
  })
}

/** What the last session said at its end, but what the first line says, too. */
function remarks({ remarks: all }: CampaignRecord): Element | false {
  const told = all.filter((text) => !/^(FAILED|NOTHING NEW):/.test(text))
  return (
    told.length > 0 &&
    el('ul', { class: 'remarks' }, ...told.map((text) => el('li', {}, visibleText(text, 2000))))
  )
}

/** The line, the words of its result as a badge. */
function headline({ line, standing }: CampaignRecord): Element {
  const lead = leadOf(line)
  return el('h1', {}, el('b', { class: `badge ${standing}` }, lead), visibleText(line.slice(lead.length)))
}

function numbers(record: CampaignRecord): Element {
  const { runs, failed, undecided, wallSeconds, virtualHours, selfTests, target, seed, asked } = record
  const found = selfTests.filter((one) => one.found).length
  const missed = selfTests.filter((one) => !one.found).map(({ id }) => visibleText(id, 80))
  const rows: readonly (readonly [string, Child])[] = [
    ['target', el('code', {}, visibleText(target, 300))],
    ['asked for', `${asked}, seed base ${visibleText(seed, 80)}`],
    ['runs', `${grouped(runs)} in ${durationText(wallSeconds * 1000)}`],
    ['failed', failed === 0 ? '0' : el('b', { class: 'bad' }, grouped(failed))],
    ['undecided', undecided === 0 ? '0' : el('b', { class: 'doubt' }, grouped(undecided))],
    [
      'virtual hours',
      `${rateText(virtualHours)}${wallSeconds > 0 ? `, ${rateText((virtualHours * 3600) / wallSeconds)} in each hour of wall time` : ''}`,
    ],
    [
      'planted self-tests',
      selfTests.length === 0
        ? 'none were hunted'
        : missed.length === 0
          ? `${found} of ${selfTests.length} found`
          : el(
              'b',
              { class: 'bad' },
              `${found} of ${selfTests.length} found; NOT found: ${missed.join(', ')}`,
            ),
    ],
  ]
  return el(
    'dl',
    { class: 'numbers' },
    rows.map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))),
    record.known.map(({ signature, runs: past }) =>
      el(
        'div',
        {},
        el('dt', {}, 'known from the outset'),
        el(
          'dd',
          {},
          el('code', {}, visibleText(signature, 300)),
          `: ${counted(past, 'run')} went on past it`,
        ),
      ),
    ),
  )
}
