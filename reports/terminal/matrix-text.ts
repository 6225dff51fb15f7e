import { replayLine } from '../../src/base/shell-word.ts'
import { countOfResult, rowTitle, type Matrix, type MatrixRow, type MatrixRan } from '../matrix.ts'
import { counted, grouped } from '../quantities.ts'
import { visibleText } from '../visible-text.ts'
import { styleOf, type Style, type TextOptions } from './style.ts'
import { hanging } from './wrap.ts'

const columns = ['passed', 'failed', 'not reached', 'not offered', 'signatures', 'runs', 'seconds'] as const

/** The longest name of an implementation in the table; the rest of a longer one is left out. */
const MAX_TITLE = 30

/** A matrix in plain text, ending with a line break. Only a replay command may go beyond the width. */
export function matrixText(matrix: Matrix, options: TextOptions = {}): string {
  const style = styleOf(options)
  const { implementations, seed, runs, schedules } = matrix
  const head = `${counted(implementations.length, 'implementation')}, ${counted(schedules.length, 'schedule')}, ${counted(runs, 'run')} of each from seed ${visibleText(seed, 70)}`
  const lines = [
    ...hanging('', head, style.width),
    '',
    ...table(implementations, style),
    ...implementations.flatMap((row) => details(row, style)),
    '',
    ...hanging('', closing(matrix), style.width).map((line) => style.paint('strong', line)),
  ]
  return `${lines.map((line) => style.finish(line).trimEnd()).join('\n')}\n`
}

function title(row: MatrixRow): string {
  const letters = [...visibleText(rowTitle(row))]
  return letters.length <= MAX_TITLE ? letters.join('') : `${letters.slice(0, MAX_TITLE - 1).join('')}…`
}

function table(rows: readonly MatrixRow[], style: Style): string[] {
  const widest = Math.max('implementation'.length, ...rows.map((row) => title(row).length))
  const line = (first: string, cells: readonly string[]): string =>
    [first.padEnd(widest), ...cells.map((cell, at) => cell.padStart((columns[at] ?? '').length))].join('  ')
  if (line('', columns).length > style.width) return rows.flatMap((row) => folded(row, style))
  return [
    style.paint('dim', line('implementation', columns)),
    ...rows.map((row) => {
      if (row.ran === undefined)
        return `${title(row).padEnd(widest)}  ${style.paint('warn', 'NOT RUN, see below')}`
      const text = line(title(row), cellsOf(row.ran))
      return row.ran.signatures.length > 0 ? style.paint('fail', text) : text
    }),
  ]
}

/** Its row of the table, below its name. */
function folded(row: MatrixRow, style: Style): string[] {
  if (row.ran === undefined) return [`${title(row)}: ${style.paint('warn', 'NOT RUN, see below')}`]
  const cells = cellsOf(row.ran).map((cell, at) => `${columns[at] ?? ''} ${cell}`)
  const name = row.ran.signatures.length > 0 ? style.paint('fail', title(row)) : title(row)
  return [name, ...hanging('  ', cells.join(', '), style.width)]
}

function cellsOf(ran: MatrixRan): string[] {
  const { signatures, runs, seconds } = ran
  const numbers = [
    countOfResult(ran, 'passed'),
    countOfResult(ran, 'failed'),
    countOfResult(ran, 'not-reached'),
    countOfResult(ran, 'not-offered'),
    signatures.length,
    runs,
  ]
  return [...numbers.map(grouped), seconds.toFixed(1)]
}

function details(row: MatrixRow, style: Style): string[] {
  const { ran, notRun } = row
  if (notRun !== undefined) {
    const { because, build } = notRun
    const how = build === undefined ? '' : `; to have it: ${build}`
    return [
      '',
      ...hanging(
        '',
        `${style.paint('warn', 'NOT RUN')} ${title(row)}: ${visibleText(because + how, 2000)}`,
        style.width,
      ),
    ]
  }
  if (ran === undefined) return []
  const of = (result: string): string =>
    ran.schedules
      .filter((one) => one.result === result)
      .map((one) => one.name + (one.because === undefined ? '' : ` (${one.because})`))
      .join(', ')
  const notes = [
    ['failed', of('failed')],
    ['undecided', of('undecided')],
    ['not reached', of('not-reached')],
    ['not offered', of('not-offered')],
    ['not deterministic', ran.diverged.join(', ')],
    ['not made', ran.notMade.join('; ')],
  ] as const
  return [
    '',
    style.paint('strong', title(row)),
    ...hanging('  offers ', visibleText(ran.offers, 400), style.width),
    ...notes.flatMap(([what, text]) =>
      text === '' ? [] : hanging(`  ${what}: `, visibleText(text, 4000), style.width),
    ),
    ...ran.signatures.flatMap((one) => [
      ...hanging(
        '  ',
        `${visibleText(one.signature, 300)} in ${counted(one.runs, 'run')}, first ${visibleText(one.scenario, 80)} seed ${visibleText(one.seed, 70)}`,
        style.width,
      ),
      `    ${replayLine(visibleText(one.token, 2000))}`,
      ...(one.reportPath === undefined ? [] : [`    ${visibleText(one.reportPath, 500)}`]),
    ]),
  ]
}

function closing({ implementations, result }: Matrix): string {
  const broken = implementations.filter((row) => (row.ran?.signatures.length ?? 0) > 0).length
  const missing = implementations.filter((row) => row.ran === undefined).length
  return [
    result === 'not-deterministic' ? 'not deterministic' : result,
    `${grouped(broken)} of ${counted(implementations.length, 'implementation')} broke a property`,
    ...(missing === 0 ? [] : [`${grouped(missing)} not run`]),
  ]
    .join(': ')
    .replace(/: (?=\d+ not run$)/, ', ')
}
