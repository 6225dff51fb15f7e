import { visibleText, wantsColor } from '../../reports/index.ts'
import type { CampaignProgress } from '../campaign/progress.ts'
import { writeUngated } from './output-gate.ts'

/** Where progress goes: `process.stderr`, or a test's stand-in. */
export interface ProgressStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** What stays the same on the first line. */
export interface ProgressTitle {
  readonly seed: string
  readonly workers: number
  readonly target: string
  readonly budget: string
}

const REDRAW_MILLIS = 200
const LINE_MILLIS = 5000

const ERASE_LINE = '\u001b[2K'
const UP = '\u001b[1A'

/** Live progress: on a terminal a block that is redrawn, elsewhere a line every few seconds. */
export class ProgressDisplay {
  readonly #stream: ProgressStream
  readonly #title: ProgressTitle
  readonly #timer: NodeJS.Timeout
  readonly #color: boolean
  #progress: CampaignProgress | undefined
  #at = 0
  #lines = 0

  constructor(stream: ProgressStream, title: ProgressTitle, env: NodeJS.ProcessEnv = process.env) {
    this.#stream = stream
    this.#title = title
    this.#color = wantsColor({ isTTY: stream.isTTY, env })
    const every = stream.isTTY === true ? REDRAW_MILLIS : LINE_MILLIS
    this.#timer = setInterval(() => this.#draw(), every)
    if (stream.isTTY !== true) stream.write(`${this.#titleLine()}\n`)
  }

  update(progress: CampaignProgress): void {
    this.#progress = progress
    this.#at = performance.now()
  }

  /** Prints something that stays. */
  say(text: string): void {
    this.#clear()
    this.#stream.write(text)
    if (this.#stream.isTTY === true) this.#draw()
  }

  end(): void {
    clearInterval(this.#timer)
    this.#clear()
  }

  #draw(): void {
    if (this.#progress === undefined) return
    const progress = { ...this.#progress, elapsed: this.#progress.elapsed + performance.now() - this.#at }
    if (this.#stream.isTTY !== true) {
      this.#stream.write(`${[runsText(progress), ...resultTexts(progress)].join('  ')}\n`)
      return
    }
    const width = Math.max(20, (this.#stream.columns || 80) - 1)
    const lines = [
      this.#titleLine(),
      runsText(progress),
      resultTexts(progress).join('  '),
      ...progress.current.map((name) => `  run  ${visibleText(name, 60)}`),
    ].map((line) => line.slice(0, width))
    this.#clear()
    writeUngated(this.#stream, `${lines.map((line, at) => this.#painted(line, at, progress)).join('\n')}\n`)
    this.#lines = lines.length
  }

  #clear(): void {
    if (this.#lines > 0) writeUngated(this.#stream, `${UP}${ERASE_LINE}`.repeat(this.#lines))
    this.#lines = 0
  }

  #painted(line: string, at: number, { failed }: CampaignProgress): string {
    if (!this.#color) return line
    if (at === 0) return `\u001b[1m${line}\u001b[0m`
    if (at === 2 && failed > 0) return `\u001b[31m${line}\u001b[0m`
    return at > 2 ? `\u001b[2m${line}\u001b[0m` : line
  }

  #titleLine(): string {
    const { seed, workers, target, budget } = this.#title
    return `whitewater campaign  target ${visibleText(target, 60)}  seed base ${seed}  workers ${workers}  ${budget}`
  }
}

function runsText({ runs, total, elapsed, millis, rate, virtualMs }: CampaignProgress): string {
  const share = Math.max(
    total === undefined ? 0 : runs / total,
    millis === undefined ? 0 : Math.min(1, elapsed / millis),
  )
  const left = Math.min(
    total === undefined || rate === 0 ? Infinity : ((total - runs) * 1000) / rate,
    millis === undefined ? Infinity : Math.max(0, millis - elapsed),
  )
  return [
    `runs ${grouped(runs)}${total === undefined ? '' : `/${grouped(total)}`}`,
    `${Math.floor(share * 100)}%`,
    `${rate >= 100 ? Math.round(rate) : rate.toFixed(1)}/s`,
    `elapsed ${clock(elapsed)}`,
    ...(Number.isFinite(left) ? [`ETA ${clock(left)}`] : []),
    `sim ${(virtualMs / 3_600_000).toFixed(1)} h`,
  ].join('  ')
}

function resultTexts({ runs, failed, unknown, signatures, selfTests }: CampaignProgress): string[] {
  return [
    `pass ${grouped(runs - failed - unknown)}`,
    `fail ${grouped(failed)}${failed === 0 ? '' : ` (${signatures} signature${signatures === 1 ? '' : 's'})`}`,
    `unknown ${grouped(unknown)}`,
    ...(selfTests.of === 0 ? [] : [`self-tests ${selfTests.found}/${selfTests.of} found`]),
  ]
}

const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

function clock(millis: number): string {
  const seconds = Math.round(millis / 1000)
  const two = (value: number): string => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${two(minutes)}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}
