import { canonicalJson } from '../../src/base/json.ts'
import { PAGE_SCRIPT, PAGE_STYLE } from './build/template.ts'
import { evidenceSections } from './evidence-sections.ts'
import { futuresSection } from './futures-section.ts'
import { historySection } from './history/history-section.ts'
import { geometryOf, panelWidth, tableWidth } from './lanes/geometry.ts'
import { numberWidths } from './number-widths.ts'
import { el, type Element } from './markup.ts'
import { inertJson } from './packed.ts'
import { pageDocument, type InertData } from './page-document.ts'
import { fullSection } from './run/full-section.ts'
import type { Report } from './schema.ts'
import { traceSection } from './trace-section.ts'
import { verdictSection } from './verdict-section.ts'

/** The whole page as text. `inert` is what it holds besides: the original run to look at, and the run to make again. */
export function reportDocument(report: Report, inert: readonly InertData[]): string {
  // how wide the picture is depends on the run, and the policy allows no style attributes
  const servers = report.nodes.filter((lane) => lane.kind === 'node').length
  const { number, time } = numberWidths(report.min)
  const widths = `:root{--number:${number}px;--time:${time}px;--why:${number + 26}px;--lanes:${geometryOf(report.nodes, []).width}px;--panel:${panelWidth(servers)}px;--state:${tableWidth(servers)}px}`
  return pageDocument({
    title: `FAIL ${report.verdict.invariant}, ${report.scenario}, seed ${report.seed}`,
    style: PAGE_STYLE + widths,
    script: PAGE_SCRIPT,
    body: [
      top(),
      el(
        'main',
        { id: 'main' },
        verdictSection(report),
        fullSection(report),
        traceSection(report),
        futuresSection(report),
        historySection(report),
        evidenceSections(report),
      ),
    ],
    inert: [inertJson('ww-meta', canonicalJson(report)), ...inert],
  })
}

function top(): Element {
  return el(
    'header',
    { class: 'top' },
    el('a', { class: 'skip', href: '#trace' }, 'Skip to the trace'),
    el('span', { class: 'brand' }, 'Whitewater', el('span', {}, 'failure report')),
    el(
      'span',
      { class: 'tools script-only' },
      el('button', { type: 'button', id: 'theme' }, 'Theme'),
      el('button', { type: 'button', id: 'help', 'aria-haspopup': 'dialog' }, 'Keys', el('kbd', {}, '?')),
    ),
  )
}
