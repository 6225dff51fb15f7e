import { visibleText, wantsColor } from '../../reports/index.ts'
import { grouped } from '../../reports/quantities.ts'
import type { CampaignProgress } from '../campaign/progress.ts'
import { clock, LiveProgress, type ProgressStream } from './live-progress.ts'

/** What stays the same on the first line. */
export interface ProgressTitle {
  readonly seed: string
  /** How many; or the queue from which any take. */
  readonly workers: number | string
  readonly target: string
  readonly budget: string
}

/** Lines of what is being run: a queue holds more than a screen. */
const MAX_CURRENT = 16

/** Live progress of a campaign, see {@link LiveProgress}. */
export class ProgressDisplay {
  readonly #title: ProgressTitle
  readonly #color: boolean
  readonly #live: LiveProgress
  #progress: CampaignProgress | undefined
  #at = 0

  constructor(stream: ProgressStream, title: ProgressTitle, env: NodeJS.ProcessEnv = process.env) {
    this.#title = title
    this.#color = wantsColor({ isTTY: stream.isTTY, env })
    this.#live = new LiveProgress(stream, {
      block: () => this.#block(),
      line: () => {
        const progress = this.#now()
        return progress && [runsText(progress), ...resultTexts(progress)].join('  ')
      },
      painted: (line, at) => this.#painted(line, at),
    })
    if (stream.isTTY !== true) stream.write(`${this.#titleLine()}\n`)
  }

  update(progress: CampaignProgress): void {
    this.#progress = progress
    this.#at = performance.now()
  }

  /** Prints something that stays. */
  say(text: string): void {
    this.#live.say(text)
  }

  end(): void {
    this.#live.end()
  }

  #now(): CampaignProgress | undefined {
    if (this.#progress === undefined) return undefined
    return { ...this.#progress, elapsed: this.#progress.elapsed + performance.now() - this.#at }
  }

  #block(): readonly string[] {
    const progress = this.#now()
    if (progress === undefined) return []
    return [
      this.#titleLine(),
      runsText(progress),
      resultTexts(progress).join('  '),
      ...progress.current.slice(0, MAX_CURRENT).map((name) => `  run  ${visibleText(name, 60)}`),
    ]
  }

  #painted(line: string, at: number): string {
    if (!this.#color) return line
    if (at === 0) return `\u001b[1m${line}\u001b[0m`
    if (at === 2 && (this.#progress?.failed ?? 0) > 0) return `\u001b[31m${line}\u001b[0m`
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
