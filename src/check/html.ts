import { createHash } from 'node:crypto'
import { el, toHtml } from '../../reports/html/markup.ts'
import type { Element } from '../../reports/html/markup.ts'
import { counted, durationText } from '../../reports/quantities.ts'
import { visibleText } from '../../reports/visible-text.ts'
import { skippedText } from '../record/formats/readers/skipped-lines.ts'
import { failureParts } from './failure-parts.ts'
import { adjectiveOf, isTransactionModel } from './consistency.ts'
import { PAGE_STYLE } from './page-style.ts'
import type { FileError, FileVerdict } from './verdict.ts'

/** The verdicts and explanations as one page that loads nothing and runs nothing. */
export function htmlPage(verdicts: readonly (FileVerdict | FileError)[]): string {
  // the policy names the one style sheet by its hash: nothing that a history smuggles in can load or run
  const hash = createHash('sha256').update(PAGE_STYLE).digest('base64')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Whitewater: checked histories</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<h1>${verdicts.length === 1 ? 'Checked history' : 'Checked histories'}</h1>
${verdicts.length > 1 ? `${toHtml(contents(verdicts))}\n` : ''}${verdicts.map((verdict, index) => toHtml(section(verdict, index))).join('\n')}
</main>
<footer>Written by Whitewater. This page is one file and loads nothing.</footer>
</body>
</html>
`
}

/** How long the name of a file is shown. */
const MAX_FILE = 200

/** Where there are several files: each with its verdict, as a link to its section. */
function contents(verdicts: readonly (FileVerdict | FileError)[]): Element {
  return el(
    'nav',
    { 'aria-label': 'Files' },
    el(
      'ul',
      {},
      ...verdicts.map((verdict, index) =>
        el(
          'li',
          {},
          badge(verdict),
          ' ',
          el('a', { href: `#file-${index + 1}` }, visibleText(verdict.file, MAX_FILE)),
        ),
      ),
    ),
  )
}

function section(verdict: FileVerdict | FileError, index: number): Element {
  const id = `file-${index + 1}`
  const heading = el(
    'h2',
    {},
    badge(verdict),
    ' ',
    el('span', { class: 'file' }, visibleText(verdict.file, MAX_FILE)),
  )
  if ('error' in verdict)
    return el('section', { id }, heading, el('p', { class: 'because' }, visibleText(verdict.error)))
  const { failure, because } = verdict
  return el(
    'section',
    { id },
    heading,
    failure !== undefined && el('p', { class: 'because' }, visibleText(failure.because)),
    verdict.valid === 'unknown' && el('p', { class: 'because' }, `Undecided: ${visibleText(because ?? '')}.`),
    el('p', { class: 'about' }, ...about(verdict)),
    verdict.valid === 'unknown' && el('p', {}, howToGoOn(verdict)),
    verdict.valid === true && el('p', {}, whatItMeans(verdict)),
    failure !== undefined && failureParts(failure, id),
  )
}

function badge(verdict: FileVerdict | FileError): Element {
  if ('error' in verdict) return el('span', { class: 'badge unknown' }, 'not checked')
  const { valid, model } = verdict
  const what = adjectiveOf(verdict)
  const of = model === null ? '' : ` (${visibleText(model, 60)})`
  if (valid === 'unknown') return el('span', { class: 'badge unknown' }, `undecided${of}`)
  return valid
    ? el('span', { class: 'badge valid' }, `${what}${of}`)
    : el('span', { class: 'badge invalid' }, `NOT ${what}${of}`)
}

function about({
  model,
  operations,
  partitions,
  millis,
  failure,
  skipped = {},
}: FileVerdict): (string | Element)[] {
  const isTransactions = isTransactionModel(model)
  const key = failure?.key
  const others = skippedText(skipped)
  return [
    ...(key === undefined ? [] : ['Key ', el('code', {}, visibleText(key, 120)), ' · ']),
    `${counted(operations, isTransactions ? 'transaction' : 'operation')} · `,
    `${counted(partitions, isTransactions ? 'key' : 'partition')} · checked in ${durationText(millis)}`,
    ...(others === undefined ? [] : [` · ${others}`]),
  ]
}

function whatItMeans({ promise, partitions }: FileVerdict): string {
  if (promise !== undefined) return `What holds is ${promise}.`
  const each = partitions > 1 ? 'On each object the' : 'The'
  return `${each} operations can be put in one order that explains every result, each between its call and its return.`
}

function howToGoOn({ wanting }: FileVerdict): string {
  const shorter = 'Check a shorter history, or one with fewer clients or fewer unknown outcomes.'
  const keys = 'Where operations work on several objects, give them keys: each is then checked alone.'
  if (wanting === 'time') return `Give it more time with --timeout, such as --timeout 10m. ${keys}`
  if (wanting === 'memory') return `${shorter} ${keys}`
  if (wanting === 'results')
    return 'Record a history in which operations of clients succeed: without a result there is nothing to check.'
  return shorter
}
