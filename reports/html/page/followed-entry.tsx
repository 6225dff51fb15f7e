import { addressOf } from '../entry-links.ts'
import { stepLink } from '../step-detail.ts'
import { laneName } from '../row-notes.ts'
import type { EntryLife, EntryMoment } from './entry-life.ts'
import { follow } from './followed.ts'
import { nodeOf } from './markup-node.ts'
import type { Loaded } from './report-element.ts'

/** Steps of a life that are listed; the lanes show the others. */
const MAX_STEPS = 16

const words = {
  born: 'appended first by',
  copied: 'copied to',
  committed: 'committed on',
  applied: 'applied on',
  compacted: 'in a snapshot on',
  overwritten: 'overwritten on',
  cut: 'cut on',
} as const

/** Where the followed entry came from and what became of it, each moment with its step. */
export function FollowedEntry({ loaded, life }: { readonly loaded: Loaded; readonly life: EntryLife }) {
  const { report, events } = loaded
  const byRow = Map.groupBy(life.moments, ({ row }) => row)
  const told = [...byRow].slice(0, MAX_STEPS)
  const missing = life.missing.map((lane) => laneName(report, lane))
  return (
    <section class="life-story" aria-label="the entry that is followed">
      <button type="button" onClick={() => follow(loaded, undefined)}>
        Close<kbd>Esc</kbd>
      </button>
      <h3>
        Entry {addressOf(life.address)} <span class="of">{life.command}</span>
      </h3>
      <p class="muted">Its band on a lane: the server has it. A whole border: and knows it committed.</p>
      <ol>
        {told.map(([row, moments]) => {
          const event = events[row]
          return (
            <li key={row}>
              {event !== undefined && nodeOf(stepLink(event))}
              <span>{sentence(report, moments)}</span>
            </li>
          )
        })}
        {byRow.size > told.length && <li>… {byRow.size - told.length} more steps</li>}
        {missing.length > 0 && (
          <li>
            <span>at the end</span>
            <span>not on {missing.join(', ')}</span>
          </li>
        )}
      </ol>
    </section>
  )
}

function sentence(report: Loaded['report'], moments: readonly EntryMoment[]): string {
  return moments.map(({ lane, what }) => `${words[what]} ${laneName(report, lane)}`).join(', ')
}
