import { countOfResult, rowTitle, type Matrix, type MatrixRow, type MatrixSchedule } from './matrix.ts'
import { grouped } from './quantities.ts'
import { markdownText } from './markdown.ts'

const marks: { readonly [result in MatrixSchedule['result']]: string } = {
  passed: 'yes',
  failed: '**NO**',
  'not-offered': '–',
  'not-reached': 'not reached',
  undecided: '?',
}

/** A matrix as a page of Markdown, without a title. */
export function matrixMarkdown(matrix: Matrix): string {
  const { implementations, schedules } = matrix
  const ran = implementations.filter((row) => row.ran !== undefined)
  return `${[
    table(
      [
        'implementation',
        'offers',
        'passed',
        'failed',
        'not reached',
        'not offered',
        'signatures found',
        'runs',
        'seconds',
      ],
      implementations.map(summaryCells),
    ),
    ...implementations.flatMap((row) =>
      row.notRun === undefined
        ? []
        : [
            `**Not run: ${markdownText(rowTitle(row))}.** ${markdownText(row.notRun.because)}.`,
            ...(row.notRun.build === undefined ? [] : [`To have it: ${code(row.notRun.build)}`]),
          ],
    ),
    '## Schedule by schedule',
    table(
      ['schedule', ...ran.map((row) => markdownText(rowTitle(row)))],
      schedules.map(({ name }) => [
        `\`${name}\``,
        ...ran.map(
          (row) => marks[row.ran?.schedules.find((one) => one.name === name)?.result ?? 'undecided'],
        ),
      ]),
    ),
    '## What they do',
    schedules.map(({ name, about }) => `- \`${name}\`: ${markdownText(about)}`).join('\n'),
  ].join('\n\n')}\n`
}

function summaryCells(row: MatrixRow): string[] {
  const { ran } = row
  const title = markdownText(rowTitle(row))
  if (ran === undefined) return [title, 'not run', '', '', '', '', '', '', '']
  return [
    title,
    markdownText(ran.offers),
    ...(['passed', 'failed', 'not-reached', 'not-offered'] as const).map((result) =>
      grouped(countOfResult(ran, result)),
    ),
    ran.signatures.map(({ signature }) => code(signature)).join(', '),
    grouped(ran.runs),
    ran.seconds.toFixed(1),
  ]
}

/** Code whose text may be a subject's: a span of backticks could be ended by it. */
const code = (text: string): string => `<code>${markdownText(text)}</code>`

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
