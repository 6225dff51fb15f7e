import { signal } from '@preact/signals'
import type { FullRun } from '../full-run.ts'
import { traceEvents } from '../trace-events.ts'
import type { TraceEvent } from '../trace-events.ts'
import { byId } from './report-element.ts'
import { unpacked } from './unpack.ts'

const rowHeight = 24
/** Rows kept above and below what is in view, so that scrolling shows no gaps. */
const margin = 12

interface OpenRun {
  readonly events: readonly TraceEvent[]
  readonly names: readonly string[]
}

const scrolled = signal(0)

/** The original run as a list; only the rows in view are in the document. */
export function FullList({ run }: { readonly run: OpenRun }) {
  const height = 480
  const first = Math.max(0, Math.floor(scrolled.value / rowHeight) - margin)
  const last = Math.min(run.events.length, Math.ceil((scrolled.value + height) / rowHeight) + margin)
  return (
    <div
      class="full-scroll"
      tabIndex={0}
      role="region"
      aria-label="all events of the original run"
      onScroll={(event) => (scrolled.value = event.currentTarget.scrollTop)}
    >
      <div style={{ height: `${run.events.length * rowHeight}px`, position: 'relative' }}>
        {run.events.slice(first, last).map((event) => (
          <div class={`full-row ${event.kind}`} key={event.id} style={{ top: `${event.row * rowHeight}px` }}>
            <span>{event.step}</span>
            <span>{event.time / 1000}</span>
            <span>{event.lane === undefined ? '' : run.names[event.lane]}</span>
            <span title={event.text}>{event.text}</span>
          </div>
        ))}
      </div>
    </div>
  )
}

/** Unpacks the payload, which is looked at only when somebody asks for it. */
export async function openFullRun(): Promise<OpenRun> {
  const run = JSON.parse(await unpacked(byId('ww-full').textContent)) as FullRun
  return { events: traceEvents(run.trace), names: run.lanes.map((lane) => lane.name) }
}
