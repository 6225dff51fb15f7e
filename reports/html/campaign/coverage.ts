import type { CampaignRecord } from '../../campaign-record.ts'
import { counted, grouped } from '../../quantities.ts'
import { visibleText } from '../../visible-text.ts'
import { el, type Child, type Element } from '../markup.ts'
import { chart } from './chart.ts'
import { dataTable, never, part, type Cell } from './parts.ts'

/** What the runs passed by, and whether more runs still show anything new. */
export function coveragePart(record: CampaignRecord): Element {
  return part(
    'coverage',
    'Coverage',
    marks(record),
    el(
      'p',
      { class: 'muted' },
      'How often, over all runs of a scenario; – where a scenario does not count it.',
    ),
    saturation(record),
  )
}

function marks({ scenarios, markTexts }: CampaignRecord): Child {
  const ran = scenarios.filter(({ runs }) => runs > 0)
  const names = [...new Set(ran.flatMap((one) => Object.keys(one.marks)))]
  if (names.length === 0) return el('p', {}, 'Nothing was counted.')
  return dataTable(
    'coverage marks by scenario',
    ['what happened', ...ran.map(({ name }) => visibleText(name, 60))],
    names.map((mark) => [
      visibleText(markTexts[mark] ?? mark, 80),
      ...ran.map((scenario): Cell => {
        const count = scenario.marks[mark]
        if (count === undefined) return el('span', { class: 'muted' }, '–')
        return count === 0 ? never() : count
      }),
    ]),
  )
}

function saturation({ saturation: points, runs }: CampaignRecord): Child {
  const last = points.at(-1)
  if (last === undefined)
    return el(
      'p',
      { class: 'muted' },
      runs === 0
        ? 'No run was made.'
        : 'How much of it was new is not known: an older version ran the campaign, or nothing showed that is counted.',
    )
  // a point that only says where it ends shows nothing new
  const grown = points.findLast((point, at) => point.behaviours > (points[at - 1]?.behaviours ?? 0)) ?? last
  return [
    el(
      'p',
      {},
      `${counted(last.behaviours, 'behaviour')} told apart; the last new one in run ${grouped(grown.runs)} of ${grouped(last.runs)} of a scenario. `,
      'A behaviour is a coverage mark, or an effect of a fault, with how often it came in one run, to the next power of two.',
    ),
    chart({
      label: 'behaviours told apart after so many runs of each scenario',
      x: { name: 'runs of each scenario', max: last.runs, log: true },
      y: { name: 'behaviours', max: last.behaviours },
      series: [
        { name: 'behaviours', steps: true, points: points.map(({ runs, behaviours }) => [runs, behaviours]) },
      ],
    }),
  ]
}
