import { greatest } from '../../../src/base/extremes.ts'
import type { CampaignRecord } from '../../campaign-record.ts'
import { runsToFind, timeToBug } from '../../time-to-bug.ts'
import { counted } from '../../quantities.ts'
import { visibleText } from '../../visible-text.ts'
import { el, type Element } from '../markup.ts'
import { chart } from './chart.ts'
import { dataTable, part, type Cell } from './parts.ts'

/** Signatures that the table has. */
const MAX_ROWS = 50
/** Signatures that are drawn: more lines cannot be told apart. */
const MAX_LINES = 6

/** How many runs it takes to find each signature. */
export function timeToBugPart({ groups, scenarios }: CampaignRecord): Element | false {
  if (groups.length === 0) return false
  const shown = groups.slice(0, MAX_ROWS)
  const more = groups.length - shown.length
  const all = shown.map((group) => ({ group, points: timeToBug(group, scenarios) }))
  const most = greatest(all.flatMap(({ points }) => points.map(({ runs }) => runs)))
  const runs = (value: number | undefined): Cell => value ?? 'more than were made'
  return part(
    'time-to-bug',
    'Runs to find each signature',
    el(
      'p',
      {},
      'In the scenarios that found it: from the first run, and anew behind each failure. Hunts that the end of the campaign cut short count as unfinished (Kaplan and Meier).',
    ),
    chart({
      label: 'share of hunts that had found the signature after so many runs',
      x: { name: 'runs', max: most, log: true },
      y: { name: 'share found', max: 1 },
      series: all.slice(0, MAX_LINES).map(({ group, points }) => ({
        name: visibleText(group.signature, 120),
        steps: true,
        points: [
          [1, 0],
          ...points.map((point) => [point.runs, point.share] as const),
          [most, points.at(-1)?.share ?? 0],
        ],
      })),
    }),
    dataTable(
      'runs to find each signature',
      ['signature', 'failing runs', 'half of the hunts within', 'nine of ten within'],
      all.map(({ group, points }) => [
        el('a', { href: `#group-${group.slug}` }, visibleText(group.signature, 300)),
        group.count,
        runs(runsToFind(points, 0.5)),
        runs(runsToFind(points, 0.9)),
      ]),
    ),
    more > 0 && el('p', {}, `${counted(more, 'more signature')} that this table leaves out.`),
  )
}
