import { cursor, moveTo } from './cursor.ts'
import { lookFor } from './look-for.ts'
import { matchingRows } from './matching-rows.ts'
import type { Loaded } from './report-element.ts'
import { query, toggleWhy, whyOnly } from './view.ts'

/** What is shown of the trace: the steps with some words, the chain of causes, or all. */
export function TraceTools({ loaded }: { readonly loaded: Loaded }) {
  const { report, events } = loaded
  const rows = query.value.trim() === '' ? undefined : matchingRows(report, events, query.value)
  const typed = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') moveTo(loaded, cursor.value)
    if (event.key !== 'Escape') return
    lookFor(loaded, '')
    moveTo(loaded, cursor.value)
  }
  return (
    <>
      <output aria-live="polite">{rows !== undefined && `${rows.length} of ${events.length} rows`}</output>
      <input
        id="search"
        type="search"
        aria-label="only steps with these words"
        placeholder="Filter steps  /"
        value={query.value}
        onInput={(event) => lookFor(loaded, event.currentTarget.value)}
        onKeyDown={typed}
      />
      {report.why.chain.length > 0 && (
        <button type="button" aria-pressed={whyOnly.value} onClick={toggleWhy}>
          Chain of causes only<kbd>w</kbd>
        </button>
      )}
    </>
  )
}
