import { markdownText } from '../markdown.ts'
import { counted, grouped } from '../quantities.ts'
import { visibleText } from '../visible-text.ts'
import { escapeData, escapeProperty, MAX_ERRORS } from '../workflow-command.ts'
import { countsOf, pageCommand, reasonOf } from './checked-file.ts'
import type { CheckedFile } from './checked-file.ts'

/** Rows of the table: a summary may have a megabyte, or is refused whole. */
const MAX_ROWS = 500

/**
 * Workflow commands: an `::error` for each history that does not hold, at the line of what nothing explains, and for each
 * that could not be checked; a `::warning` for each that is undecided.
 */
export function checkedErrors(files: readonly CheckedFile[]): string {
  const told = files.filter(({ verdict }) => verdict.valid !== true)
  const left = told.length - MAX_ERRORS
  const last = left > 0 ? `::warning::${counted(left, 'more file')} that did not hold\n` : ''
  return `${told.slice(0, MAX_ERRORS).map(annotation).join('')}${last}`
}

function annotation(checked: CheckedFile): string {
  const { file, valid, error, failure } = checked.verdict
  const kind = valid === 'unknown' && error === undefined ? 'warning' : 'error'
  const place = [
    `file=${escapeProperty(visibleText(file, 1000))}`,
    ...(failure === undefined ? [] : [`line=${failure.operation.line}`]),
    `title=${escapeProperty(visibleText(checked.page.badge, 200))}`,
  ]
  const next = valid === false ? pageCommand(checked) : undefined
  const more = next === undefined ? '' : `\nwith a picture: ${visibleText(next, 2000)}`
  return `::${kind} ${place.join(',')}::${escapeData(`${reasonOf(checked) ?? ''}${more}`)}\n`
}

/** Markdown for `$GITHUB_STEP_SUMMARY`: a row a file. */
export function checkedSummary(files: readonly CheckedFile[]): string {
  const { failed, undecided } = countsOf(files)
  const more = files.length - MAX_ROWS
  const lines = [
    '## Whitewater',
    '',
    `${counted(files.length, 'history', 'histories')}: **${grouped(failed)} do not hold**, ${grouped(undecided)} undecided, ${grouped(files.length - failed - undecided)} held.`,
    '',
    '| history | verdict | why |',
    '| --- | --- | --- |',
    ...files
      .slice(0, MAX_ROWS)
      .map(
        (one) =>
          `| ${markdownText(one.verdict.file, 200)} | ${markdownText(one.page.badge, 200)} | ${markdownText(reasonOf(one) ?? '', 400)} |`,
      ),
    ...(more > 0 ? ['', `${counted(more, 'more file')} that this table leaves out.`] : []),
  ]
  return `${lines.join('\n')}\n`
}
