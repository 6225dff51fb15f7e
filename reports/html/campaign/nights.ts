import { momentText } from '../../campaign-line.ts'
import type { CampaignRecord, RecordedNight } from '../../campaign-record.ts'
import { counted, grouped } from '../../quantities.ts'
import { visibleText } from '../../visible-text.ts'
import { el, type Child, type Element } from '../markup.ts'
import { MAX_GROUPS } from './groups.ts'
import { badNumber, dataTable, part } from './parts.ts'

/** Campaigns that are shown as columns, the newest ones. */
const MAX_NIGHTS = 14
/** Signatures that are shown as rows. */
const MAX_ROWS = 100

/** The campaigns of the folder as columns: which found what; on several targets, what failed on which. */
export function nightsPart({ nights, groups }: CampaignRecord): Child {
  if (nights.length < 2) return false
  const shown = nights.slice(-MAX_NIGHTS)
  const older = nights.length - shown.length
  // those of this campaign first
  const found = [...new Set(shown.toReversed().flatMap(({ signatures }) => Object.keys(signatures)))]
  const more = found.length - MAX_ROWS
  const slugs = new Map(groups.slice(0, MAX_GROUPS).map(({ signature, slug }) => [signature, slug]))
  const name = (signature: string): Child => {
    const slug = slugs.get(signature)
    const text = visibleText(signature, 300)
    return slug === undefined ? text : el('a', { href: `#group-${slug}` }, text)
  }
  return [
    part(
      'nights',
      'Campaigns in this folder',
      dataTable(
        'campaigns in this folder',
        ['', ...shown.map(({ began }) => momentText(began))],
        [
          ['target', ...shown.map(({ target }) => el('code', {}, visibleText(target, 80)))],
          ['runs', ...shown.map(({ runs }) => grouped(runs))],
          [
            'failed',
            ...shown.map(({ failed }): Child =>
              failed === 0 ? '0' : el('b', { class: 'bad' }, grouped(failed)),
            ),
          ],
          ...found.slice(0, MAX_ROWS).map((signature) => [
            [name(signature)],
            ...shown.map(({ signatures }): Child => {
              const count = signatures[signature]
              return count === undefined ? el('span', { class: 'muted' }, '–') : grouped(count)
            }),
          ]),
        ],
      ),
      more > 0 && el('p', {}, `${counted(more, 'more signature')} that this table leaves out.`),
      older > 0 && el('p', {}, `${counted(older, 'older campaign')} in campaign.json.`),
    ),
    targets(nights),
  ]
}

/** Scenarios by target, of each target the newest campaign. */
function targets(nights: readonly RecordedNight[]): Element | false {
  const newest = new Map(nights.map((night) => [night.target, night]))
  if (newest.size < 2) return false
  const columns = [...newest.values()].sort((a, b) => (a.began < b.began ? 1 : -1)).slice(0, MAX_NIGHTS)
  const more = newest.size - columns.length
  const scenarios = [...new Set(columns.flatMap((night) => Object.keys(night.scenarios)))]
  return part(
    'targets',
    'Scenarios by target',
    el('p', { class: 'muted' }, 'Failed of all runs, in the newest campaign on each target.'),
    dataTable(
      'scenarios by target',
      ['scenario', ...columns.map(({ target }) => visibleText(target, 80))],
      scenarios.map((scenario) => [
        visibleText(scenario, 80),
        ...columns.map((night): Child => {
          const tally = night.scenarios[scenario]
          if (tally === undefined) return el('span', { class: 'muted' }, 'not run')
          return [badText(tally.failed), ` of ${grouped(tally.runs)}`]
        }),
      ]),
    ),
    more > 0 && el('p', {}, `${counted(more, 'more target')} that this table leaves out.`),
  )
}

function badText(failed: number): Child {
  const cell = badNumber(failed)
  return typeof cell === 'number' ? grouped(cell) : cell
}
