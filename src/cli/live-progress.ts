import { writeUngated } from './output-gate.ts'

/** Where progress goes: `process.stderr`, or a test's stand-in. */
export interface ProgressStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** What is shown of the work under way, asked for whenever it is drawn. */
export interface ProgressText {
  /** On a terminal: lines that are redrawn. None: there is nothing to say yet. */
  readonly block: () => readonly string[]
  /** Elsewhere: one line now and then. */
  readonly line: () => string | undefined
  /** Colours a line of the block that has been cut to the width. Default: as it is. */
  readonly painted?: (line: string, at: number) => string
}

/** On a terminal the block is drawn five times a second, elsewhere a log gets a line so often, in milliseconds. */
const REDRAW_MILLIS = 200
const LINE_MILLIS = 30_000

const ERASE_LINE = '\u001b[2K'
const UP = '\u001b[1A'

/** Live progress: on a terminal a block that is redrawn, elsewhere a line every half minute. Never on standard output. */
export class LiveProgress {
  readonly #stream: ProgressStream
  readonly #text: ProgressText
  readonly #timer: NodeJS.Timeout
  #lines = 0
  #isOver = false

  constructor(stream: ProgressStream, text: ProgressText) {
    this.#stream = stream
    this.#text = text
    this.#timer = setInterval(() => this.draw(), stream.isTTY === true ? REDRAW_MILLIS : LINE_MILLIS)
    // it shows work and is none
    this.#timer.unref()
  }

  /** Writes something that stays, above the block; `to`: another stream that may be the same terminal. */
  say(text: string, to: ProgressStream = this.#stream): void {
    this.#clear()
    to.write(text)
    if (this.#stream.isTTY === true) this.draw()
  }

  draw(): void {
    if (this.#isOver) return
    if (this.#stream.isTTY !== true) {
      const line = this.#text.line()
      if (line !== undefined) this.#stream.write(`${line}\n`)
      return
    }
    const width = Math.max(20, (this.#stream.columns || 80) - 1)
    const lines = this.#text.block().map((line) => cutTo(line, width))
    this.#clear()
    if (lines.length === 0) return
    const { painted = (line: string) => line } = this.#text
    writeUngated(this.#stream, `${lines.map(painted).join('\n')}\n`)
    this.#lines = lines.length
  }

  end(): void {
    this.#isOver = true
    clearInterval(this.#timer)
    this.#clear()
  }

  #clear(): void {
    if (this.#lines > 0) writeUngated(this.#stream, `${UP}${ERASE_LINE}`.repeat(this.#lines))
    this.#lines = 0
  }
}

/** Progress that is one line, on a terminal and elsewhere; `text` is asked with the wall time since now. */
export function lineProgress(stream: ProgressStream, text: (elapsed: string) => string): LiveProgress {
  const began = performance.now()
  const line = (): string => text(clock(performance.now() - began))
  return new LiveProgress(stream, { block: () => [line()], line })
}

/** A line that the terminal would wrap could not be erased again. */
const cutTo = (line: string, width: number): string =>
  line.length <= width ? line : `${line.slice(0, width - 1)}…`

/** Wall time as on a clock: `02:05`, `1:02:05`. */
export function clock(millis: number): string {
  const seconds = Math.round(millis / 1000)
  const two = (value: number): string => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${two(minutes)}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}
