import { divergenceBlock, failureBlock, type TextOptions } from '../../reports/index.ts'
import { counted } from '../../reports/quantities.ts'
import { replayLine } from '../base/shell-word.ts'
import { askedText } from '../campaign/asked-text.ts'
import type { CampaignEvent } from '../campaign/events.ts'
import type { CampaignProgress } from '../campaign/progress.ts'
import { ProgressDisplay } from './campaign-progress.ts'
import type { ProgressStream } from './live-progress.ts'
import { onSignal } from './on-signal.ts'
import { textOptions } from './text-options.ts'

/** What shows a campaign while it runs, and ends it at a signal: options of `runCampaign`. */
export interface CampaignWatch {
  readonly signal: AbortSignal
  readonly onProgress: (progress: CampaignProgress) => void
  readonly onEvent: (event: CampaignEvent) => void
}

/** Shows a campaign on a stream. Ctrl-C ends the campaign after the runs under way; once more, the process. */
export function watchCampaign(stream: ProgressStream): CampaignWatch {
  const interrupted = new AbortController()
  const style = textOptions(stream)
  let display: ProgressDisplay | undefined
  let releaseSignals: (() => void) | undefined
  return {
    signal: interrupted.signal,
    onProgress: (progress) => display?.update(progress),
    onEvent: (event) => {
      if (event.type === 'started') {
        const { settings, workers, queue } = event
        const { seed, target } = settings
        display = new ProgressDisplay(stream, {
          seed,
          workers: queue ?? workers,
          target,
          budget: askedText(settings),
        })
        releaseSignals = onSignal(() => {
          display?.say('stopping after the runs under way; once more to quit at once\n')
          interrupted.abort()
        })
      } else if (event.type === 'ended') {
        releaseSignals?.()
        display?.end()
      } else {
        const text = eventText(event, style)
        if (text !== undefined) display?.say(text)
      }
    },
  }
}

/** What is printed of an event between the lines of progress. */
export function eventText(event: CampaignEvent, options: TextOptions): string | undefined {
  switch (event.type) {
    case 'undecided': {
      const { scenario, seed, because } = event.run
      return `UNDECIDED ${scenario}  seed ${seed}  ${because}\n  replay  ${replayLine(event.token)}\n`
    }
    case 'overdue':
      return `the time for runs is up; up to ${event.millis / 1000} s more for ${counted(event.waiting, 'failure')} (--minimize-for)\n`
    case 'queue':
      return `${event.text}\n`
    case 'failure': {
      const { signature, scenario, seed, headline } = event.failure
      return `FAIL ${signature}  ${scenario}  seed ${seed}  ${headline}\n`
    }
    case 'report':
      return `\n${failureBlock(event.report, options)}\n`
    case 'divergence':
      return `\n${divergenceBlock(event.divergence, options)}\n`
    case 'report-failed': {
      const { signature, seed } = event.failure
      return `${signature}, seed ${seed}: its report ${event.later ? 'waits for --resume' : 'could not be made'}: ${event.why}\n`
    }
    case 'started':
    case 'diverged':
    case 'ended':
      return undefined
  }
}
