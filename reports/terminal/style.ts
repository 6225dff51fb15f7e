import { safeLines } from '../safe-lines.ts'
import { asciiText } from '../visible-text.ts'

export interface TextOptions {
  /** ANSI colours; default false. See {@link wantsColor}. */
  readonly color?: boolean
  /** Nothing outside printable ASCII; default false. */
  readonly ascii?: boolean
  /** Columns no line goes beyond; default 100, at least 60. */
  readonly width?: number
  /** Rows of the trace at most; default 25. */
  readonly rows?: number
  /** The file with the rows that are left out; default `report.txt`. */
  readonly restIn?: string
}

/** The facts about a terminal that decide on colours. */
export interface Terminal {
  readonly isTTY?: boolean | undefined
  readonly env: { readonly [name: string]: string | undefined }
}

/** Colour only where somebody looks: https://no-color.org first, then `FORCE_COLOR`, then the terminal. */
export function wantsColor(terminal: Terminal): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = terminal.env
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0'
  return terminal.isTTY === true && TERM !== 'dumb'
}

const codes = {
  fail: '1;31',
  ok: '32',
  warn: '33',
  strong: '1',
  dim: '2',
  accent: '36',
} as const

export type Tone = keyof typeof codes

/** How one text is written: its colours, its character set and its width. */
export interface Style {
  readonly width: number
  readonly rows: number
  readonly restIn: string
  readonly ascii: boolean
  paint(tone: Tone, text: string): string
  /** Last step for every line: nothing in it commands a terminal or a CI system; in ASCII mode, replaces what is outside. */
  finish(text: string): string
}

export function styleOf(options: TextOptions = {}): Style {
  const { color = false, ascii = false, width = 100, rows = 25, restIn = 'report.txt' } = options
  return {
    width: Math.max(60, width),
    rows,
    restIn,
    ascii,
    paint: (tone, text) => (color && text !== '' ? `\u001b[${codes[tone]}m${text}\u001b[0m` : text),
    // the escape sequences are put in by paint() alone, so they are kept while all else is made ASCII
    finish: (text) => safeLines(ascii ? text.split('\u001b').map(asciiText).join('\u001b') : text, { color }),
  }
}
