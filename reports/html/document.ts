import { createHash } from 'node:crypto'
import { counted, grouped } from '../quantities.ts'
import { PAGE_SCRIPT, PAGE_STYLE } from './build/template.ts'
import { evidenceSections } from './evidence-sections.ts'
import { geometryOf, panelWidth, tableWidth } from './lanes/geometry.ts'
import { el, escapeHtml, toHtml } from './markup.ts'
import type { Element } from './markup.ts'
import type { Report } from './schema.ts'
import { traceSection } from './trace-section.ts'
import { verdictSection } from './verdict-section.ts'

/** The whole page as text. `fullText` is the inert payload of the original run, where there is one. */
export function reportDocument(report: Report, fullText: string | undefined): string {
  // how wide the picture is depends on the run, and the policy allows no style attributes
  const servers = report.nodes.filter((lane) => lane.kind === 'node').length
  const widths = `:root{--lanes:${geometryOf(report.nodes, []).width}px;--panel:${panelWidth(servers)}px;--state:${tableWidth(servers)}px}`
  const style = PAGE_STYLE + widths
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="${policy(style, PAGE_SCRIPT)}">`,
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(`FAIL ${report.verdict.invariant}, ${report.scenario}, seed ${report.seed}`)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    toHtml(top()),
    toHtml(
      el(
        'main',
        { id: 'main' },
        verdictSection(report),
        traceSection(report),
        evidenceSections(report),
        report.full !== null && fullRunSection(report.full),
      ),
    ),
    toHtml(el('footer', {}, 'Written by Whitewater. This page is one file and loads nothing.')),
    `<script type="application/json" id="ww-meta">${inert(JSON.stringify(report))}</script>`,
    ...(fullText === undefined ? [] : [`<script type="text/plain" id="ww-full">${fullText}</script>`]),
    `<script>${PAGE_SCRIPT}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n')
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

function fullRunSection(full: NonNullable<Report['full']>): Element {
  const shown =
    full.window === undefined
      ? ''
      : ` The newest ${grouped(full.embedded)} are in this page; trace.jsonl.gz has them all.`
  return el(
    'section',
    { class: 'card full', id: 'full' },
    el('h2', {}, 'Original run'),
    el('p', {}, `${counted(full.events, 'event')}.${shown}`),
    el('button', { type: 'button', id: 'open-full', class: 'script-only' }, 'Show all events'),
    el('div', { id: 'full-list' }),
  )
}

/** Nothing may run or load but this very script and this very style. */
function policy(style: string, script: string): string {
  return `default-src 'none'; script-src '${hash(script)}'; style-src '${hash(style)}'; img-src data:; base-uri 'none'; form-action 'none'`
}

const hash = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`

/** JSON inside a script element: with every `<` written as an escape nothing can end the element. */
const inert = (json: string): string => json.replaceAll('<', '\\u003c')
